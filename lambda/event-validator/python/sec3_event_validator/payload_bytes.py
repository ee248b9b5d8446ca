"""Base64 payloads."""

import base64
import gzip
import re
import zlib

from .rejection import Rejection

BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}\Z")

# Maximum size of a decompressed payload, in bytes.
MAX_UNZIPPED = 32 * 1024 * 1024


def decode(text):
    """Returns the text of a base64 payload, and a function that encodes a replacement. Bytes that start like gzip are decompressed."""
    if not isinstance(text, str) or len(text) % 4 != 0 or not BASE64.match(text):
        raise Rejection("", "base64")
    try:
        data = base64.b64decode(text)
    except ValueError:
        raise Rejection("", "base64") from None
    if data[:2] != b"\x1f\x8b":
        return _utf8(data), lambda other: base64.b64encode(other.encode()).decode()
    return _utf8(_unzipped(data)), lambda other: base64.b64encode(gzip.compress(other.encode())).decode()


def _unzipped(data):
    result = b""
    try:
        while data:
            inflater = zlib.decompressobj(31)
            result += inflater.decompress(data, MAX_UNZIPPED + 1 - len(result))
            if len(result) > MAX_UNZIPPED or not inflater.eof:
                raise Rejection("", "gzip")
            data = inflater.unused_data
    except zlib.error:
        raise Rejection("", "gzip") from None
    return result


def _utf8(data):
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Rejection("", "utf-8") from None
    return text.removeprefix("\ufeff")
