"""Functions for the code that synthesis generates from schemas (lib/inbound-events/events/python-source.ts).

A problem is a pair of a location and a keyword.
"""

import json
import re
import threading

from .formats import FORMATS
from .rejection import Rejection, step
from .strict_json import MAX_SAFE, inspect

__all__ = [
    "FORMATS",
    "MAX_SAFE",
    "MISSING",
    "always",
    "any_of",
    "are_unique",
    "compile_pattern",
    "contains",
    "is_among",
    "is_multiple",
    "is_plain",
    "never",
    "once",
    "one_of",
    "step",
]

# The value of absent properties.
MISSING = object()

DECIMAL = re.compile(r"(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?\Z", re.ASCII)


def compile_pattern(pattern):
    return re.compile(pattern, re.ASCII).search


def always(_value):
    return None


def never(_value):
    return ("", "false schema")


# The results of recursive schemas by function and value, for each thread, while the outermost function runs.
_thread = threading.local()
_RUNS = object()


def once(check):
    """Wraps the function of a recursive schema so that it runs once for each value.

    Otherwise, alternatives that lead to the same schema would double the work with each level.
    """

    def checked(value):
        if type(value) is not dict and type(value) is not list:
            return check(value)
        results = getattr(_thread, "results", None)
        if results is not None:
            return _result_of(check, value, results)
        _thread.results = {}
        try:
            return _result_of(check, value, _thread.results)
        finally:
            _thread.results = None

    return checked


def _result_of(check, value, results):
    key = (check, id(value))
    result = results.get(key, MISSING)
    if result is _RUNS:
        raise RecursionError("a $ref leads back to itself, without end")
    if result is MISSING:
        results[key] = _RUNS
        result = results[key] = check(value)
    return result


def any_of(value, checks):
    first = None
    for check in checks:
        failure = check(value)
        if failure is None:
            return None
        first = first or failure
    return first


def one_of(value, checks):
    first, holding = None, 0
    for check in checks:
        failure = check(value)
        if failure is not None:
            first = first or failure
            continue
        holding += 1
        if holding > 1:
            break
    return None if holding == 1 else first or ("", "oneOf")


def contains(values, check, least, most):
    count = sum(check(value) is None for value in values)
    return count >= least and (most is None or count <= most)


def equal(a, b):
    """Whether two JSON values are equal. In Python, True equals 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(inner, b[name]) for name, inner in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b


def is_among(value, values):
    return any(equal(value, each) for each in values)


def are_unique(values):
    """Whether all values are different. They are compared as texts, in linear time for any content."""
    return len({_canonical(value) for value in values}) == len(values)


def _canonical(value):
    """Returns a text that is the same for equal JSON values."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_canonical(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def is_multiple(value, divisor):
    """Whether a number is a multiple of another, both in decimal notation: 19.99 is a multiple of 0.01."""
    if isinstance(value, int) and isinstance(divisor, int):
        return value % divisor == 0
    dividend, unit = _decimal(value), _decimal(divisor)
    if dividend is None or unit is None:
        return False
    exponent = min(dividend[1], unit[1])
    return dividend[0] * 10 ** (dividend[1] - exponent) % (unit[0] * 10 ** (unit[1] - exponent)) == 0


def _decimal(number):
    """Returns digits and exponent, or None for a number that is not finite."""
    found = DECIMAL.match(repr(number))
    if found is None:
        return None
    whole, fraction, exponent = found.groups()
    return int(whole + (fraction or "")), int(exponent or 0) - len(fraction or "")


def is_plain(value, depth):
    """Whether a part of a value without lone surrogates has no forbidden content."""
    try:
        inspect(value, False, depth)
    except Rejection:
        return False
    return True
