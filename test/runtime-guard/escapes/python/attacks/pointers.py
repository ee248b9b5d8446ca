"""Addresses passed to native code: SQL with pointers for functions in C, and functions that read the memory of processes. The effect: SQLite has stored `lab.proof` as such a pointer."""

import os

from lab import attack

CATEGORY = 'processMemory'


def kept(lab, connect):
    database = connect(':memory:')
    database.execute('SELECT fts3_tokenizer(?, ?)', ('own', bytes.fromhex(lab.proof)))
    return database.execute('SELECT "FTS3_TOKENIZER"(?)', ('own',)).fetchone()[0].hex()


@attack('a tokenizer')
def _(lab):
    import sqlite3

    return kept(lab, sqlite3.connect)


@attack('a tokenizer, in a database of another class')
def _(lab):
    import sqlite3

    class Own(sqlite3.Connection):
        def create_function(self, *arguments, **options):
            raise ValueError

    return kept(lab, Own)


@attack('a tokenizer, in a thread')
def _(lab):
    import _sqlite3
    import threading

    found = []
    thread = threading.Thread(target=lambda: found.append(kept(lab, _sqlite3.connect)))
    thread.start()
    thread.join()
    return found[0]


@attack('an unwinder of other processes', means=('nativeAddon',))
def _(lab):
    import _remote_debugging

    return lab.proof if _remote_debugging.RemoteUnwinder(os.getpid(), all_threads=True).get_stack_trace() else None
