"""Redirects connections to some hosts to servers on this machine, which respond in their place without TLS."""

import socket
import ssl


def divert(hosts):
    """hosts: ports on this machine, by host name."""
    if not hosts:
        return
    resolve, connect, wrap = socket.getaddrinfo, socket.socket.connect, ssl.SSLContext.wrap_socket
    # Reserved addresses (RFC 5737) represent the hosts that are redirected here.
    addresses = {f'192.0.2.{number}': port for number, port in enumerate(hosts.values(), 1)}
    names = {host: f'192.0.2.{number}' for number, host in enumerate(hosts, 1)}

    def resolve_here(host, port, *args, **more):
        return resolve(names.get(host, host), port, *args, **more)

    def connect_here(self, address):
        port = addresses.get(address[0]) if isinstance(address, tuple) else None
        return connect(self, address if port is None else ('127.0.0.1', port))

    def wrap_here(self, sock, *args, server_hostname=None, **more):
        if server_hostname in hosts:
            return Plain(sock)
        return wrap(self, sock, *args, server_hostname=server_hostname, **more)

    socket.getaddrinfo, socket.socket.connect, ssl.SSLContext.wrap_socket = resolve_here, connect_here, wrap_here


class Plain(socket.socket):
    """A socket that describes itself like one with TLS."""

    def __init__(self, sock):
        timeout = sock.gettimeout()
        super().__init__(sock.family, sock.type, sock.proto, sock.detach())
        self.settimeout(timeout)

    def version(self):
        return 'TLSv1.3'

    def selected_alpn_protocol(self):
        return None

    def getpeercert(self, binary_form=False):
        return b'' if binary_form else {}
