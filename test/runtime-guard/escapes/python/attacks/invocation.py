"""The first invocation hidden from the guard: code made from data while the function still seems to be loading. The effect: `lab.code` ran."""

import io
import os
import socket

from lab import early

CATEGORY = 'dynamicCode'


def ran(lab):
    namespace = {}
    exec(lab.code, namespace)
    return namespace['proof']


class Client:
    """A connection to the Runtime API with its own read function."""

    def __init__(self, connection, read):
        self.connection = connection
        self.read = read

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()

    def sendall(self, data):
        self.connection.sendall(data)

    def recv(self, size):
        return self.read(self.connection, size)


def read_by(read, connect=socket.create_connection):
    """Makes the runtime read the answers of the Runtime API with a function of the attack."""
    socket.create_connection = lambda address: Client(connect(address), read)
    return ran


@early('answers read as from a file')
def _(lab):
    return read_by(lambda connection, size: os.read(connection.fileno(), size))


@early('answers read a byte at a time')
def _(lab):
    return read_by(lambda connection, size: connection.recv(1))


@early('answers read by recvfrom')
def _(lab):
    return read_by(lambda connection, size: connection.recvfrom(size)[0])


@early('answers read by recvmsg')
def _(lab):
    return read_by(lambda connection, size: connection.recvmsg(size)[0])


@early('answers read into memory of ours')
def _(lab):
    def read(connection, size):
        memory = bytearray(size)
        return bytes(memory[: os.readv(connection.fileno(), [memory])])

    return read_by(read)


@early('answers read through a pipe')
def _(lab):
    def read(connection, size):
        here, there = os.pipe()
        count = os.splice(connection.fileno(), there, size)
        os.close(there)
        with open(here, 'rb') as pipe:
            return pipe.read(count)

    return read_by(read)


@early('answers read by a stream')
def _(lab):
    return read_by(lambda connection, size: io.FileIO(os.dup(connection.fileno())).read(size))


@early('answers read by a duplicate with a high number')
def _(lab):
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    return read_by(lambda connection, size: socket.socket(fileno=os.dup2(connection.fileno(), 2000)).recv(size))


@early('the Runtime API by another address of this host')
def _(lab):
    return read_by(lambda connection, size: os.read(connection.fileno(), size), lambda address: elsewhere(address[1]))


def elsewhere(port):
    connection = socket.socket()
    connection.connect(('0.0.0.0', port))
    return connection


@early('the Runtime API by an address in IPv6 notation')
def _(lab):
    def connect(address):
        connection = socket.socket(socket.AF_INET6)
        connection.connect((f'::ffff:{address[0]}', address[1]))
        return connection

    return read_by(lambda connection, size: os.read(connection.fileno(), size), connect)


@early('the Runtime API by a first message that connects')
def _(lab):
    class Late(Client):
        def sendall(self, data):
            self.connection.sendto(data, 0x20000000, self.address)

    def connect(address):
        client = Late(socket.socket(), lambda connection, size: os.read(connection.fileno(), size))
        client.address = address
        return client

    socket.create_connection = connect
    return ran
