"""The guard's output disabled, then a file created. The effect: the file exists, or if the policy allows it, no event reports it."""

import os
import socket

from lab import attack

CATEGORY = 'fileWrite'


def write(lab):
    with open(os.path.join(lab.out, 'made'), 'w'):
        pass


@attack('stderr closed')
def _(lab):
    os.close(2)
    write(lab)


@attack('stderr put elsewhere')
def _(lab):
    os.dup2(os.open('/dev/null', os.O_RDWR), 2)
    write(lab)


@attack('all that leads where stderr does')
def _(lab):
    place = os.readlink('/proc/self/fd/2')
    null = os.open('/dev/null', os.O_RDWR)
    for fd in os.listdir('/proc/self/fd'):
        try:
            if os.readlink(f'/proc/self/fd/{fd}') == place:
                os.dup2(null, int(fd))
        except OSError:
            pass
    write(lab)


@attack('all descriptors')
def _(lab):
    os.closerange(2, 65536)
    write(lab)


@attack('stderr full, and without patience')
def _(lab):
    os.set_blocking(2, False)
    try:
        while True:
            os.write(2, b'x' * 1000)
    except BlockingIOError:
        pass
    write(lab)


@attack('stderr at its end')
def _(lab):
    try:
        socket.socket(fileno=os.dup(2)).shutdown(socket.SHUT_WR)
    except OSError:
        pass
    write(lab)
