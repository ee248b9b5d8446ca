"""JSON with one meaning for all parsers."""

import json

from .rejection import Rejection, step

# The maximum nesting of values, which limits every recursion.
MAX_DEPTH = 100

MAX_SAFE = 2**53 - 1


def parse_json(text):
    """Parses a JSON text: no duplicate properties, no numbers that JavaScript would change, no lone surrogates, no forbidden keys."""
    value, is_once_each = read_json(text)
    inspect_read(text, value, is_once_each)
    return value


def read_json(text):
    """Parses a JSON text without further checks. Returns the value, and whether each property occurs only once."""
    if not is_well_formed(text):
        raise Rejection("", "unicode")
    twice = []

    def unique(pairs):
        properties = dict(pairs)
        if len(properties) < len(pairs):
            twice.append(True)
        return properties

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=_reject_constant)
    except json.JSONDecodeError:
        raise Rejection("", "json") from None
    except RecursionError:
        raise Rejection("", "depth") from None
    except ValueError:
        # The text contains a whole number with more digits than Python reads.
        value = json.loads(text, object_pairs_hook=unique, parse_constant=_reject_constant, parse_int=float)
    return value, not twice


def inspect_read(text, value, is_once_each):
    """Rejects what `parse_json` rejects."""
    inspect(value, "\\" in text)
    if not is_once_each:
        raise Rejection("", "duplicate-key")


def _reject_constant(_name):
    raise Rejection("", "json")


def inspect(value, texts=True, depth=0):
    """Rejects content that is forbidden under every schema."""
    if isinstance(value, str):
        if texts and not is_well_formed(value):
            raise Rejection("", "unicode")
    elif isinstance(value, (int, float)):
        if not -MAX_SAFE <= value <= MAX_SAFE:
            raise Rejection("", "number-precision")
    elif isinstance(value, (dict, list)):
        if depth >= MAX_DEPTH:
            raise Rejection("", "depth")
        _inspect_inside(value, texts, depth)


def _inspect_inside(value, texts, depth):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(key, str):
            if key == "__proto__" or (key == "constructor" and isinstance(inner, dict) and "prototype" in inner):
                raise Rejection("", "forbidden-key")
            if texts and not is_well_formed(key):
                raise Rejection("", "unicode")
        try:
            inspect(inner, texts, depth + 1)
        except Rejection as rejection:
            raise Rejection(step(key) + rejection.field, rejection.rule) from None


def inspect_names(names):
    """Rejects forbidden names of attributes and parameters, whose values are texts."""
    if isinstance(names, dict) and "__proto__" in names:
        raise Rejection("", "forbidden-key")


def is_well_formed(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def write_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
