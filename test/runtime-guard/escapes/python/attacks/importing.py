"""A module observed while the import system reads it. The effect: the answer contains text of a comment in `spare.py`, or in `lab.source`."""

import builtins
import gc
import importlib
import importlib.machinery
import importlib.util
import sys
import threading

from lab import attack

CATEGORY = 'sourceRead'

bootstrap, external = importlib._bootstrap, importlib._bootstrap_external


def text_of(data):
    return bytes(data).decode()


def imported(seen):
    """Imports the module, ignores errors, and returns the first observed text."""
    try:
        importlib.import_module('spare')
    except Exception:
        pass
    return seen[0]


def spying(seen, function):
    def spy(*arguments, **options):
        seen.extend(text_of(each) for each in arguments if isinstance(each, (bytes, bytearray, memoryview)) and b'price' in bytes(each))
        return function(*arguments, **options)

    return spy


def found_by(loader):
    class Finder:
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, loader, origin=loader.path) if name == 'spare' else None

    sys.meta_path.insert(0, Finder())


@attack('compile replaced')
def _(lab):
    seen = []
    builtins.compile = spying(seen, compile)
    return imported(seen)


@attack('compile replaced within the import system')
def _(lab):
    seen = []
    external.compile = spying(seen, compile)
    return imported(seen)


@attack('the function that calls compile replaced')
def _(lab):
    seen = []
    original = bootstrap._call_with_frames_removed
    bootstrap._call_with_frames_removed = lambda function, *arguments, **options: original(spying(seen, function), *arguments, **options)
    return imported(seen)


@attack('a method of the loader replaced')
def _(lab):
    seen = []
    external.SourceFileLoader.source_to_code = spying(seen, external.SourceFileLoader.source_to_code)
    return imported(seen)


@attack("a method of the loader's base replaced")
def _(lab):
    seen = []
    original = external.FileLoader.get_data

    def get_data(self, path):
        data = original(self, path)
        seen.append(text_of(data))
        return data

    external.FileLoader.get_data = get_data
    return imported(seen)


@attack('the code of a method of the loader replaced')
def _(lab):
    def source_to_code(self, data, path, **options):
        import sys

        sys.seen = bytes(data).decode()

    external.SourceLoader.source_to_code.__code__ = source_to_code.__code__
    try:
        importlib.import_module('spare')
    except Exception:
        pass
    return sys.seen


@attack('a method of one loader replaced')
def _(lab):
    seen = []
    loader = external.SourceFileLoader('spare', f'{lab.task}/spare.py')
    loader.source_to_code = spying(seen, loader.source_to_code)
    found_by(loader)
    return imported(seen)


@attack('a loader whose path is text of our own')
def _(lab):
    frames = []

    class Path(str):
        def __str__(self):
            frame = sys._getframe()
            while frame:
                frames.append(frame)
                frame = frame.f_back
            return str.__str__(self)

        __fspath__ = __str__

    found_by(external.SourceFileLoader('spare', Path(f'{lab.task}/spare.py')))
    importlib.import_module('spare')
    return next(text_of(frame.f_locals['source_bytes']) for frame in frames if frame.f_locals.get('source_bytes'))


@attack('a loader whose name is text of our own')
def _(lab):
    frames = []

    class Name(str):
        def __eq__(self, other):
            frame = sys._getframe()
            while frame:
                frames.append(frame)
                frame = frame.f_back
            return str.__eq__(self, other)

        __hash__ = str.__hash__

        def __ne__(self, other):
            return not self == other

    found_by(external.SourceFileLoader('spare', f'{lab.task}/spare.py'))
    loader = external.SourceFileLoader(Name('spare'), f'{lab.task}/spare.py')
    spec = importlib.machinery.ModuleSpec(Name('spare'), loader, origin=loader.path)
    bootstrap._load_unlocked(spec)
    return next(text_of(frame.f_locals['source_bytes']) for frame in frames if frame.f_locals.get('source_bytes'))


@attack('what the file is opened by replaced')
def _(lab):
    import _io

    seen = []
    original = _io.open_code

    def open_code(path):
        file = original(path)
        content = file.read()
        seen.append(content.decode())
        return _io.BytesIO(content)

    _io.open_code = open_code
    return imported(seen)


