"""Loaded by an invocation, not before."""

import collections
import dataclasses

Pair = collections.namedtuple('Pair', 'first second')


@dataclasses.dataclass
class Word:
    text: str


def word():
    return Word(Pair('la', 'te').first + 'te').text
