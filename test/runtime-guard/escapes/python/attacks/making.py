"""Code made from data by those parts of the standard library that generate code. The effect: `lab.code` ran, or code that sets `sys.proof`."""

import ast
import sys
import types

from lab import attack

CATEGORY = 'dynamicCode'


def ran(code):
    namespace = {}
    exec(code, namespace)
    return namespace['proof']


def setting(lab):
    """Returns an expression that sets `sys.proof`."""
    return f"setattr(__import__('sys'), 'proof', {lab.proof!r})"


class Zero:
    """A flag whose combination with any other flag is 0."""

    def __ror__(self, other):
        return 0

    __or__ = __ror__


@attack('ast.parse, a flag that is an object')
def _(lab):
    ast.PyCF_TYPE_COMMENTS = Zero()
    return ran(ast.parse(lab.code, type_comments=True))


@attack('ast.parse, the other flag that is an object')
def _(lab):
    ast.PyCF_ONLY_AST = Zero()
    ast.PyCF_TYPE_COMMENTS = 0
    return ran(ast.parse(lab.code, type_comments=True))


@attack('ast.parse, a flag that is a number of our own')
def _(lab):
    class Flag(int):
        def __or__(self, other):
            return 0

    ast.PyCF_ONLY_AST = Flag(0x400)
    return ran(ast.parse(lab.code, type_comments=True))


@attack('compile, a flag that changes')
def _(lab):
    class Flag(int):
        def __index__(self):
            return 0

        __int__ = __index__

    class Other:
        def __init__(self):
            self.values = [0x400, 0, 0]

        def __index__(self):
            return self.values.pop(0)

    try:
        return ran(compile(lab.code, '<made>', 'exec', Flag(0)))
    except PermissionError:
        other = Other()
        other.__index__()
        return ran(compile(lab.code, '<made>', 'exec', other))


@attack('compile within a compile that only parses, by its file name')
def _(lab):
    made = []

    class Name:
        def __fspath__(self):
            made.append(compile(lab.code, '<made>', 'exec'))
            return '<name>'

    compile('1', Name(), 'exec', ast.PyCF_ONLY_AST)
    return ran(made[0])


@attack('compile within a compile that only parses, by the garbage collector')
def _(lab):
    import gc

    made = []

    class Trash:
        def __del__(self):
            try:
                made.append(compile(lab.code, '<made>', 'exec'))
            except PermissionError:
                pass

    gc.set_threshold(1)
    for _ in range(200):
        trash = Trash()
        trash.itself = trash
        del trash
        compile('1', '<name>', 'exec', ast.PyCF_ONLY_AST)
    gc.collect()
    return ran(made[0])


@attack('compile within a compile that only parses, by a warning')
def _(lab):
    import warnings

    made = []
    warnings.simplefilter('always')
    warnings.showwarning = lambda *arguments, **options: made.append(compile(lab.code, '<made>', 'exec'))
    compile("'\\d'; 1 is 1", '<name>', 'exec', ast.PyCF_ONLY_AST)
    return ran(made[0] if made else compile(lab.code, '<made>', 'exec'))


@attack('a syntax tree with properties')
def _(lab):
    made = []

    class Tree(ast.Module):
        @property
        def body(self):
            made.append(compile(lab.code, '<made>', 'exec'))
            return []

        def __init__(self):
            pass

    compile(Tree(), '<name>', 'exec', ast.PyCF_ONLY_AST)
    compile(Tree(), '<name>', 'exec')
    return ran(made[0])


def named_tuple(injected):
    """Returns a named tuple whose only field has a name that is not checked again when it becomes text."""
    import collections

    collections._sys = types.SimpleNamespace(intern=lambda name: injected if name == 'field' else name, maxsize=sys.maxsize)
    return collections.namedtuple('Made', ['field'])


def setting_bare(lab):
    """Returns the same expression without builtins."""
    loader = "[each for each in ().__class__.__base__.__subclasses__() if each.__name__ == 'BuiltinImporter'][0]"
    return f"{loader}.load_module('sys').__setattr__('proof', {lab.proof!r})"


@attack('a named tuple, sys.intern replaced')
def _(lab):
    named_tuple(f'a: {setting_bare(lab)} #').__new__(None, 1)
    return sys.proof


@attack('a named tuple, sys.intern replaced by one with a default')
def _(lab):
    named_tuple(f'a={setting_bare(lab)}: (a) #').__new__(None)
    return sys.proof


def data_class(name, **options):
    import dataclasses

    return dataclasses.dataclass(
        type('Made', (), {'__annotations__': {name: int}, 'a': None}), **{'init': False, 'repr': False, 'eq': False, **options}
    )()


@attack('a data class, a name within text that is shown')
def _(lab):
    repr(data_class(f'a, {setting(lab)}', repr=True))
    return sys.proof


@attack('a data class, a name that is hashed')
def _(lab):
    hash(data_class(f'a, {setting(lab)}', unsafe_hash=True))
    return sys.proof


