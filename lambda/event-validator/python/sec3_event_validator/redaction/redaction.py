"""Sensitive values of invocations, and texts without them."""

import re
import threading

from .long_values import PIECE, LongValues
from .named_values import NamedValues
from .plain_text import PlainText
from .whole_values import PREFIX, WholeValues

REDACTED = "[redacted]"

# Written instead of a text in which sensitive values can't be searched.
UNREADABLE = "[redacted: sensitive values could not be looked for in this text]"

# The minimum lengths of texts and of numbers that are found everywhere. Shorter ones, and all booleans, are found only after the name of their
# property.
MIN_TEXT = PREFIX
MIN_DIGITS = 6
SHORT = re.compile(r"(?:[\d.+ -]*|[tT]rue|[fF]alse)\Z", re.ASCII)

# The maximum length of values that are found only as a whole. Longer values are also found in parts.
MAX_WHOLE = 64

# The maximum number of finished invocations whose values are kept, for delayed output.
MAX_ENDED = 16

# The maximum number of values and pieces to search. While an invocation has more, nothing is written.
MAX_SIZE = 400_000

LINE_ENDS = re.compile(r"[\r\n]+")
BARE_BEFORE = re.compile(r"[:\[,]\s*\Z")
BARE_AFTER = re.compile(r"\s*[,\]}]")

# The maximum distance of a quotation mark.
FAR = 1000


class Invocation:
    """The sensitive values of one invocation, in their plain form, and lines of them. Short values have the name of their property."""

    def __init__(self):
        self.has_ended = False
        self.values = {}
        self.size = 0
        # The number of prepared values. The others are prepared when something is written.
        self.indexed = 0

    def add(self, text, name=None):
        if not self.is_too_large and (text, name) not in self.values:
            self.values[text, name] = True
            self.size += -(-len(text) // PIECE)

    @property
    def is_too_large(self):
        return self.size > MAX_SIZE


class Redaction:
    """Removes sensitive values of invocations from written texts, in all threads."""

    def __init__(self):
        # The number of sensitive values so far.
        self.met = 0
        self._whole = WholeValues()
        self._long = LongValues()
        self._named = NamedValues()
        self._invocations = []
        self._lock = threading.RLock()

    def begin(self):
        """Starts an invocation. New values belong to it until the next one starts."""
        with self._lock:
            ended = [each for each in self._invocations if each.has_ended]
            while len(ended) > MAX_ENDED or sum(each.size for each in ended) > MAX_SIZE:
                self._forget(ended.pop(0))
            self._invocations.append(Invocation())
            return self._invocations[-1]

    def meet(self, value, name):
        """Adds a sensitive value and the name of its property. The name is empty if there is none."""
        with self._lock:
            self.met += 1
            invocation = self._invocations[-1] if self._invocations else self.begin()
            text = PlainText(value).text
            if text.strip() == "":
                return
            if len(text) < (MIN_DIGITS if SHORT.match(text) else MIN_TEXT):
                if name != "":
                    invocation.add(text, PlainText(name).text)
                return
            invocation.add(text)
            # Tools can change line ends, so lines are also searched separately.
            lines = LINE_ENDS.split(text)
            for line in lines if len(lines) > 1 else ():
                if len(line.strip()) >= MIN_DIGITS:
                    invocation.add(line)

    def redact(self, source):
        """Returns a text without the known sensitive values, or a text that says that it can't be written."""
        try:
            with self._lock:
                if not self._catch_up():
                    return _unreadable(source)
                plain = PlainText(source)
                found = [*self._whole.find(plain.text), *self._long.find(plain.text), *self._named.find(plain.text)]
            return _replaced(source, plain, found)
        except Exception:  # noqa: BLE001
            return _unreadable(source)

    @property
    def is_idle(self):
        """Whether there are no known sensitive values."""
        return not any(each.values for each in tuple(self._invocations))

    def _catch_up(self):
        """Prepares the values that were added since the last call. Returns false if there are too many."""
        for invocation in self._invocations:
            if invocation.is_too_large:
                return False
            if invocation.indexed < len(invocation.values):
                for text, name in list(invocation.values)[invocation.indexed :]:
                    self._index_of(text, name)[0](text, *(() if name is None else (name,)))
                invocation.indexed = len(invocation.values)
        return True

    def _forget(self, invocation):
        self._invocations.remove(invocation)
        for text, name in list(invocation.values)[: invocation.indexed]:
            self._index_of(text, name)[1](text, *(() if name is None else (name,)))

    def _index_of(self, text, name):
        """Returns the functions that add and remove a value."""
        index = self._named if name is not None else self._long if len(text) > MAX_WHOLE else self._whole
        return index.add, index.remove


# The redaction of the process. Invocations share it, because earlier ones may still write lines.
redaction = Redaction()


def _replaced(source, plain, found):
    parts, done = [], 0
    for start, end, quote in sorted(found, key=lambda each: (each[0], -each[1])):
        source_start, source_end = plain.source_of(start, end)
        if source_end <= done:
            continue
        if source_start >= done:
            mark = _quotation_mark(source, plain, start, end, quote)
            parts += (source[done:source_start], mark, REDACTED, mark)
        done = source_end
    return "".join((*parts, source[done:]))


def _quotation_mark(source, plain, start, end, quote):
    """Returns the escaped quotes that the replacement of a number or boolean needs so that JSON stays valid."""
    text = plain.text
    if quote is None and BARE_BEFORE.search(text[max(0, start - 8) : start]) and BARE_AFTER.match(text, end):
        last = text.rfind('"', max(0, start - FAR), start)
        quote = None if last == -1 else last
    if quote is None:
        return ""
    quote_start, quote_end = plain.source_of(quote, quote + 1)
    return source[quote_start:quote_end]


def _unreadable(source):
    return UNREADABLE + "\n" if source.endswith("\n") else UNREADABLE
