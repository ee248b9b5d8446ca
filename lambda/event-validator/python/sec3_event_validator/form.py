"""Forms (`application/x-www-form-urlencoded`) as values."""

import re
from urllib.parse import parse_qsl

from .rejection import Rejection, step

# Maximum number of keys in a name, such as `items[0][sku]`.
MAX_KEYS = 20

NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
KEY = re.compile(r"\[([^\[\]]*)\]")


class _Sent:
    """The values under a name, and under names with further keys in brackets."""

    __slots__ = ("texts", "inner")

    def __init__(self):
        self.texts = []
        self.inner = {}


def read_form(text):
    """Returns an object of texts.

    A repeated name is a list. A name with keys in brackets is an object, or a list if the keys are empty or numbers from 0.
    """
    root = _Sent()
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(root, name).texts.append(value)
    return _object_of(root, "")


def _keys_of(name):
    """Returns the keys in a name. A name with invalid brackets is a single key."""
    found = NAME.match(name)
    return [found[1], *KEY.findall(found[2])] if found else [name]


def _place(root, name):
    keys = _keys_of(name)
    if len(keys) > MAX_KEYS:
        raise Rejection("", "depth")
    at = root
    for key in keys:
        if key == "__proto__":
            raise Rejection("", "forbidden-key")
        at = at.inner.setdefault(key, _Sent())
    return at


def _value_of(sent, field):
    if not sent.inner:
        return sent.texts[0] if len(sent.texts) == 1 else sent.texts
    # Parsers differ: some return the text, others the nested values.
    if sent.texts:
        raise Rejection(field, "repeated")
    keys = list(sent.inner)
    if keys == [""]:
        return _list_of(sent.inner[""], field)
    if all(key == str(index) for index, key in enumerate(keys)):
        return [_value_of(inner, field + step(key)) for key, inner in sent.inner.items()]
    return _object_of(sent, field)


def _list_of(sent, field):
    return sent.texts if not sent.inner else [_object_of(sent, field + step(0))]


def _object_of(sent, field):
    return {key: _value_of(inner, field + step(key)) for key, inner in sent.inner.items()}