@attack('an audit hook of our own', means=('inspector',))
def _(lab):
    seen = []
    sys.addaudithook(lambda event, arguments: seen.append(text_of(arguments[0])) if event == 'compile' and isinstance(arguments[0], bytes) else None)
    importlib.import_module('spare')
    return next(text for text in seen if 'price' in text)


@attack('the frames of another thread', means=('inspector',))
def _(lab):
    seen, done = [], []
    sys.setswitchinterval(1e-6)

    def watch():
        while not done:
            for frame in sys._current_frames().values():
                while frame:
                    data = frame.f_locals.get('source_bytes') or frame.f_locals.get('data')
                    if isinstance(data, bytes):
                        seen.append(text_of(data))
                    frame = frame.f_back

    thread = threading.Thread(target=watch)
    thread.start()
    original = external.cache_from_source
    for _ in range(3000):
        sys.modules.pop('spare', None)
        importlib.import_module('spare')
        if seen:
            break
    done.append(True)
    thread.join()
    external.cache_from_source = original
    return next(text for text in seen if 'price' in text)


@attack('the garbage collector interrupts')
def _(lab):
    seen = []

    def look(phase, information):
        frame = sys._getframe()
        while frame:
            if frame.f_code.co_name == 'get_code' and isinstance(frame.f_locals.get('source_bytes'), bytes):
                seen.append(text_of(frame.f_locals['source_bytes']))
            frame = frame.f_back

    gc.callbacks.append(look)
    gc.set_threshold(1, 1, 1)
    for _ in range(300):
        sys.modules.pop('spare', None)
        importlib.import_module('spare')
        if seen:
            break
    return seen[0]


@attack('a signal interrupts')
def _(lab):
    import signal

    seen = []

    def look(number, frame):
        while frame:
            if frame.f_code.co_name == 'get_code' and isinstance(frame.f_locals.get('source_bytes'), bytes):
                seen.append(text_of(frame.f_locals['source_bytes']))
            frame = frame.f_back

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    for _ in range(30000):
        sys.modules.pop('spare', None)
        importlib.import_module('spare')
        if seen:
            break
    signal.setitimer(signal.ITIMER_REAL, 0)
    return seen[0]


@attack("frames by the import system's names")
def _(lab):
    # Functions of the attack, called as those of the import system.
    code = '''
def get_data(path):
    return open(path).read()
def get_code(path):
    return get_data(path)
def exec_module(path):
    return get_code(path)
def _load_unlocked(path):
    return exec_module(path)
'''
    space = {}
    exec(compile(code, '<frozen importlib._bootstrap_external>', 'exec'), space)
    return space['_load_unlocked'](lab.source)


def line_by_line(parse):
    """Returns each line of the file, as the text of a syntax error in it."""
    lines = []
    for number in range(1, 20):
        try:
            parse('\n' * (number - 1) + 'x x')
        except SyntaxError as error:
            if error.text is None or 'x x' in error.text:
                break
            lines.append(error.text)
    return ''.join(lines)


@attack('what ast.parse says is wrong')
def _(lab):
    import ast

    return line_by_line(lambda text: ast.parse(text, lab.source))


@attack('what compile says is wrong')
def _(lab):
    return line_by_line(lambda text: compile(text, lab.source, 'exec'))


@attack('what a table of symbols says is wrong')
def _(lab):
    import symtable

    return line_by_line(lambda text: symtable.symtable(text, lab.source, 'exec'))


@attack('what ast.parse says is wrong, by a link')
def _(lab):
    import ast

    return line_by_line(lambda text: ast.parse(text, f'/proc/self/root{lab.source}'))


@attack('what ast.parse says is wrong, by a relative path')
def _(lab):
    import ast
    import os

    os.chdir(lab.task)
    return line_by_line(lambda text: ast.parse(text, os.path.basename(lab.source)))


@attack('a warning shown')
def _(lab):
    import io
    import warnings

    sys.stderr, kept = io.StringIO(), sys.stderr
    for number in range(1, 20):
        warnings.showwarning('', UserWarning, lab.source, number)
    sys.stderr, text = kept, sys.stderr.getvalue()
    return text


@attack("lines of the loader's own")
def _(lab):
    import linecache

    name = 'business'
    linecache.lazycache(lab.source, {'__name__': name, '__loader__': sys.modules[name].__loader__})
    return ''.join(linecache.getlines(lab.source))
