"""DynamoDB items as plain JSON."""

import re

from .rejection import Rejection, below, step
from .strict_json import MAX_DEPTH, MAX_SAFE

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)


def attribute_values(item, depth=1):
    """Converts an item: numbers are numbers, sets are lists, binary values are base64 texts."""
    if depth > MAX_DEPTH:
        raise Rejection("", "depth")
    if "__proto__" in item:
        raise Rejection("", "forbidden-key")
    return {name: below(step(name), _plain, value, depth) for name, value in item.items()}


def _plain(value, depth):
    if not isinstance(value, dict) or len(value) != 1:
        raise Rejection("", "envelope")
    [(kind, content)] = value.items()
    if kind in ("S", "B"):
        return _of_type(content, str)
    if kind == "BOOL":
        return _of_type(content, bool)
    if kind == "N":
        return _number(content)
    if kind == "NULL":
        return None
    if kind in ("SS", "BS"):
        return _list(content, lambda inner: _of_type(inner, str))
    if kind == "NS":
        return _list(content, _number)
    if kind == "L":
        if depth >= MAX_DEPTH:
            raise Rejection("", "depth")
        return _list(content, lambda inner: _plain(inner, depth + 1))
    if kind == "M" and isinstance(content, dict):
        return attribute_values(content, depth + 1)
    raise Rejection("", "envelope")


def _list(content, convert):
    if not isinstance(content, list):
        raise Rejection("", "envelope")
    return [below(step(index), convert, inner) for index, inner in enumerate(content)]


def _number(content):
    """DynamoDB numbers have up to 38 digits, JavaScript numbers only 15 to 17."""
    if not NUMBER.match(_of_type(content, str)):
        raise Rejection("", "number-precision")
    value = float(content)
    if not -MAX_SAFE <= value <= MAX_SAFE:
        raise Rejection("", "number-precision")
    return int(value) if value.is_integer() else value


def _of_type(content, kind):
    if not isinstance(content, kind):
        raise Rejection("", "envelope")
    return content
