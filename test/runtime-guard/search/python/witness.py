"""Effects visible inside of the process: the result of code that ran, the text of a source, frames of other code. The process notifies the tracer of each with a system call that the tracer recognizes."""

import builtins
import os
import sys
import types

#: Result of code that ran, reversed; no input text contains it.
NAR = '24-nar'
DEPTH = 4
MOST_ITEMS = 60
MOST_VALUES = 600
#: First words of audit events, up to the first dot.
AUDITED = {'builtins', 'code', 'compile', 'cpython', 'exec', 'gc', 'import', 'marshal', 'object', 'open', 'os', 'socket', 'subprocess', 'sys', 'time'}

_access = os.access
_modules = sys.modules
_isinstance, _getattr, _id, _len, _type = isinstance, getattr, id, len, type
_frame = types.FrameType
_code = types.CodeType
_vars = object.__getattribute__
_looking = False


def mark(text):
    _access(f'/@sec3/{text}', 0)


def look(value, backwards, called=False):
    """
    Searches a value for content that only an effect can explain; `called`: it is an argument of a callback. The text of the source is reversed, because the search would find it in these
    frames otherwise.
    """
    global _looking  # noqa: PLW0603
    # Hooks may observe this inspection, and inspect again.
    if _looking:
        return
    _looking = True
    try:
        look_at(value, backwards, called)
    except Exception:
        # The value was made to be awkward.
        return
    finally:
        _looking = False


def look_at(value, backwards, called):
    if called:
        if _len(value) > 1 and _isinstance(value[0], _frame) and _isinstance(value[1], str):
            mark('seen/tracing')
        if _len(value) == 2 and _type(value[0]) is str and value[0].split('.')[0] in AUDITED and _type(value[1]) is tuple:
            mark('seen/auditing')
    seen = set()

    def visit(each, depth):
        kind = _type(each)
        if kind is str:
            reversed_text = each[::-1]
            if NAR in reversed_text:
                mark('seen/code')
            if backwards in reversed_text:
                mark('seen/source')
            return
        if kind in (bytes, bytearray):
            visit(each[:65536].decode('latin-1'), depth)
            return
        if depth == DEPTH or _id(each) in seen or _len(seen) > MOST_VALUES:
            return
        seen.add(_id(each))
        if kind in (list, tuple, set, frozenset):
            for item in list(each)[:MOST_ITEMS]:
                visit(item, depth + 1)
        elif kind is dict:
            if depth == 0 and each and all(_isinstance(item, _frame) for item in each.values()):
                mark('seen/frames')
            for key, item in list(each.items())[:MOST_ITEMS]:
                visit(key, depth + 1)
                visit(item, depth + 1)
        elif kind is _code:
            # No deployed code has it among its constants.
            if 'ran-' in each.co_consts:
                mark('seen/code')
        elif _isinstance(each, BaseException):
            for item in (each.args, _getattr(each, 'text', None), _getattr(each, 'filename', None)):
                visit(item, depth + 1)
        elif kind not in (int, float, bool, _type, types.ModuleType, types.FunctionType):
            try:
                visit(_vars(each, '__dict__'), depth + 1)
            except AttributeError:
                return

    visit(value, 0)


def look_around():
    """Searches global state for effects."""
    if 'ran' in vars(builtins):
        mark('seen/code')
        del builtins.ran
    if '_ctypes' in _modules:
        mark('seen/memory')
        del _modules['_ctypes']
