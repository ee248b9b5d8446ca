"""Files written. The effect: the folder or shared memory has a new file, or the victim changed."""

import io
import os
import pathlib
import shutil

from lab import attack

CATEGORY = 'fileWrite'


def target(lab, name='new'):
    return os.path.join(lab.out, name)


@attack('open')
def _(lab):
    with open(target(lab), 'w') as file:
        file.write('x')


@attack('open to append')
def _(lab):
    with open(lab.victim, 'a') as file:
        file.write('x')


@attack('open to change')
def _(lab):
    with open(lab.victim, 'r+') as file:
        file.write('x')


@attack('open exclusively')
def _(lab):
    open(target(lab), 'x').close()


@attack('_io.FileIO')
def _(lab):
    import _io

    _io.FileIO(target(lab), 'w').write(b'x')


@attack('io.open with an opener')
def _(lab):
    io.open(target(lab), 'w', opener=lambda path, flags: os.open(path, flags)).write('x')


@attack('os.open to create')
def _(lab):
    os.open(target(lab), os.O_CREAT | os.O_WRONLY)


@attack('os.open to read, and empty')
def _(lab):
    os.open(lab.victim, os.O_RDONLY | os.O_TRUNC)


@attack('os.open to read, and create')
def _(lab):
    os.open(target(lab), os.O_RDONLY | os.O_CREAT)


@attack('os.open below a descriptor')
def _(lab):
    folder = os.open(lab.out, os.O_RDONLY)
    os.open('new', os.O_CREAT | os.O_WRONLY, dir_fd=folder)


@attack('relative to the working directory')
def _(lab):
    os.chdir(lab.out)
    open('new', 'w').close()


@attack('pathlib')
def _(lab):
    pathlib.Path(target(lab)).write_text('x')


@attack('pathlib touch')
def _(lab):
    pathlib.Path(target(lab)).touch()


@attack('through /proc/self/root')
def _(lab):
    open(f'/proc/self/root{target(lab)}', 'w').close()


@attack('through /proc/self/cwd')
def _(lab):
    os.chdir(lab.out)
    open('/proc/self/cwd/new', 'w').close()


@attack('a descriptor opened again, to write')
def _(lab):
    fd = os.open(lab.victim, os.O_RDONLY)
    with open(f'/proc/self/fd/{fd}', 'w') as file:
        file.write('x')


@attack('a path descriptor opened again, to write')
def _(lab):
    fd = os.open(lab.victim, os.O_PATH)
    with open(f'/dev/fd/{fd}', 'w') as file:
        file.write('x')


@attack('os.rename')
def _(lab):
    os.rename(lab.victim, target(lab))


@attack('os.replace below descriptors')
def _(lab):
    folder = os.open(os.path.dirname(lab.victim), os.O_RDONLY)
    os.replace(os.path.basename(lab.victim), target(lab), src_dir_fd=folder)


@attack('os.link')
def _(lab):
    os.link(lab.victim, target(lab))


@attack('os.symlink')
def _(lab):
    os.symlink(lab.victim, target(lab))


@attack('os.mkdir')
def _(lab):
    os.mkdir(target(lab))


@attack('os.makedirs')
def _(lab):
    os.makedirs(target(lab, 'a/b'))


@attack('os.mkfifo')
def _(lab):
    os.mkfifo(target(lab))


@attack('os.mknod')
def _(lab):
    os.mknod(target(lab))


@attack('os.truncate')
def _(lab):
    os.truncate(lab.victim, 1)


@attack('os.remove')
def _(lab):
    os.remove(lab.victim)


@attack('os.unlink below a descriptor')
def _(lab):
    os.unlink(os.path.basename(lab.victim), dir_fd=os.open(os.path.dirname(lab.victim), os.O_RDONLY))


@attack('shutil.copy')
def _(lab):
    shutil.copy('/etc/passwd', target(lab))


@attack('shutil.copytree')
def _(lab):
    shutil.copytree(lab.task, target(lab))


@attack('shutil.move')
def _(lab):
    shutil.move(lab.victim, target(lab))


@attack('tempfile.mkstemp')
def _(lab):
    import tempfile

    tempfile.mkstemp(dir=lab.out)


@attack('tempfile.mkdtemp')
def _(lab):
    import tempfile

    tempfile.mkdtemp(dir=lab.out)


@attack('a nameless file, given a name')
def _(lab):
    fd = os.open(lab.out, os.O_TMPFILE | os.O_RDWR)
    # With a descriptor, even an unnecessary one, the link is followed.
    os.link(f'/proc/self/fd/{fd}', target(lab), src_dir_fd=fd, follow_symlinks=True)


