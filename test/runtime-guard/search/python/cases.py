"""Cases: a function, what it is called with, what is done with its result, and what has been replaced before. Plain data that follows from a seed and a number."""

import contextlib
import inspect
import random

import reach
import values


TIMES = 2


def schedule(reached):
    """Functions in the order in which cases call them: first, and more often, those in C that are more than operators of simple types."""
    acting = [each for each in reached if reach.is_native(each) and not each.key.startswith('__') and not each.name.startswith('builtins.')]
    return [*acting * TIMES, *reached]


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