@attack('a data class, a name that is compared')
def _(lab):
    made = data_class(f'a, {setting(lab)}, 1', eq=True, order=True)
    assert not made < made
    return sys.proof


def builder(body, name='made'):
    """Creates a function with the internal builder of data classes, whose name depends on the version."""
    import dataclasses

    if hasattr(dataclasses, '_create_fn'):
        return dataclasses._create_fn(name, (), body)
    functions = dataclasses._FuncBuilder({})
    functions.add_fn(name, (), [f'  {line}' for line in body])
    holder = type('Holder', (), {})
    functions.add_fns_to_class(holder)
    return vars(holder)[name]


@attack("data classes' own maker of functions")
def _(lab):
    return builder([f'return {lab.proof!r}'])()


@attack("data classes' own maker of functions, by assignments")
def _(lab):
    return builder([f'x = {lab.proof!r}', 'return x'])()


@attack("data classes' own maker of functions, by formatted text")
def _(lab):
    return builder([f'return f"{lab.proof}{{{setting(lab)}}}"'])()


@attack("data classes' own maker of functions, by a call")
def _(lab):
    builder([setting(lab)])()
    return sys.proof


@attack("data classes' own maker of functions, by a decorator")
def _(lab):
    import dataclasses

    if hasattr(dataclasses, '_create_fn'):
        dataclasses._create_fn(f'a():\n  pass\n @(lambda f: {setting(lab)} or f)\n def b', (), ['pass'])
    else:
        functions = dataclasses._FuncBuilder({})
        functions.add_fn('made', (), ['  pass'], decorator=f'@(lambda f: {setting(lab)} or f)')
        functions.add_fns_to_class(type('Holder', (), {}))
    return sys.proof


def evaluate(text):
    import typing

    def function(argument):
        pass

    function.__annotations__['argument'] = text
    return typing.get_type_hints(function)['argument']


@attack('an annotation with an assignment')
def _(lab):
    import typing

    reference = typing.ForwardRef(f'[proof := {lab.proof!r}]')
    space = {}
    eval(reference.__forward_code__, space)
    return space['proof']


@attack('an annotation with a comprehension')
def _(lab):
    return evaluate(f'[{setting(lab)} for _ in (1,)] and int') and sys.proof


@attack('an annotation with a lambda')
def _(lab):
    return evaluate(f'(lambda: {setting(lab)} or int)()') and sys.proof


@attack('an annotation with formatted text')
def _(lab):
    return (
        evaluate(f"list[f'{{{setting(lab)}}}']".replace("'sys'", '"sys"').replace("'proof'", '"proof"').replace(repr(lab.proof), f'"{lab.proof}"'))
        and sys.proof
    )


@attack('an annotation with a call over two lines')
def _(lab):
    return evaluate(f'[setattr\n{setting(lab)[7:]}] and int') and sys.proof


@attack('an annotation with an escape in it')
def _(lab):
    return evaluate(f'[setattr\\\n{setting(lab)[7:]}] and int') and sys.proof


@attack('an annotation with letters of another kind')
def _(lab):
    return evaluate(f'[\uff53{setting(lab)[1:]}] and int') and sys.proof


@attack('a line of a .pth file')
def _(lab):
    import os
    import site

    fd = os.memfd_create('made')
    os.write(fd, f'import sys; sys.{lab.code}'.encode())
    site.addpackage('/', f'/proc/self/fd/{fd}', set())
    return sys.proof


@attack('a frozen module of our own')
def _(lab):
    import _imp
    import marshal

    def template():
        return 'sixteen letters!'

    code = _imp.get_frozen_object('made', marshal.dumps(template.__code__).replace(b'sixteen letters!', lab.proof.encode()))
    return types.FunctionType(code, {})()


@attack('copy.replace')
def _(lab):
    import copy

    def template():
        return 'sixteen letters!'

    constants = tuple(lab.proof if constant == 'sixteen letters!' else constant for constant in template.__code__.co_consts)
    return types.FunctionType(copy.replace(template.__code__, co_consts=constants), {})()


@attack('code.replace by types.coroutine')
def _(lab):
    import functools

    def template():
        return 'sixteen letters!'

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
    return types.FunctionType(function.__code__, {})()


@attack('a profiler', means=('inspector',))
def _(lab):
    import cProfile

    namespace = {}
    cProfile.runctx(lab.code, namespace, namespace)
    return namespace['proof']


@attack('in a thread that has no frame')
def _(lab):
    import _thread
    import time

    namespace = {}
    _thread.start_new_thread(exec, (lab.code, namespace))
    for _ in range(200):
        if 'proof' in namespace:
            break
        time.sleep(0.01)
    return namespace['proof']


@attack('as what the interpreter is configured to run')
def _(lab):
    import _thread
    import time

    namespace = {}
    for event in ('cpython.run_command', 'cpython.run_stdin', 'cpython.run_file'):
        sys.audit(event, lab.code)
    _thread.start_new_thread(exec, (lab.code, namespace))
    for _ in range(200):
        if 'proof' in namespace:
            break
        time.sleep(0.01)
    return namespace['proof']
