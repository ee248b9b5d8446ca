"""Attacks of various categories by unusual means: Tcl, attributes, semaphores, sockets of other kinds. The effect depends on the category."""

import os

from lab import attack, tcl

CATEGORY = 'fileWrite'


@attack('Tcl writes')
def _(lab):
    tcl(f'set file [open {{{lab.out}/made}} w]; puts $file made; close $file')


@attack('an extended attribute, then a length')
def _(lab):
    os.setxattr(lab.victim, 'user.lab', b'x')
    os.truncate(lab.victim, 0)


@attack('a semaphore with a name')
def _(lab):
    import _multiprocessing

    name = f'sec3-{lab.token}'
    _multiprocessing.SemLock(0, 1, 1, f'/{name}', False)
    os.rename(f'/dev/shm/sem.{name}', lab.shared)


@attack('a database of dbm')
def _(lab):
    import dbm.sqlite3

    dbm.sqlite3.open(os.path.join(lab.out, 'made'), 'c').close()


@attack('a file on the standard output')
def _(lab):
    os.dup2(os.open(lab.victim, os.O_WRONLY), 1)
    os.write(1, b'x')


@attack('memory that is a file')
def _(lab):
    import mmap

    with open(lab.victim, 'r+b') as file:
        mapped = mmap.mmap(file.fileno(), 0)
        mapped[0:1] = b'X'
        mapped.flush()


@attack('a folder of mail')
def _(lab):
    import mailbox

    mailbox.Maildir(os.path.join(lab.out, 'mail'), create=True)
