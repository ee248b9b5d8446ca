"""A runtime for one invocation: loads the handler, gets an event from the Runtime API, answers and exits. It imports few modules, so that attacks can import theirs first."""

import importlib
import json
import os
import socket
import sys

ROOT = '/2018-06-01/runtime'


def call(method, path, body=''):
    host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
    content = body.encode()
    head = f'{method} {ROOT}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {len(content)}\r\n\r\n'
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + content)
        answer = b''
        while received := connection.recv(65536):
            answer += received
    head, _, body = answer.partition(b'\r\n\r\n')
    headers = dict(line.lower().split(': ', 1) for line in head.decode().split('\r\n')[1:])
    return headers, body


def described(error):
    return json.dumps({'errorType': type(error).__name__, 'errorMessage': str(error)})


def main():
    sys.path.insert(0, os.environ['LAMBDA_TASK_ROOT'])
    try:
        handler = importlib.import_module('handler').handler
    except BaseException as error:
        call('POST', '/init/error', described(error))
        return 1
    headers, body = call('GET', '/invocation/next')
    request = f"/invocation/{headers['lambda-runtime-aws-request-id']}"
    try:
        call('POST', f'{request}/response', json.dumps(handler(json.loads(body), None)))
    except BaseException as error:
        call('POST', f'{request}/error', described(error))
    return 0


sys.exit(main())
