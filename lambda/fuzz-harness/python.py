"""Runs a Python handler in a separate process, for the fuzzer: python3 python.py <settings as JSON>. The protocol is that of node.ts."""

import gc
import importlib
import io
import json
import logging
import os
import re
import sys
import time
import traceback

import branches
import other_hosts

ANSWERS = 3
MAX_LOG = 256 * 1024
# The maximum number of errors of single records that are described.
MAX_CAUSES = 10


class Log(io.TextIOBase):
    """Keeps the handler's output, up to a limit."""

    def __init__(self):
        self.text = ''

    def write(self, text):
        if len(self.text) < MAX_LOG:
            self.text += text
        return len(text)

    def log(self, line):
        self.write(line + '\n')


class RuntimeHandler(logging.Handler):
    """Writes lines of `logging` to the log, as Lambda's runtime does; code in front of the handler recognizes it by its log_sink."""

    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink

    def emit(self, record):
        self.log_sink.log(f'[{record.levelname}]\t{self.format(record)}')


class Context:
    function_version = '$LATEST'
    log_group_name = log_stream_name = 'sec3-fuzz'

    def __init__(self, request):
        self.aws_request_id = f'sec3-fuzz-{request}'
        self.function_name = os.environ.get('AWS_LAMBDA_FUNCTION_NAME')
        self.memory_limit_in_mb = os.environ.get('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')
        self.invoked_function_arn = f'arn:aws:lambda:eu-west-1:123456789012:function:{self.function_name}'

    def get_remaining_time_in_millis(self):
        return 3000


def answer(message):
    line = (json.dumps(message) + '\n').encode()
    while line:
        line = line[os.write(ANSWERS, line) :]


def described(error):
    # The innermost call comes first, as in Node.js.
    frames = [f'    at {f.name} ({f.filename}:{f.lineno})' for f in reversed(traceback.extract_tb(error.__traceback__)) if f.filename != __file__]
    description = {'type': type(error).__name__, 'message': str(error), 'stack': '\n'.join([f'{type(error).__name__}: {error}', *frames])}
    # The exception of Powertools for a batch contains (type, error, traceback) of each record.
    causes = getattr(error, 'child_exceptions', None)
    if isinstance(causes, list):
        description['causes'] = [described(cause[1]) for cause in causes[:MAX_CAUSES]]
    return description


def load(root, name):
    sys.path.insert(0, root)
    module, function = name.rsplit('.', 1)
    return getattr(importlib.import_module(module.replace('/', '.')), function)


def soak(handler, log, events, most, every, within):
    """Measures the memory that is retained after events, as node.ts does."""
    real, start, ahead = time.time, time.monotonic(), 0
    time.time = lambda: real() + ahead
    sizes, failed, spent = [retained()], 0, 0
    for count in range(1, most + 1):
        if time.monotonic() > start + within / 1000:
            break
        log.text = ''
        ahead += 1
        began = time.monotonic()
        event = re.sub('00000000-0000-4000-8000-0000000000', f'00000000-0000-4000-8000-{count:010d}', events[count % len(events)])
        try:
            handler(json.loads(event), Context(count))
        except Exception:  # noqa: BLE001
            failed += 1
        spent += time.monotonic() - began
        if count % every == 0:
            sizes.append(retained())
    return {'sizes': sizes, 'failed': failed, 'spent': spent * 1000, 'timers': 0}


def retained():
    gc.collect()
    return sys.getallocatedblocks() * 64


def serve(handler, log):
    for line in sys.stdin.buffer:
        request = json.loads(line)
        log.text = ''
        if 'soak' in request:
            answer({'id': request['id'], 'soaked': soak(handler, log, **request['soak'])})
            continue
        # Lambda never runs two invocations of a process at the same time, so they run one after the other.
        first, *_ = [outcome(handler, log, event, request['id']) for event in request['events']]
        answer({'id': request['id'], 'pollution': [], **first, 'logs': log.text})


def outcome(handler, log, event, request):
    try:
        return {'result': json.dumps(handler(event, Context(request)))}
    except SystemExit as error:
        answer({'id': request, 'exit': {'code': error.code, 'stack': described(error)['stack']}, 'logs': log.text})
        leave(1)
    except Exception as error:  # noqa: BLE001
        failed = described(error)
        # Lambda's runtime logs the error.
        log.log('[ERROR] ' + failed['stack'])
        return {'error': failed}


def leave(code):
    branches.write()
    os._exit(code)


def main():
    settings = json.loads(sys.argv[1])
    root = settings['root']
    log = Log()
    sys.stdout = sys.stderr = log
    logging.getLogger().addHandler(RuntimeHandler(log))
    os.environ['LAMBDA_TASK_ROOT'] = root
    other_hosts.divert(settings['hosts'])
    branches.watch(root)
    try:
        handler = load(root, settings['handler'])
    except BaseException as error:  # noqa: BLE001
        answer({'failed': described(error), 'logs': log.text})
        leave(1)
    answer({'ready': True, 'logs': log.text})
    serve(handler, log)
    leave(0)


main()
