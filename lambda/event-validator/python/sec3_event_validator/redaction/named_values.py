"""Values that are too short to be found everywhere."""

import re
from collections import Counter

from .whole_values import is_apart, removed

# Characters allowed between a name and its value, and between values in a list.
BETWEEN = frozenset("\"'` \t\r\n[(")
MOST_BETWEEN = 64
QUOTES = frozenset("\"'`")

# The maximum length of names. Of longer names, only the end is compared, to limit the number of lengths.
MOST_OF_NAME = 64

# The type name in a nested object of DynamoDB.
TYPE = re.compile(r"""\s{0,8}\{["'`\s]{0,8}(?:S|N|B|BOOL|SS|NS|BS)["'`\s]{0,8}:""")
ASSIGNMENT = re.compile("[:=]>?")


class NamedValues:
    """Finds short values after the name of their property, in the notation of JSON, Python, `util.inspect` and URLs."""

    def __init__(self):
        self._names = {}
        self._name_lengths = Counter()
        self._lengths = Counter()

    def add(self, value, name):
        end = name[-MOST_OF_NAME:]
        if end not in self._names:
            self._names[end] = Counter()
            self._name_lengths[len(end)] += 1
        values = self._names[end]
        values[value] += 1
        if values[value] == 1:
            self._lengths[len(value)] += 1

    def remove(self, value, name):
        end = name[-MOST_OF_NAME:]
        values = self._names[end]
        if removed(values, value):
            removed(self._lengths, len(value))
        if not values:
            del self._names[end]
            removed(self._name_lengths, len(end))

    def find(self, text):
        found = []
        if not self._names:
            return found
        lengths = sorted(self._lengths, reverse=True)
        for match in ASSIGNMENT.finditer(text):
            end = _before(text, match.start())
            quote = end if text[end] in QUOTES else None
            for length in self._name_lengths:
                values = self._names.get(text[end - length : end]) if length <= end else None
                if values is not None and is_apart(text, end - length, end):
                    found.extend(_list(text, match.end(), values, lengths, quote))
        return found


def _list(text, at, values, lengths, quote):
    """Finds a single value, or several in a list."""
    while True:
        start = _after(text, at)
        length = next((each for each in lengths if text[start : start + each] in values and is_apart(text, start, start + each)), None)
        if length is None:
            return
        yield start, start + length, None if text[start - 1] in QUOTES else quote
        at = _after(text, start + length)
        if text[at : at + 1] != ",":
            return
        at += 1


def _before(text, sign):
    """Returns the position after a name that precedes a sign."""
    end = sign
    while end > 0 and sign - end < MOST_BETWEEN and text[end - 1] in BETWEEN:
        end -= 1
    return end


def _after(text, at):
    typed = TYPE.match(text, at)
    start = typed.end() if typed else at
    while start < len(text) and start - at < MOST_BETWEEN and text[start] in BETWEEN:
        start += 1
    return start
