"""Values that are found as a whole."""

import re
from collections import Counter

# The number of characters by which values are looked up, which is also their minimum length.
PREFIX = 4

# Values below this length, and all numbers, are only found as whole words.
WORDS_BELOW = 8

# Up to this number, values are searched individually.
FEW = 64

DIGITS = re.compile(r"[\d.+-]+\Z", re.ASCII)


class WholeValues:
    """Values of a limited length. Takes linear time in the length of the text."""

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
    """Removes one; true if none is left."""
    counter[key] -= 1
    if counter[key] > 0:
        return False
    del counter[key]
    return True


def is_apart(text, start, end):
    """Whether a part of a text is a whole word, if that is required."""
    if end - start >= WORDS_BELOW and not DIGITS.match(text[start:end]):
        return True
    return not (_joins(text, start - 1) and _joins(text, start)) and not (_joins(text, end - 1) and _joins(text, end))


def _joins(text, at):
    return 0 <= at < len(text) and text[at].isalnum()
