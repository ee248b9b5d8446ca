"""Cases: a function, its arguments, the use of its result, and preceding replacements. A case is plain data that follows from a seed and a number."""

import contextlib
import inspect
import random
import re
import types

import reach
import values

#: Names of parameters of functions that act on files, hosts, programs and code.
TELLING = re.compile(
    r'(?:path|file|filename|fd|src|dst|source|dest|database|address|host|hostname|port|url|code|co_consts|cmd|command|argv|args|program|string|data|bytes|object|function|callback|hook|level|module|spec)$',
    re.IGNORECASE,
)
#: Types whose methods only act on the value itself.
SIMPLE = (str, bytes, bytearray, int, float, complex, list, tuple, dict, set, frozenset, memoryview, range, slice, object, type)
TIMES = 2
#: Signatures, kept because reading them is slow.
_signatures = {}


def schedule(reached):
    """
    Orders functions for cases. Those in C that seem to act on the outside, or that take no arguments, come first, in rounds with one shape each, so that all kinds of calls come early.
    Then come the other functions in C, and then all.
    """
    telling, silent = [], []
    for each in reached:
        if not reach.is_native(each) or each.key.startswith('__') or each.owner in SIMPLE or is_error(each.owner):
            continue
        names = names_of(each.value)
        if any(TELLING.match(name) for name in names):
            telling.append([(each, shape) for shape in values.SHAPES if values.suits(shape, names)])
        elif not names and isinstance(each.owner, types.ModuleType) and not isinstance(each.value, type):
            telling.append([(each, [])])
        elif not names or '' in names:
            # Functions without parameters are called without arguments.
            silent.append((each, None if names else []))
    return [*values.by_turns(telling), *silent * TIMES, *((each, None) for each in reached)]


def is_error(owner):
    return isinstance(owner, type) and issubclass(owner, BaseException)


def case_of(scheduled, seed, number):
    """Creates a case. In the first round, functions with shapes are called with plain values; later, values are disguised, and other functions are replaced before."""
    rng = random.Random(f'{seed}:{number}')
    chosen, shape = scheduled[number % len(scheduled)]
    plain = shape is not None and number < len(scheduled)
    with_values = values.arguments_for(parameters_of(chosen.value), rng) if shape is None else values.in_shape(shape, rng, plain)
    steps = [{'call': chosen.name, 'with': with_values}]
    for _ in range(rng.randrange(3)):
        steps.append({'method': rng.randrange(1000), 'with': values.arguments_for([('', False)] * rng.randrange(3), rng)})
    replaced = []
    if not plain and rng.random() < 0.2:
        returns = {'returns': values.disguised(values.kind_for('', rng), None, rng)} if rng.random() < 0.4 else {}
        replaced = [{'name': rng.choice(scheduled)[0].name, **returns}, {'name': rng.choice(scheduled)[0].name}]
    return {'steps': steps, 'replaced': replaced, 'inherited': []}


def names_of(value):
    """Returns the names of parameters; for functions that accept any name, also the names of keyword arguments in shapes."""
    names = [name for name, _ in parameters_of(value)]
    signature = signature_of(value)
    takes_any = signature and any(each.kind is each.VAR_KEYWORD for each in signature.parameters.values())
    return [*(names or ['']), *values.BY_NAME] if takes_any else names


def signature_of(value):
    if id(value) not in _signatures:
        _signatures[id(value)] = None
        with contextlib.suppress(BaseException):
            _signatures[id(value)] = inspect.signature(value)
    return _signatures[id(value)]


def parameters_of(value):
    """Returns the names of parameters, and whether they are keyword-only: from the signature or the documentation of the function, or unknown ones."""
    signature = signature_of(value)
    if signature is None:
        text = getattr(value, '__doc__', None)
        documented = re.match(r'[\w.]*\(([^)]*)\)', text) if isinstance(text, str) else None
        names = re.findall(r'\b[a-z_]\w*', documented[1]) if documented else ['', '']
        return [(name, False) for name in names][:6]
    kept = []
    for name, parameter in signature.parameters.items():
        if parameter.kind is not parameter.VAR_KEYWORD and name != 'self':
            kept.append((name, parameter.kind is parameter.KEYWORD_ONLY))
    return kept
