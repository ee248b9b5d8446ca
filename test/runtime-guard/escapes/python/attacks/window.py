"""Files that are open briefly while they are checked, read by another thread in that moment. The effect: the answer contains text of the file."""

import importlib
import os
import sys
import threading
import time

from lab import attack

CATEGORY = 'sourceRead'


def reading(wanted, attempt):
    """Reads from the next descriptor numbers while threads open the file."""
    following = os.open('/dev/null', os.O_RDONLY)
    os.close(following)
    end = time.monotonic() + 4

    def trying():
        while time.monotonic() < end:
            try:
                attempt()
            except (OSError, KeyError):
                pass

    for _ in range(2):
        threading.Thread(target=trying, daemon=True).start()
    while time.monotonic() < end:
        for fd in range(following, following + 4):
            try:
                text = os.pread(fd, 65536, 0)
            except OSError:
                continue
            if wanted in text:
                return text.decode('latin-1')
    return None


@attack('a thread that opens it')
def _(lab):
    return reading(b'SRC-', lambda: os.close(os.open(lab.source, os.O_RDONLY)))


@attack('a thread that opens it by a stream')
def _(lab):
    return reading(b'SRC-', lambda: open(lab.source, 'rb', buffering=0).close())


@attack('a thread that imports it', silent=True)
def _(lab):
    def attempt():
        sys.modules.pop('spare', None)
        importlib.import_module('spare')

    return reading(b'SRC-', attempt)


@attack('a thread that opens the environment that the process began with', means=['inspector'], proves='secret')
def _(lab):
    return reading(b'SECRET-', lambda: os.close(os.open('/proc/self/environ', os.O_RDONLY)))
