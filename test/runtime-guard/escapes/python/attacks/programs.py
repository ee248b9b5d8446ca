"""Ordinary programs. They answer `lab.proof` if they succeed."""

import asyncio
import functools
import importlib
import json
import os
import sys
import threading
import time

from lab import attack


def program(name, refused_by=()):
    def register(run):
        @functools.wraps(run)
        def answered(lab):
            run(lab)
            return lab.proof

        return attack(name, refused_by=refused_by)(answered)

    return register


def url(lab):
    return f'http://{lab.allowedName}:{lab.ports.tcp}/'


@program('nothing at all')
def _(lab):
    pass


@program('prints')
def _(lab):
    print('out')
    print('err', file=sys.stderr)


@program('reads files outside of the code')
def _(lab):
    with open('/etc/passwd') as file:
        assert 'root' in file.read()
    assert 'etc' in os.listdir('/')
    with open('/proc/self/maps') as file:
        assert 'python' in file.read()


@program('imports modules late, its own too')
def _(lab):
    for name in (
        'decimal',
        'email.message',
        'xml.etree.ElementTree',
        'concurrent.futures',
        'zoneinfo',
        'hashlib',
        'ssl',
        'sqlite3',
        'runpy',
        'attacks.process',
    ):
        importlib.import_module(name)
    assert importlib.import_module('spare').price() == 42


@program('named tuples, data classes, enumerations and literals')
def _(lab):
    import ast
    import collections
    import dataclasses
    import enum

    assert collections.namedtuple('Pair', 'a b')(1, 2).b == 2
    assert dataclasses.make_dataclass('Data', ['a'])(3).a == 3
    assert enum.Enum('Color', 'red').red.value == 1
    assert ast.literal_eval('{"a": [1, 2]}') == {'a': [1, 2]}


@program('http by name to an allowed host')
def _(lab):
    import urllib.request

    assert urllib.request.urlopen(url(lab), timeout=5).read() == b'ok'


@program('asyncio to an allowed host')
def _(lab):
    async def run():
        reader, writer = await asyncio.open_connection(lab.allowedName, lab.ports.tcp)
        writer.write(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
        assert (await reader.read()).endswith(b'ok')
        writer.close()

    asyncio.run(run())


@program('a server and its client on loopback')
def _(lab):
    import http.server
    import urllib.request

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'hello')

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    assert urllib.request.urlopen(f'http://localhost:{server.server_port}').read() == b'hello'
    thread.join()


@program('threads, queues and event loops')
def _(lab):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda number: number * 2, range(100))) == 9900
    assert asyncio.run(asyncio.wait_for(asyncio.sleep(0, 'done'), 5)) == 'done'


@program('an error with its traceback')
def _(lab):
    import traceback

    try:
        json.loads('{')
    except ValueError:
        assert 'JSONDecodeError' in traceback.format_exc()


@program('sqlite in memory, compression, hashes, random numbers')
def _(lab):
    import gzip
    import hashlib
    import secrets
    import sqlite3

    assert sqlite3.connect(':memory:').execute('select 6 * 7').fetchone() == (42,)
    assert gzip.decompress(gzip.compress(b'x')) == b'x'
    assert len(hashlib.sha256(secrets.token_bytes(8)).hexdigest()) == 64


@program('pickles of plain data, and copies')
def _(lab):
    import copy
    import pickle

    assert pickle.loads(pickle.dumps({'a': copy.deepcopy([1, {2}])})) == {'a': [1, {2}]}


@program('logging')
def _(lab):
    import logging

    logging.getLogger().error('an error %s', {'a': 1})


@program('a temporary file', refused_by=('strict',))
def _(lab):
    import tempfile

    with tempfile.NamedTemporaryFile('w+') as file:
        file.write('x')
        file.seek(0)
        assert file.read() == 'x'


@program('text that is wrong')
def _(lab):
    import ast
    import pathlib

    for text in (b'x x', 'x x', b'\xff', '\0'):
        try:
            ast.parse(text, 'nowhere.py')
        except (SyntaxError, ValueError) as error:
            assert 'sourceRead' not in str(error)
        else:
            raise AssertionError(text)
    try:
        pathlib.Path('/nowhere/x').read_text()
    except FileNotFoundError as error:
        assert error.filename == '/nowhere/x'


@attack('a module in Latin 1')
def _(lab):
    import latin

    assert latin.NAME == 'caf\xe9'
    return lab.proof


@program('formats an error in a thread with a small stack')
def _(lab):
    import traceback

    texts = []

    def work():
        try:
            open('/nothing')
        except OSError:
            texts.append(traceback.format_exc())

    # Up to 3.13, the smallest stack is enough for Python itself.
    threading.stack_size(32768 if sys.version_info < (3, 14) else 131072)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert 'FileNotFoundError' in texts[0]


@program('uncaught errors')
def _(lab):
    import _thread
    import io

    def fail():
        raise ValueError('never caught')

    class Finalized:
        def __del__(self):
            fail()

    def left():
        try:
            yield
        finally:
            fail()

    sys.stderr, kept = io.StringIO(), sys.stderr
    try:
        for size in (0, 32768 if sys.version_info < (3, 14) else 131072):
            threading.stack_size(size)
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
        threading.stack_size(0)
        _thread.start_new_thread(fail, ())
        Finalized()
        next(left())
        try:
            fail()
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        for _ in range(100):
            if sys.stderr.getvalue().count('ValueError: never') == 6:
                break
            time.sleep(0.02)
    finally:
        sys.stderr, shown = kept, sys.stderr.getvalue()
    assert shown.count('ValueError: never caught') == 6, shown
