"""Values that are found as a whole."""

import re
from collections import Counter

# The number of characters that are used to look up values, and the minimum length of values.
PREFIX = 4

# The length below which values are found only as whole words. Numbers are always found only as whole words.
WORDS_BELOW = 8

# The maximum number of values that are searched individually.
FEW = 64

DIGITS = re.compile(r"[\d.+-]+\Z", re.ASCII)


class WholeValues:
    """Finds values of a limited length. The search takes linear time in the length of the text."""

    def __init__(self):
        self._values = Counter()
        self._lengths = {}

    def add(self, value):
        self._values[value] += 1
        if self._values[value] == 1:
            self._lengths.setdefault(value[:PREFIX], Counter())[len(value)] += 1

    def remove(self, value):
        if not removed(self._values, value):
            return
        lengths = self._lengths[value[:PREFIX]]
        removed(lengths, len(value))
        if not lengths:
            del self._lengths[value[:PREFIX]]

    def find(self, text):
        values, known = self._values, self._lengths
        if not values or (len(values) <= FEW and not any(value in text for value in values)):
            return []
        found = []
        for start in range(len(text) - PREFIX + 1):
            lengths = known.get(text[start : start + PREFIX])
            if lengths is not None:
                ends = [start + length for length in lengths if text[start : start + length] in values and is_apart(text, start, start + length)]
                found.extend((start, end, None) for end in ends)
        return found


def removed(counter, key):
    """Removes a key once. Returns whether none is left."""
    counter[key] -= 1
    if counter[key] > 0:
        return False
    del counter[key]
    return True


def is_apart(text, start, end):
    """Whether a part of a text is a whole word, or does not have to be one."""
    if end - start >= WORDS_BELOW and not DIGITS.match(text[start:end]):
        return True
    return not (_joins(text, start - 1) and _joins(text, start)) and not (_joins(text, end - 1) and _joins(text, end))


def _joins(text, at):
    return 0 <= at < len(text) and text[at].isalnum()
