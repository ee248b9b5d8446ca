"""Texts without their escapes."""

import re
from bisect import bisect_right
from urllib.parse import unquote_to_bytes

# Percent encoding, which may be encoded repeatedly.
PERCENT = re.compile(r"(?:%(?:25)*[0-9a-fA-F]{2})+")
AGAIN = re.compile(r"%(?:25)*(?=[0-9a-fA-F]{2})")

# The backslashes of repeated escaping, and the escaped character. The backslashes can be written as their code.
_RUN = r"\\(?:\\|u005[cC])*"
_HEX = "[0-9a-fA-F]"
BACKSLASHES = re.compile(
    rf"{_RUN}(?:u([dD][89abAB]{_HEX}{{2}}){_RUN}u([dD][c-fC-F]{_HEX}{{2}})|u({_HEX}{{4}})|U({_HEX}{{8}})|x({_HEX}{{2}})|([bfnrtv])|(.))?", re.DOTALL
)
CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class PlainText:
    """A text without the escapes of URLs, of JSON (also nested), of `repr` and of `util.inspect`.

    A value has the same plain text in every notation, however often it was escaped. Backslashes themselves are removed.
    """

    def __init__(self, source):
        self._source = source
        self._layers = []
        text = source
        for sign, pattern, meaning in (("%", PERCENT, _decoded), ("\\", BACKSLASHES, _unescaped)):
            if sign in text:
                layer = _Layer(text, pattern, meaning)
                text = layer.text
                self._layers.insert(0, layer)
        # In URLs, a plus sign is a space.
        self.text = text.replace("+", " ")

    def source_of(self, start, end):
        """Returns the part of the source that a part of the plain text represents."""
        for layer in self._layers:
            start, end = layer.place_of(start)[0], layer.place_of(end - 1)[1]
        return start, end


class _Layer:
    """A text in which parts of another text are replaced by what they represent."""

    def __init__(self, source, pattern, meaning):
        parts, self._starts, self._escapes = [], [], []
        length = done = 0
        for match in pattern.finditer(source):
            before, meant = source[done : match.start()], meaning(match)
            parts += (before, meant)
            start = length + len(before)
            length = start + len(meant)
            done = match.end()
            self._starts.append(start)
            self._escapes.append((length, match.start(), done))
        self.text = "".join((*parts, source[done:]))

    def place_of(self, index):
        """Returns the positions in the source at which a character starts and ends."""
        known = bisect_right(self._starts, index)
        end, source_start, source_end = self._escapes[known - 1] if known else (0, 0, 0)
        if index < end:
            return source_start, source_end
        place = source_end + index - end
        return place, place + 1


def _decoded(match):
    try:
        return unquote_to_bytes(AGAIN.sub("%", match[0])).decode()
    except UnicodeError:
        return match[0]


def _unescaped(match):
    high, low, four, eight, two, control, other = match.groups()
    if high:
        return (chr(int(high, 16)) + chr(int(low, 16))).encode("utf-16", "surrogatepass").decode("utf-16")
    digits = four or eight or two
    if not digits:
        return CONTROLS[control] if control else other or ""
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else digits
