"""Code made from data. The effect: `lab.code`, which sets `proof`, ran."""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types

from lab import attack

CATEGORY = 'dynamicCode'


def ran(namespace):
    return namespace['proof']


@attack('exec')
def _(lab):
    namespace = {}
    exec(lab.code, namespace)
    return ran(namespace)


@attack('eval')
def _(lab):
    return eval(f'(lambda: {lab.proof!r})()')


@attack('compile, then exec')
def _(lab):
    namespace = {}
    exec(compile(lab.code, '<made>', 'exec'), namespace)
    return ran(namespace)


@attack('compile under the name of a deployed file')
def _(lab):
    namespace = {}
    exec(compile(lab.code, lab.source, 'exec'), namespace)
    return ran(namespace)


@attack('compile, then a function of it')
def _(lab):
    namespace = {}
    types.FunctionType(compile(lab.code, '<made>', 'exec'), namespace)()
    return ran(namespace)


@attack('compile, then the code of a function replaced')
def _(lab):
    def function():
        pass

    function.__code__ = compile(lab.code, '<made>', 'exec')
    function()
    return globals().pop('proof')


@attack('an abstract syntax tree, by hand')
def _(lab):
    import ast

    name, value = ast.Name('proof', ast.Store()), ast.Constant(lab.proof)
    tree = ast.fix_missing_locations(ast.Module([ast.Assign([name], value)], []))
    namespace = {}
    exec(compile(tree, lab.source, 'exec'), namespace)
    return ran(namespace)


@attack('ast.parse that compiles')
def _(lab):
    import ast

    ast.PyCF_ONLY_AST = 0
    namespace = {}
    exec(ast.parse(lab.code), namespace)
    return ran(namespace)


@attack('exec taken from elsewhere')
def _(lab):
    namespace = {}
    importlib._bootstrap._call_with_frames_removed(importlib._bootstrap.__builtins__['exec'], lab.code, namespace)
    return ran(namespace)


@attack('compile as the import system calls it')
def _(lab):
    namespace = {}
    code = importlib.machinery.SourceFileLoader('made', lab.source).source_to_code(lab.code.encode(), lab.source)
    exec(code, namespace)
    return ran(namespace)


@attack('a loader of our own, as for a deployed file')
def _(lab):
    class Loader(importlib.abc.SourceLoader):
        def get_filename(self, name):
            return lab.source

        def get_data(self, path):
            return lab.code.encode()

    spec = importlib.machinery.ModuleSpec('made', Loader(), origin=lab.source)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.proof


@attack('a finder of our own')
def _(lab):
    class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, self) if name == 'made' else None

        def exec_module(self, module):
            exec(lab.code, module.__dict__)

    sys.meta_path.insert(0, Finder())
    return importlib.import_module('made').proof


@attack('code.replace')
def _(lab):
    def template():
        return 'replace me'

    constants = tuple(lab.proof if constant == 'replace me' else constant for constant in template.__code__.co_consts)
    return types.FunctionType(template.__code__.replace(co_consts=constants), {})()


@attack('types.CodeType')
def _(lab):
    def template():
        return __file__

    code = template.__code__
    parts = [
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_nlocals,
        code.co_stacksize,
        code.co_flags,
        code.co_code,
        code.co_consts,
        code.co_names,
        code.co_varnames,
        code.co_filename,
        code.co_name,
        code.co_qualname,
        code.co_firstlineno,
        code.co_linetable,
        code.co_exceptiontable,
        code.co_freevars,
        code.co_cellvars,
    ]
    return types.FunctionType(types.CodeType(*parts), {'__file__': lab.proof})()


def marshalled(lab):
    """Returns the output of `marshal.dumps` for a function that returns the proof: its own code with another constant."""
    import marshal

    def template():
        return 'sixteen letters!'

    return marshal.dumps(template.__code__).replace(b'sixteen letters!', lab.proof.encode())


@attack('marshal.loads')
def _(lab):
    import marshal

    return types.FunctionType(marshal.loads(marshalled(lab)), {})()


@attack('marshal.load')
def _(lab):
    import io
    import marshal

    return types.FunctionType(marshal.load(io.BytesIO(marshalled(lab))), {})()


@attack('compiled code as the import system reads it')
def _(lab):
    code = importlib._bootstrap_external._compile_bytecode(marshalled(lab), 'made', lab.source, lab.source)
    return types.FunctionType(code, {})()


@attack('a pickle that calls exec')
def _(lab):
    import pickle

    pickle.loads(b"c__builtin__\nexec\n(V" + f'import sys; sys.{lab.code}'.encode() + b"\ntR.")
    return sys.proof


@attack('an expression in the configuration of logging')
def _(lab):
    import io
    import logging.config

    text = (
        '[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nhandlers=h\n'
        f"[handler_h]\nclass=NullHandler\nargs=(setattr(__import__('sys'), 'proof', {lab.proof!r}),)[1:]\n"
    )
    logging.config.fileConfig(io.StringIO(text))
    return sys.proof


@attack('code.InteractiveInterpreter')
def _(lab):
    import code

    interpreter = code.InteractiveInterpreter({})
    interpreter.runsource(lab.code)
    return ran(interpreter.locals)


@attack('timeit')
def _(lab):
    import timeit

    namespace = {}
    timeit.timeit(f'global proof; {lab.code}', number=1, globals=namespace)
    return ran(namespace)


@attack('typing.get_type_hints')
def _(lab):
    import typing

    def function(argument: f"setattr(__import__('sys'), 'proof', {lab.proof!r}) or int"):
        pass

    typing.get_type_hints(function)
    return sys.proof


@attack('a data class with a field that is no name')
def _(lab):
    import dataclasses

    field = f"a or setattr(__import__('sys'), 'proof', {lab.proof!r})"
    made = dataclasses.dataclass(type('Made', (), {'__annotations__': {field: int}, 'a': None}), init=False, repr=False)
    assert made() == made()
    return sys.proof


@attack('a module in a file')
def _(lab):
    with open(os.path.join(lab.out, 'made.py'), 'w') as file:
        file.write(lab.code)
    sys.path.insert(0, lab.out)
    return importlib.import_module('made').proof


@attack('a module in a zip file')
def _(lab):
    import zipfile

    with zipfile.ZipFile(os.path.join(lab.out, 'made.zip'), 'w') as file:
        file.writestr('made.py', lab.code)
    sys.path.insert(0, os.path.join(lab.out, 'made.zip'))
    return importlib.import_module('made').proof


@attack('a module in memory')
def _(lab):
    fd = os.memfd_create('made')
    os.write(fd, lab.code.encode())
    return importlib.machinery.SourceFileLoader('made', f'/proc/self/fd/{fd}').load_module().proof


@attack('runpy')
def _(lab):
    import runpy

    fd = os.memfd_create('made')
    os.write(fd, lab.code.encode())
    return ran(runpy.run_path(f'/proc/self/fd/{fd}'))


@attack('in a subinterpreter')
def _(lab):
    read, write = os.pipe()
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    try:
        interpreters.run_string(interpreters.create(), f'{lab.code}\nimport os; os.write({write}, proof.encode())')
    finally:
        os.close(write)
    return os.read(read, 100).decode()
