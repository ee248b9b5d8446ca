"""Normalizes values."""

import copy
import re
import unicodedata

from .strict_json import MAX_SAFE

# The white space of JavaScript, which differs from that of Python.
SPACES = "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

# A number in JSON notation.
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z", re.ASCII)


def normalize(value, plans):
    """Normalizes a value. The result may be the same object: objects and lists are changed in place. The first plan is for the whole value."""
    return _Normalizing(plans).by(value, 0)


class _Normalizing:
    def __init__(self, plans):
        self._plans = plans
        # The plans that have changed each object and list. Several plans of a value can lead to the same plan of a part.
        self._done = set()

    def by(self, value, at):
        plan = self._plans[at]
        value = _after_steps(value, plan)
        if isinstance(value, list | dict):
            if (id(value), at) in self._done:
                return value
            self._done.add((id(value), at))
            if isinstance(value, list):
                self._items(value, plan)
            else:
                self._properties(value, plan)
        for other in plan.get("also", ()):
            value = self.by(value, other)
        return value

    def _items(self, items, plan):
        first = plan.get("prefixItems", ())
        for i, item in enumerate(items):
            inner = first[i] if i < len(first) else plan.get("items")
            if inner is not None:
                items[i] = self.by(item, inner)

    def _properties(self, properties, plan):
        named = plan.get("properties", {})
        for name in list(properties):
            is_named = name in named
            if is_named:
                properties[name] = self.by(properties[name], named[name])
            for pattern, inner in plan.get("patternProperties", {}).items():
                if re.search(pattern, name, re.ASCII):
                    is_named = True
                    properties[name] = self.by(properties[name], inner)
            if not is_named and "additionalProperties" in plan:
                properties[name] = self.by(properties[name], plan["additionalProperties"])
        for name, inner in named.items():
            if "default" in self._plans[inner].get("steps", ()) and name not in properties:
                properties[name] = copy.deepcopy(self._plans[inner]["default"])


def _after_steps(value, plan):
    """Applies the steps of a plan to a text. Any other value is unchanged."""
    for name in plan.get("steps", ()):
        if not isinstance(value, str):
            break
        if name == "coerce":
            value = _coerced(value, plan.get("types", ()))
        elif name == "trim":
            value = value.strip(SPACES)
        elif name == "nfc":
            value = unicodedata.normalize("NFC", value)
        elif name == "lowercase":
            value = value.lower()
    return value


def _coerced(text, types):
    """Returns the value that a text represents. If the conversion is not lossless, returns the text."""
    for kind in types:
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind == "null" and text == "":
            return None
        if kind == "array":
            return [text]
        if kind in ("integer", "number") and NUMBER.match(text):
            number = float(text)
            if -MAX_SAFE <= number <= MAX_SAFE:
                return int(number) if number.is_integer() else number
    return text
