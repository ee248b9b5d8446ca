"""Cases: a function, what it is called with, what is done with its result, and what has been replaced before. Plain data that follows from a seed and a number."""

import contextlib
import inspect
import random
import re

import reach
import values

#: Parameters of functions that act on files, hosts, programs and code.
TELLING = re.compile(
    r'(?:path|file|filename|fd|src|dst|source|dest|database|address|host|hostname|port|url|code|co_consts|cmd|command|argv|args|program|string|data|bytes|object|function|callback|hook|level|module|spec)$',
    re.IGNORECASE,
)
#: Types whose methods act on nothing but themselves.
SIMPLE = (str, bytes, bytearray, int, float, complex, list, tuple, dict, set, frozenset, memoryview, range, slice, object, type)
TIMES = 2


def schedule(reached):
    """
    Functions in the order in which cases call them. Those in C that seem to act on something outside come first, in each shape that suits their parameters; then those in C that tell nothing
    of it, and then all.
    """
    telling, silent = [], []
    for each in reached:
        if not reach.is_native(each) or each.key.startswith('__') or each.owner in SIMPLE or is_error(each.owner):
            continue
        names = [name for name, _ in parameters_of(each.value)]
        if any(TELLING.match(name) for name in names):
            telling.append((each, names))
        elif not names or '' in names:
            silent.append((each, None))
    in_shapes = [(each, shape) for shape in values.SHAPES for each, names in telling if values.suits(shape, names)]
    return [*in_shapes, *silent * TIMES, *((each, None) for each in reached)]


def is_error(owner):
    return isinstance(owner, type) and issubclass(owner, BaseException)


def case_of(scheduled, seed, number):
    rng = random.Random(f'{seed}:{number}')
    chosen, shape = scheduled[number % len(scheduled)]
    with_values = values.arguments_for(parameters_of(chosen.value), rng) if shape is None else values.in_shape(shape, rng)
    steps = [{'call': chosen.name, 'with': with_values}]
    for _ in range(rng.randrange(3)):
        steps.append({'method': rng.randrange(1000), 'with': values.arguments_for([('', False)] * rng.randrange(3), rng)})
    replaced = []
    if rng.random() < 0.2:
        returns = {'returns': values.disguised(values.kind_for('', rng), None, rng)} if rng.random() < 0.4 else {}
        replaced = [{'name': rng.choice(scheduled)[0].name, **returns}, {'name': rng.choice(scheduled)[0].name}]
    return {'steps': steps, 'replaced': replaced, 'inherited': []}


def parameters_of(value):
    """Names of parameters, and whether they are given by name: as the function says, or its documentation; else none are known."""
    signature = None
    with contextlib.suppress(BaseException):
        signature = inspect.signature(value)
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
