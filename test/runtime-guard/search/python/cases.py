"""Cases: a function, what it is called with, what is done with its result, and what has been replaced before. Plain data that follows from a seed and a number."""

import contextlib
import inspect
import random

import values


def case_of(reached, seed, number):
    rng = random.Random(f'{seed}:{number}')
    chosen = reached[number % len(reached)]
    steps = [{'call': chosen.name, 'with': arguments(parameters_of(chosen.value), rng)}]
    for _ in range(rng.randrange(3)):
        steps.append({'method': rng.randrange(1000), 'with': arguments([('', False)] * rng.randrange(3), rng)})
    replaced = []
    if rng.random() < 0.2:
        replaced = [
            {'name': rng.choice(reached).name, **({'returns': values.describe('', rng)} if rng.random() < 0.4 else {})},
            {'name': rng.choice(reached).name},
        ]
    return {'steps': steps, 'replaced': replaced, 'inherited': []}


def parameters_of(value):
    """Names of parameters, and whether they are given by name; what they are is not known of all functions in C."""
    signature = None
    with contextlib.suppress(BaseException):
        signature = inspect.signature(value)
    if signature is None:
        return [('', False)] * 2
    kept = []
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        named = parameter.kind is parameter.KEYWORD_ONLY
        if not named or parameter.default is parameter.empty or name.startswith('co_'):
            kept.append((name, named))
    return kept[:6]


def arguments(parameters, rng):
    kept = parameters if rng.random() < 0.6 else parameters[: rng.randrange(len(parameters) + 1)]
    more = [('', False)] * (rng.randrange(3) if rng.random() < 0.2 else 0)
    return [{**values.describe(name, rng), **({'name': name} if named else {})} for name, named in kept + more]
