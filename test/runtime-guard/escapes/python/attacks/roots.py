"""Names with another meaning: another root, namespaces, descriptors of one thread. The effect: as in source.py."""

import os
import threading

from lab import attack

CATEGORY = 'sourceRead'


@attack('another root, in a namespace of users')
def _(lab):
    os.unshare(os.CLONE_NEWUSER)
    os.chroot(lab.task)
    with open('/business.py') as file:
        return file.read()


@attack('another root, in a namespace of mounts')
def _(lab):
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS)
    os.chdir(lab.task)
    os.chroot('.')
    with open('business.py') as file:
        return file.read()


@attack('descriptors of its own')
def _(lab):
    read = []

    def work():
        os.unshare(os.CLONE_FILES)
        null = os.open('/dev/null', os.O_RDONLY)
        try:
            read.append(os.read(os.open(lab.source, os.O_RDONLY), 4096).decode())
        finally:
            os.close(null)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return read[0]
