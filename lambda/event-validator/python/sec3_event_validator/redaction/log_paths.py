"""The outputs of a function for logs."""

import logging
import os
import sys

STANDARD = (1, 2)


def redact_logs(redaction):
    """Adds a redaction to the standard streams, their file descriptors, and the runtime's sink for lines of `logging` and uncaught errors."""
    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        stream = getattr(sys, name)
        if stream is not None:
            setattr(sys, name, RedactedText(stream, redaction))
    os.write = _descriptor_write(os.write, redaction)
    for handler in logging.getLogger().handlers:
        sink = getattr(handler, "log_sink", None)
        if sink is not None:
            sink.log = _sink_log(sink.log, redaction)


class _Redacted:
    """A stream that delegates to another one, except for writes."""

    def __init__(self, stream, redaction):
        self._stream = stream
        self._redaction = redaction

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def writelines(self, lines):
        for line in lines:
            self.write(line)


class RedactedText(_Redacted):
    def write(self, text):
        if not isinstance(text, str) or self._redaction.is_idle:
            return self._stream.write(text)
        self._stream.write(self._redaction.redact(text))
        return len(text)

    @property
    def buffer(self):
        return RedactedBytes(self._stream.buffer, self._redaction)


class RedactedBytes(_Redacted):
    def write(self, data):
        self._stream.write(_redacted_bytes(data, self._redaction))
        return len(data)


def _redacted_bytes(data, redaction):
    """Returns the same bytes, unless they contain sensitive values."""
    if redaction.is_idle:
        return data
    text = bytes(data).decode("utf-8", "replace")
    redacted = redaction.redact(text)
    return data if redacted == text else redacted.encode("utf-8", "replace")


def _descriptor_write(original, redaction):
    def write(fd, data):
        redacted = _redacted_bytes(data, redaction) if fd in STANDARD else data
        if redacted is data:
            return original(fd, data)
        while redacted:
            redacted = redacted[original(fd, redacted) :]
        return len(data)

    return write


def _sink_log(original, redaction):
    def log(msg, *args, **kwargs):
        return original(msg if redaction.is_idle else redaction.redact(msg), *args, **kwargs)

    return log
