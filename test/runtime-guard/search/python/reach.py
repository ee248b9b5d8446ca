"""Every function that a function's code can reach: from all modules of the standard library, and all types of the interpreter."""

import contextlib
import importlib
import io
import itertools
import re
import sys
import typing
import warnings

#: These take over the screen or the terminal, or test Python itself.
LEFT_OUT = {'__main__', 'antigravity', 'idlelib', 'this', 'tkinter', 'turtle', 'turtledemo'}
#: These crash on purpose.
CRASHES = re.compile(r'faulthandler\._')
#: Module names of the search's own code.
OWN = {'cases', 'handler', 'perform', 'reach', 'values', 'witness'}


class Reached(typing.NamedTuple):
    """A callable, with the object that has it as an attribute, and the name of the attribute."""

    name: str
    value: object
    owner: object
    key: str


def reach():
    """Returns each callable once, in the same order in each process of a release: those in C first, which all others call in the end."""
    found, seen = [], set()
    for name, module in modules():
        members(name, module, found, seen)
    for kind in types_below(object, set()):
        members(f'{kind.__module__}.{kind.__qualname__}', kind, found, seen)
    return [*filter(is_native, found), *itertools.filterfalse(is_native, found)]


def is_native(reached):
    code = getattr(reached.value, '__code__', None) or getattr(getattr(reached.value, '__init__', None), '__code__', None)
    return code is None


def modules():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        for name in sorted(sys.stdlib_module_names - LEFT_OUT):
            with contextlib.suppress(BaseException):
                importlib.import_module(name)
    # Modules that other modules have loaded come last.
    yield from ((name, module) for name, module in sorted(sys.modules.items()) if name.split('.')[0] not in OWN | LEFT_OUT)


def types_below(kind, seen):
    for each in type.__subclasses__(kind):
        if each not in seen and each.__module__ not in OWN:
            seen.add(each)
            yield each
            yield from types_below(each, seen)


def members(name, owner, found, seen):
    for key, given in sorted(vars(owner).items(), key=lambda item: str(item[0])):
        value = getattr(given, '__func__', given)
        if not callable(value) or id(value) in seen or getattr(value, '__module__', None) in OWN or CRASHES.match(f'{name}.{key}'):
            continue
        seen.add(id(value))
        found.append(Reached(f'{name}.{key}', value, owner, key))
        if isinstance(value, type):
            members(f'{name}.{key}', value, found, seen)
