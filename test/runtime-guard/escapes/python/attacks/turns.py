"""Text that becomes code when Python or its library calls a function. The effect: `lab.code` ran, and set `sys.proof`."""

import functools
import gc
import signal
import sys
import threading
import weakref

from lab import attack, early

CATEGORY = 'dynamicCode'


def setting(lab):
    return f'import sys; sys.proof = {lab.proof!r}'


def proof():
    return getattr(sys, 'proof', None)


@attack('exec called by a finalizer')
def _(lab):
    class Gone:
        pass

    gone = Gone()
    weakref.finalize(gone, exec, setting(lab), {})
    del gone
    gc.collect()
    return proof()


@attack('exec called by the garbage collector')
def _(lab):
    gc.callbacks.append(functools.partial(lambda code, *_: exec(code, {}), setting(lab)))
    gc.collect()
    return proof()


@attack('exec called by a signal')
def _(lab):
    signal.signal(signal.SIGUSR2, lambda *_: exec(setting(lab), {}))
    signal.raise_signal(signal.SIGUSR2)
    return proof()


@attack('exec called by a comparison')
def _(lab):
    sorted([setting(lab)], key=exec)
    return proof()


@attack('exec called by a thread pool')
def _(lab):
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor() as pool:
        pool.submit(exec, setting(lab)).result()
    return proof()


@attack('exec called by a timer')
def _(lab):
    timer = threading.Timer(0, exec, [setting(lab)])
    timer.start()
    timer.join()
    return proof()


@attack('exec called by a factory of logging')
def _(lab):
    import logging.config

    logging.config.DictConfigurator({}).configure_custom({'()': lambda source: exec(source), 'source': setting(lab)})
    return proof()


@attack('examples in a docstring', means=['inspector'])
def _(lab):
    import doctest

    doctest.run_docstring_examples(f'>>> {setting(lab)}\n', {})
    return proof()


@attack('a command that is profiled', means=['inspector'])
def _(lab):
    import profile

    try:
        profile.Profile().runctx(setting(lab), {}, {})
    except PermissionError:
        import cProfile

        cProfile.runctx(setting(lab), {}, {})
    return proof()


@attack('a command that is traced')
def _(lab):
    import trace

    trace.Trace(trace=0, count=0).runctx(setting(lab), {}, {})
    return proof()


@attack('a console that is read from')
def _(lab):
    import code

    lines = iter([setting(lab)])

    def read(prompt):
        for line in lines:
            return line
        raise EOFError

    code.interact(readfunc=read, banner='', exitmsg='')
    return proof()


@attack('annotations, evaluated by inspect')
def _(lab):
    import inspect

    def annotated():
        pass

    annotated.__annotations__ = {'x': f"setattr(__import__('sys'), 'proof', {lab.proof!r})"}
    inspect.get_annotations(annotated, eval_str=True)
    return proof()


@attack('a signature, evaluated by inspect')
def _(lab):
    import inspect

    def annotated(x):
        pass

    annotated.__annotations__ = {'x': f"setattr(__import__('sys'), 'proof', {lab.proof!r})"}
    inspect.signature(annotated, eval_str=True)
    return proof()


@attack('a forward reference')
def _(lab):
    import typing

    reference = typing.ForwardRef(f"setattr(__import__('sys'), 'proof', {lab.proof!r})")
    if hasattr(typing, 'evaluate_forward_ref'):
        typing.evaluate_forward_ref(reference)
    else:
        reference._evaluate({}, {}, *([()] if sys.version_info >= (3, 13) else []), recursive_guard=frozenset())
    return proof()


@attack('interpreters of Python 3.14')
def _(lab):
    from concurrent import interpreters

    interpreter = interpreters.create()
    queue = interpreters.create_queue()
    interpreter.prepare_main(queue=queue)
    interpreter.exec(f'queue.put({lab.proof!r})')
    return queue.get(timeout=2)


@attack('a debugger that runs a line')
def _(lab):
    import io
    import pdb

    debugger = pdb.Pdb(stdin=io.StringIO(), stdout=io.StringIO())
    debugger.reset()
    debugger.curframe = sys._getframe()
    debugger.curframe_locals = {}
    debugger.default(setting(lab))
    return proof()


@attack('a command that may be complete')
def _(lab):
    import codeop

    exec(codeop.compile_command(setting(lab)), {})
    return proof()


@attack('a class body that is given')
def _(lab):
    import types

    types.new_class('Made', (), {}, lambda namespace: exec(setting(lab), namespace))
    return proof()


def in_strange_encoding(lab):
    """Imports a deployed file with an encoding that is registered here."""
    import codecs
    import importlib

    def decode(data, errors='strict'):
        return f'{lab.code}\n', len(data)

    class Incremental(codecs.IncrementalDecoder):
        def decode(self, data, final=False):
            return f'{lab.code}\n'

    class Reader(codecs.StreamReader):
        def decode(self, data, errors='strict'):
            return decode(data)

    codecs.register(
        lambda name: (
            codecs.CodecInfo(codecs.latin_1_encode, decode, Reader, incrementaldecoder=Incremental, name=name) if name.startswith('foreign') else None
        )
    )
    return importlib.import_module('strange').proof


attack('a deployed file in an encoding of our own')(in_strange_encoding)
early('a deployed file in an encoding of our own, at once')(in_strange_encoding)
