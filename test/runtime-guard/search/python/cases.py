"""Cases: a function, what it is called with, what is done with its result, and what has been replaced before. Plain data that follows from a seed and a number."""

import builtins
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
TIMES = {'telling': 8, 'silent': 2}


def schedule(reached):
    """Functions in the order in which cases call them: first, and more often, those in C that seem to act on something outside, then those that tell nothing of it."""
    groups = {'telling': [], 'silent': []}
    for each in reached:
        if not reach.is_native(each) or each.key.startswith('__') or each.name.startswith('builtins.') != (each.owner is builtins):
            continue
        names = [name for name, _ in parameters_of(each.value)]
        if any(TELLING.match(name) for name in names):
            groups['telling'].append(each)
        elif not names or '' in names:
            groups['silent'].append(each)
    return [*groups['telling'] * TIMES['telling'], *groups['silent'] * TIMES['silent'], *reached]


def case_of(scheduled, seed, number):
    rng = random.Random(f'{seed}:{number}')
    chosen = scheduled[number % len(scheduled)]
    steps = [{'call': chosen.name, 'with': values.arguments_for(parameters_of(chosen.value), rng)}]
    for _ in range(rng.randrange(3)):
        steps.append({'method': rng.randrange(1000), 'with': values.arguments_for([('', False)] * rng.randrange(3), rng)})
    replaced = []
    if rng.random() < 0.2:
        returns = {'returns': values.disguised(values.kind_for('', rng), None, rng)} if rng.random() < 0.4 else {}
        replaced = [{'name': rng.choice(scheduled).name, **returns}, {'name': rng.choice(scheduled).name}]
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
