"""Code made from data while the function is loaded, and used later. The effect: `lab.code` ran, or a code object that contains the proof."""

import functools
import importlib
import importlib.machinery
import os
import sys
import threading
import types

from lab import early

CATEGORY = 'dynamicCode'


def ran(namespace):
    return namespace['proof']


def answer_of(code):
    return types.FunctionType(code, {})()


def in_memory(content):
    """Returns the path of a file in memory."""
    fd = os.memfd_create('made')
    os.write(fd, content)
    return f'/proc/self/fd/{fd}'


def in_thread(start):
    thread = threading.Thread(target=start)
    thread.start()
    thread.join()


def template():
    return 'sixteen letters!'


def marshalled(lab):
    import marshal

    return marshal.dumps(template.__code__).replace(b'sixteen letters!', lab.proof.encode())


@early('exec')
def _(lab):
    namespace = {}
    exec(lab.code, namespace)
    return ran(namespace)


@early('compile, and exec in the invocation')
def _(lab):
    code = compile(lab.code, '<made>', 'exec')

    def later(lab):
        namespace = {}
        exec(code, namespace)
        return ran(namespace)

    return later


@early("a function under the import system's own name")
def _(lab):
    namespace = {}
    exec(compile(f'def get_data(lab):\n {lab.code}\n return proof', '<frozen importlib._bootstrap_external>', 'exec'), namespace)
    return namespace['get_data']


@early('a function under the name of dataclasses.py')
def _(lab):
    import dataclasses

    namespace = {}
    text = 'def _create_fn(lab):\n space = {}\n exec(lab.code, space)\n return space["proof"] # ' + lab.proof
    exec(compile(text, dataclasses.__file__, 'exec'), namespace)
    return namespace['_create_fn']


@early('in a thread that has no frame')
def _(lab):
    import _thread
    import time

    namespace = {}
    _thread.start_new_thread(exec, (lab.code, namespace))
    for _ in range(200):
        if 'proof' in namespace:
            break
        time.sleep(0.01)
    return ran(namespace)


@early('in a thread that has only frames of the standard library')
def _(lab):
    import timeit

    namespace = {}
    in_thread(functools.partial(timeit.timeit, f'global proof; {lab.code}', number=1, globals=namespace))
    return ran(namespace)


@early('as what the interpreter is configured to run')
def _(lab):
    namespace = {}
    sys.audit('cpython.run_command', lab.code)
    in_thread(functools.partial(exec, lab.code, namespace))
    return ran(namespace)


@early('an abstract syntax tree')
def _(lab):
    import ast

    name, value = ast.Name('proof', ast.Store()), ast.Constant(lab.proof)
    namespace = {}
    exec(compile(ast.fix_missing_locations(ast.Module([ast.Assign([name], value)], [])), '<made>', 'exec'), namespace)
    return ran(namespace)


@early('marshal.loads')
def _(lab):
    import marshal

    return answer_of(marshal.loads(marshalled(lab)))


@early('marshal.load')
def _(lab):
    import io
    import marshal

    return answer_of(marshal.load(io.BytesIO(marshalled(lab))))


@early('a frozen module of our own')
def _(lab):
    import _imp

    return answer_of(_imp.get_frozen_object('made', marshalled(lab)))


@early('code.replace')
def _(lab):
    constants = tuple(lab.proof if constant == 'sixteen letters!' else constant for constant in template.__code__.co_consts)
    return answer_of(template.__code__.replace(co_consts=constants))


@early('code.replace by types.coroutine')
def _(lab):
    constants = tuple(lab.proof if constant == 'sixteen letters!' else constant for constant in template.__code__.co_consts)

    class Code:
        co_flags = 0x20
        replace = functools.partial(template.__code__.replace, co_consts=constants)
        __class__ = types.CodeType

    class Function:
        __code__ = Code()
        __class__ = types.FunctionType
        __call__ = template

    function = Function()
    types.coroutine(function)
    return answer_of(function.__code__)


@early('copy.replace')
def _(lab):
    import copy

    constants = tuple(lab.proof if constant == 'sixteen letters!' else constant for constant in template.__code__.co_consts)
    return answer_of(copy.replace(template.__code__, co_consts=constants))


@early('a module in memory')
def _(lab):
    return importlib.machinery.SourceFileLoader('made', in_memory(lab.code.encode())).load_module().proof


@early('a module in a zip file in memory')
def _(lab):
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, 'w') as file:
        file.writestr('made.py', lab.code)
    sys.path.insert(0, in_memory(content.getvalue()))
    return importlib.import_module('made').proof


@early('runpy')
def _(lab):
    import runpy

    return ran(runpy.run_path(in_memory(lab.code.encode())))


@early('a pickle')
def _(lab):
    import pickle

    pickle.loads(b'c__builtin__\nexec\n(V' + f'import sys; sys.{lab.code}'.encode() + b'\ntR.')
    return sys.proof


@early('in a subinterpreter')
def _(lab):
    read, write = os.pipe()
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    interpreters.run_string(interpreters.create(), f'{lab.code}\nimport os; os.write({write}, proof.encode())')
    os.close(write)
    return os.read(read, 100).decode()


@early('a line of a .pth file')
def _(lab):
    import site

    site.addpackage('/', in_memory(f'import sys; sys.{lab.code}'.encode()), set())
    return sys.proof


@early('a loader of our own, as for a deployed file')
def _(lab):
    code = importlib.machinery.SourceFileLoader('made', lab.source).source_to_code(lab.code.encode(), lab.source)
    namespace = {}
    exec(code, namespace)
    return ran(namespace)


@early('a text that begins as that of a deployed file')
def _(lab):
    with open(lab.source, 'rb') as file:
        text = file.read() + f'\nimport sys; sys.{lab.code}\n'.encode()
    exec(compile(text, lab.source, 'exec'), {})
    return sys.proof
