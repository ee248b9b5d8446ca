"""Long values, which are also found in parts."""

# The length of the pieces that are used to look up values, in characters.
PIECE = 32

# The number of characters that are compared at once.
STRIDE = 4096


class LongValues:
    """Finds long values, also in parts, because log lines are truncated and long texts are shown in part.

    A part of 63 characters always contains a whole piece of 32, which is extended to both sides. The search takes linear time in the length of the text.
    """

    def __init__(self):
        # For each piece: a value that contains it, its position there, and the number of such values.
        self._pieces = {}

    def add(self, value):
        for at in _places_in(value):
            known, place, count = self._pieces.get(value[at : at + PIECE], (value, at, 0))
            self._pieces[value[at : at + PIECE]] = (known, place, count + 1)

    def remove(self, value):
        for at in _places_in(value):
            piece = value[at : at + PIECE]
            known, place, count = self._pieces.pop(piece)
            if count > 1:
                self._pieces[piece] = (known, place, count - 1)

    def find(self, text):
        found, at, covered = [], 0, 0
        last = len(text) - PIECE if self._pieces else -1
        while at <= last:
            known = self._pieces.get(text[at : at + PIECE])
            if known is None:
                at += 1
                continue
            value, place, _ = known
            start = at - _same_before(text, at, value, place, at - covered)
            at = covered = at + _same_length(text, at, value, place)
            found.append((start, covered, None))
        return found


def _places_in(value):
    """Returns the positions of adjacent pieces, and of a last one that ends with the value."""
    places = list(range(0, len(value) - PIECE + 1, PIECE))
    return places if len(value) % PIECE == 0 else [*places, len(value) - PIECE]


def _same_before(text, at, value, place, most):
    length = 0
    while length < most and length < place and text[at - length - 1] == value[place - length - 1]:
        length += 1
    return length


def _same_length(text, at, value, place):
    length, size = 0, STRIDE
    while size > 0:
        part = text[at + length : at + length + size]
        if len(part) == size and part == value[place + length : place + length + size]:
            length += size
        else:
            size //= 2
    return length
