"""Runs a case, and inspects all results."""

import contextlib
import os
import signal
import sys

import values
import witness

SECONDS = 0.3
_chdir = os.chdir
_timer = signal.setitimer
_signal = signal.signal


class TooLong(BaseException):
    """Interruption of a call that does not return."""


def interrupt(*_):
    raise TooLong


def perform(case, number, reached, lab):
    def see(value, called=False):
        values.look(value, lab, called)

    witness.mark(number)
    _chdir(lab['out'])
    _signal(signal.SIGALRM, interrupt)
    by_name = {each.name: each for each in reached} if case['replaced'] else {}
    undo = [replace(by_name[each['name']], each.get('returns'), lab, see) for each in case['replaced']]
    made, result = [], None
    try:
        _timer(signal.ITIMER_REAL, SECONDS)
        for step in case['steps']:
            given = attempt(step, result, reached, lab, see, made)
            see(given)
            follow(given, see)
            # A call without a result may have changed its receiver.
            if 'call' in step or not (given is None or isinstance(given, BaseException)):
                result = given
        see(made)
    except TooLong:
        pass
    finally:
        _timer(signal.ITIMER_REAL, 0)
        for each in undo:
            with contextlib.suppress(Exception):
                each()
    witness.look_around()


def attempt(step, previous, reached, lab, see, made):
    try:
        plain = [values.value_of(each, lab, see) for each in step['with'] if 'name' not in each]
        named = {each['name']: values.value_of(each, lab, see) for each in step['with'] if 'name' in each}
        made.extend([*plain, *named.values()])
        if 'call' not in step:
            return method(previous, step['method'])(*plain, **named)
        chosen = next(each for each in reached if each.name == step['call'])
        if isinstance(chosen.owner, type) and not isinstance(chosen.value, type):
            plain = [instance(chosen.owner, lab), *plain]
        return chosen.value(*plain, **named)
    except TooLong:
        raise
    except BaseException as error:
        return error


def instance(kind, lab):
    """Returns an instance of the type, or the type if none can be created."""
    for candidate in (lab['out'], 0, b'', None, sys._getframe(), values.deployed, values.deployed.__code__, kind):
        if type(candidate) is kind:
            return candidate
    for args in ((), (lab['victim'],), (values.deployed,), (lab['host'], lab['port']), (b'x',), ([],)):
        with contextlib.suppress(Exception):
            return kind(*args)
    return kind


def method(value, number):
    if callable(value) and number % 3 == 0:
        return value
    names = [name for name in dir(value) if callable(getattr(value, name, None)) and name not in ('__class__', '__init_subclass__')]
    return getattr(value, names[number % len(names)]) if names else (lambda *_, **__: value)


def follow(value, see):
    """Inspects values that are produced in parts or on demand."""
    with contextlib.suppress(Exception):
        if hasattr(value, '__next__'):
            see([each for each, _ in zip(value, range(3), strict=False)])
        elif hasattr(value, 'read') and not isinstance(value, type):
            see(value.read(65536))


def replace(chosen, returns, lab, see):
    """Replaces a function by one that inspects its arguments, and passes them on or returns another value."""
    inside = False

    def spy(*args, **named):
        nonlocal inside
        if not inside:
            inside = True
            try:
                see([args, named])
                if returns is not None:
                    return values.value_of(returns, lab, see)
            finally:
                inside = False
        return chosen.value(*args, **named)

    with contextlib.suppress(Exception):
        before = vars(chosen.owner)[chosen.key]
        setattr(chosen.owner, chosen.key, spy)
        return lambda: setattr(chosen.owner, chosen.key, before)
    return lambda: None
