"""Files created and changed by rarely used functions. The effect: as in files.py."""

import os
import pathlib
import shutil

from lab import attack

CATEGORY = 'fileWrite'


def made(lab):
    return os.path.join(lab.out, 'made')


@attack('os.utime, times in nanoseconds')
def _(lab):
    os.utime(lab.victim, ns=(1, 1), follow_symlinks=False)


@attack('os.utime of a descriptor')
def _(lab):
    os.utime(os.open(lab.victim, os.O_RDONLY), (1, 1))


@attack('os.fchmod of a file opened to read')
def _(lab):
    os.fchmod(os.open(lab.victim, os.O_RDONLY), 0o600)


@attack('pathlib, a link')
def _(lab):
    pathlib.Path(made(lab)).hardlink_to(lab.victim)


@attack('pathlib, a copy')
def _(lab):
    pathlib.Path(lab.victim).copy(made(lab))


@attack('a zip application')
def _(lab):
    import zipapp

    zipapp.create_archive(os.path.join(lab.task, 'attacks'), made(lab), main='a:b')


@attack('an archive of a folder')
def _(lab):
    shutil.make_archive(made(lab), 'tar', os.path.join(lab.task, 'attacks'))


@attack('a virtual environment')
def _(lab):
    import venv

    venv.EnvBuilder(with_pip=False).ensure_directories(made(lab))


@attack('a mailbox')
def _(lab):
    import mailbox

    mailbox.Maildir(made(lab))


@attack('cookies')
def _(lab):
    import http.cookiejar

    http.cookiejar.LWPCookieJar(made(lab)).save()


@attack('what tracemalloc has seen')
def _(lab):
    import tracemalloc

    tracemalloc.start()
    tracemalloc.take_snapshot().dump(made(lab))


@attack('tracebacks of faulthandler')
def _(lab):
    import faulthandler

    faulthandler.dump_traceback(open(made(lab), 'w'))


@attack('counts of lines')
def _(lab):
    import trace

    trace.CoverageResults(counts={(__file__, 1): 1}, outfile=made(lab)).write_results(coverdir=lab.out)


@attack('a database, saved')
def _(lab):
    import sqlite3

    sqlite3.connect(':memory:').backup(sqlite3.connect(made(lab)))


@attack('a file that is spliced')
def _(lab):
    reading, writing = os.pipe()
    os.write(writing, b'x')
    os.splice(reading, os.open(lab.victim, os.O_WRONLY), 1)


@attack('a lock that stays')
def _(lab):
    import _multiprocessing

    name = '/' + os.path.basename(lab.shared)
    _multiprocessing.SemLock(0, 1, 1, name, False)
    os.link(f'/dev/shm/sem.{name[1:]}', lab.shared)


@attack('a file inherited by descriptor')
def _(lab):
    os.write(os.open(f'/proc/self/fd/{os.open(lab.victim, os.O_RDONLY)}', os.O_WRONLY), b'x')
