"""A module that is imported late, while another thread replaces parts of the import system and restores them. The effect: as in importing.py."""

import builtins
import importlib
import sys
import threading
from importlib.machinery import SourceFileLoader

from lab import attack

CATEGORY = 'sourceRead'

BOOTSTRAP = sys.modules['_frozen_importlib']
#: The base class of file loaders, which has the method that compiles.
LOADER = SourceFileLoader.__mro__[2]


def racing(owner, name):
    seen, stop = [], []
    original = getattr(owner, name)

    def stealing(*arguments, **options):
        seen.extend(bytes(each).decode() for each in arguments if isinstance(each, bytes) and b'SRC-' in each)
        return original(*arguments, **options)

    def turn():
        while not stop:
            setattr(owner, name, stealing)
            setattr(owner, name, original)

    sys.setswitchinterval(1e-6)
    thread = threading.Thread(target=turn, daemon=True)
    thread.start()
    for _ in range(400):
        sys.modules.pop('spare', None)
        try:
            importlib.import_module('spare')
        except Exception:
            pass
        if seen:
            break
    stop.append(True)
    thread.join()
    setattr(owner, name, original)
    return seen[0] if seen else None


@attack('what a loader compiles with', silent=True)
def _(lab):
    return racing(LOADER, 'source_to_code')


@attack('what the import system calls by', silent=True)
def _(lab):
    return racing(BOOTSTRAP, '_call_with_frames_removed')


@attack('compile', silent=True)
def _(lab):
    return racing(builtins, 'compile')


@attack('warnings that are errors')
def _(lab):
    import warnings

    warnings.simplefilter('error')
    try:
        importlib.import_module('warned')
    except BaseException as error:
        shown, trace = [str(error), str(getattr(error, 'text', ''))], error.__traceback__
        while trace:
            shown.extend(bytes(each).decode('latin-1') for each in list(trace.tb_frame.f_locals.values()) if isinstance(each, bytes))
            trace = trace.tb_next
        return ''.join(shown)
    return None


@attack('a syntax tree of what stands for the text')
def _(lab):
    import ast

    given = []

    def keeping(text, *arguments, **options):
        given.append(text)
        return compile(text, *arguments, **options)

    BOOTSTRAP._call_with_frames_removed = lambda function, *arguments, **options: (keeping if function is compile else function)(
        *arguments, **options
    )
    importlib.import_module('spare')
    shown = ''.join(text.decode('latin-1') for text in given)
    return shown + ast.dump(compile(given[0], lab.source, 'exec', ast.PyCF_ONLY_AST | ast.PyCF_TYPE_COMMENTS))
