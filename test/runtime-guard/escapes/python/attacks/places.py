"""Text under a name that is no deployed file: memory, pipes, terminals, names of threads. The effect: the text ran, and the answer is its `proof`."""

import importlib.machinery
import os
import threading
import types

from lab import attack

CATEGORY = 'dynamicCode'


def compiled(text, path, **names):
    exec(compile(text, path, 'exec'), names)
    return names['proof']


def loaded(path):
    module = types.ModuleType('fresh')
    importlib.machinery.SourceFileLoader('fresh', path).exec_module(module)
    return module.proof


def in_memory(lab):
    fd = os.memfd_create('fresh.py')
    os.write(fd, lab.code.encode())
    return f'/proc/self/fd/{fd}'


def in_terminal(lab):
    ours, theirs = os.openpty()
    os.write(ours, lab.code.encode() + b'\n\x04\x04')
    return os.ttyname(theirs)


@attack('a file in memory')
def _(lab):
    return compiled(lab.code, in_memory(lab))


@attack('a file in memory, by a loader')
def _(lab):
    return loaded(in_memory(lab))


@attack('a pipe')
def _(lab):
    reading, writing = os.pipe()
    for _ in range(3):
        os.write(writing, lab.code.encode())
    return compiled(lab.code, f'/proc/self/fd/{reading}')


@attack('a terminal')
def _(lab):
    return compiled(lab.code + '\n', in_terminal(lab))


@attack('a terminal, by a loader')
def _(lab):
    return loaded(in_terminal(lab))


@attack('the name of a thread', means=['fileWrite'])
def _(lab):
    found = []

    def work():
        with open('/proc/thread-self/comm', 'w') as name:
            name.write('proof=known')
        found.append(compiled('proof=known\n', f'/proc/self/task/{threading.get_native_id()}/comm', known=lab.proof))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


@attack('text of a module that changes while it is compiled')
def _(lab):
    import lab as known

    with open(known.__file__, 'rb') as file:
        content = bytearray(file.read())
    other = f'{lab.code}\n#'.encode().ljust(len(content), b'#')

    class Flags:
        def __index__(self):
            content[:] = other
            return 0

    names = {}
    exec(compile(memoryview(content), known.__file__, 'exec', Flags()), names)
    return names['proof']


@attack('a plural form of messages')
def _(lab):
    import gettext

    gettext._tokenize = lambda plural: iter(['n', ''])
    gettext._parse = lambda tokens, *rest: (f"globals().update(proof='{lab.proof}') or n", '')
    plural = gettext.c2py('n')
    plural(1)
    return plural.__globals__['proof']


@attack('an entity of a call tip')
def _(lab):
    from idlelib.calltip import get_entity

    return get_entity(f"'{lab.proof[:8]}' + '{lab.proof[8:]}'")


@attack('what a function is to call, by the text of its class')
def _(lab):
    import dataclasses

    builder = dataclasses._FuncBuilder({})
    builder.add_fn('give', (), [f"  return '{lab.proof[:8]}' + '{lab.proof[8:]}'"])
    made = type('Made', (), {})
    builder.add_fns_to_class(made)
    return made.give()


@attack('the newer console')
def _(lab):
    from _pyrepl.console import InteractiveColoredConsole

    console = InteractiveColoredConsole({})
    console.runsource(lab.code)
    return console.locals['proof']


@attack('arguments of a handler of logging')
def _(lab):
    import io
    import logging.config
    import sys

    arguments = f"(setattr(__import__('sys'), 'proof', '{lab.proof[:8]}' + '{lab.proof[8:]}'),)"
    text = f'[loggers]\nkeys=root\n[handlers]\nkeys=own\n[formatters]\nkeys=\n[logger_root]\nhandlers=own\n[handler_own]\nclass=StreamHandler\nargs={arguments}\n'
    try:
        logging.config.fileConfig(io.StringIO(text))
    except Exception:
        pass
    return sys.proof