@attack('sqlite3.connect')
def _(lab):
    import sqlite3

    sqlite3.connect(target(lab)).execute('create table t (x)')


@attack('sqlite3 ATTACH')
def _(lab):
    import sqlite3

    connection = sqlite3.connect(':memory:')
    connection.execute('attach ? as other', (target(lab),))
    connection.execute('create table other.t (x)')


@attack('sqlite3 VACUUM INTO')
def _(lab):
    import sqlite3

    connection = sqlite3.connect(':memory:')
    connection.execute('create table t (x)')
    connection.execute('vacuum into ?', (target(lab),))


@attack('sqlite3 by URI and another VFS')
def _(lab):
    import sqlite3

    sqlite3.connect(f'file:{target(lab)}?vfs=unix-none', uri=True).execute('create table t (x)')


@attack('dbm.dumb')
def _(lab):
    import dbm.dumb

    dbm.dumb.open(target(lab), 'c')['k'] = 'v'


@attack('dbm.ndbm')
def _(lab):
    import dbm.ndbm

    dbm.ndbm.open(target(lab), 'c')['k'] = b'v'


@attack('dbm.gnu')
def _(lab):
    import dbm.gnu

    dbm.gnu.open(target(lab), 'c')['k'] = b'v'


@attack('shelve')
def _(lab):
    import shelve

    shelve.open(target(lab))['k'] = 'v'


@attack('the history of readline')
def _(lab):
    import readline

    readline.add_history('x')
    readline.write_history_file(target(lab))


@attack('the key log of ssl')
def _(lab):
    import ssl

    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = target(lab)


@attack('multiprocessing.shared_memory')
def _(lab):
    import multiprocessing.resource_tracker
    import multiprocessing.shared_memory

    multiprocessing.resource_tracker.register = lambda *arguments: None
    multiprocessing.shared_memory.SharedMemory(os.path.basename(lab.shared), create=True, size=16)


@attack('_posixshmem.shm_open')
def _(lab):
    import _posixshmem

    _posixshmem.shm_open('/' + os.path.basename(lab.shared), os.O_CREAT | os.O_RDWR, mode=0o600)


@attack('mmap of a file')
def _(lab):
    import mmap

    with open(lab.victim, 'r+b') as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[0:1] = b'X'


@attack('a socket bound in the folder')
def _(lab):
    import socket

    socket.socket(socket.AF_UNIX).bind(target(lab))


@attack('zipfile')
def _(lab):
    import zipfile

    zipfile.ZipFile(target(lab), 'w').close()


@attack('tarfile unpacked')
def _(lab):
    import tarfile

    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode='w') as archive:
        archive.addfile(tarfile.TarInfo('new'), io.BytesIO())
    packed.seek(0)
    with tarfile.open(fileobj=packed) as archive:
        archive.extractall(lab.out)


@attack('logging.FileHandler')
def _(lab):
    import logging

    logging.FileHandler(target(lab)).close()


@attack('py_compile')
def _(lab):
    import py_compile

    py_compile.compile(lab.source, target(lab))


@attack("the import system's own writer")
def _(lab):
    import importlib._bootstrap_external as external

    external._write_atomic(target(lab), b'x')


@attack('marshal.dump and cProfile')
def _(lab):
    import cProfile

    profile = cProfile.Profile()
    # Up to 3.11 the original ends with sys.setprofile, which is a different attack.
    profile.create_stats = lambda: setattr(profile, 'stats', {})
    profile.dump_stats(target(lab))


@attack('curses')
def _(lab):
    import curses

    os.environ['TERM'] = 'xterm'
    curses.setupterm(fd=1)
    with open(target(lab), 'wb') as file:
        file.write(curses.tigetstr('clear') or b'x')


@attack('os.chmod')
def _(lab):
    os.chmod(lab.victim, 0o600)


@attack('os.copy_file_range')
def _(lab):
    to = os.open(target(lab), os.O_CREAT | os.O_WRONLY)
    os.copy_file_range(os.open('/etc/passwd', os.O_RDONLY), to, 10)


@attack('a debug file of bz2, gzip and lzma')
def _(lab):
    import bz2
    import gzip
    import lzma

    for number, module in enumerate((bz2, gzip, lzma)):
        module.open(target(lab, str(number)), 'wb').close()


@attack('in another thread')
def _(lab):
    import threading

    thread = threading.Thread(target=lambda: open(target(lab), 'w').close())
    thread.start()
    thread.join()
