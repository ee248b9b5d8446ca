"""Reads that something else vouches for: an audit event of our own while the import system reads a module. The effect: the answer holds what stands in the file."""

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
    """Opens something when it goes away, without a frame of its own."""


def collecting(event, prepare, opened):
    """Has the garbage collector, wherever it begins while a module is imported, say that a compiled module is about to be read, and open something."""
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
