"""Formats that need more than a regular expression, as in ajv-formats."""

import re

DATE = re.compile(r"(\d\d\d\d)-(\d\d)-(\d\d)\Z", re.ASCII)
DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
TIME = re.compile(r"(\d\d):(\d\d):(\d\d(?:\.\d+)?)(z|([+-])(\d\d)(?::?(\d\d))?)?\Z", re.ASCII | re.IGNORECASE)
SEPARATOR = re.compile("[tT\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
BYTE = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
LINE_END = re.compile("[\n\r\u2028\u2029]")

# RFC 3986, with the grammar of http://jmrware.com/articles/2009/uri_regexp/URI_regex.html.
_HEX = "[0-9a-f]{1,4}"
_OCTET = r"(?:25[0-5]|2[0-4]\d|[01]?\d\d?)"
_IPV4 = rf"(?:{_OCTET}\.){{3}}{_OCTET}"
_LAST = rf"(?:{_HEX}:{_HEX}|{_IPV4})"
_IPV6 = (
    rf"(?:(?:(?:{_HEX}:){{6}}|::(?:{_HEX}:){{5}}|(?:{_HEX})?::(?:{_HEX}:){{4}}"
    + "".join(rf"|(?:(?:{_HEX}:){{0,{n}}}{_HEX})?::" + (rf"(?:{_HEX}:){{{4 - n}}}" if n < 3 else f"{_HEX}:") for n in (1, 2, 3))
    + rf"|(?:(?:{_HEX}:){{0,4}}{_HEX})?::){_LAST}|(?:(?:{_HEX}:){{0,5}}{_HEX})?::{_HEX}|(?:(?:{_HEX}:){{0,6}}{_HEX})?::)"
)
_TEXT = r"a-z0-9\-._~!$&'()*+,;="
_SEGMENT = rf"(?:[{_TEXT}:@]|%[0-9a-f]{{2}})"
_HOST = rf"(?:\[(?:{_IPV6}|V[0-9a-f]+\.[{_TEXT}:]+)\]|{_IPV4}|(?:[{_TEXT}]|%[0-9a-f]{{2}})*)"
_QUERY = rf"(?:[{_TEXT}:@/?]|%[0-9a-f]{{2}})*"
URI = re.compile(
    rf"[a-z][a-z0-9+\-.]*:(?:/?/(?:(?:[{_TEXT}:]|%[0-9a-f]{{2}})*@)?{_HOST}(?::\d*)?(?:/{_SEGMENT}*)*"
    rf"|/(?:{_SEGMENT}+(?:/{_SEGMENT}*)*)?|{_SEGMENT}+(?:/{_SEGMENT}*)*)(?:\?{_QUERY})?(?:\#{_QUERY})?\Z",
    re.ASCII | re.IGNORECASE,
)


def _is_date(text):
    found = DATE.match(text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 and is_leap else DAYS[month])


def _is_time(text, needs_zone):
    found = TIME.match(text)
    if not found:
        return False
    hour, minute, second = int(found[1]), int(found[2]), float(found[3])
    sign = -1 if found[5] == "-" else 1
    zone_hour, zone_minute = int(found[6] or 0), int(found[7] or 0)
    if zone_hour > 23 or zone_minute > 59 or (needs_zone and not found[4]):
        return False
    if hour <= 23 and minute <= 59 and second < 60:
        return True
    # A leap second.
    utc_minute = minute - zone_minute * sign
    utc_hour = hour - zone_hour * sign - (1 if utc_minute < 0 else 0)
    return utc_hour in (23, -1) and utc_minute in (59, -1) and second < 61


def _is_date_time(text, needs_zone):
    parts = SEPARATOR.split(text)
    return len(parts) == 2 and _is_date(parts[0]) and _is_time(parts[1], needs_zone)


def _is_integer(value):
    return isinstance(value, int) or value.is_integer()


FORMATS = {
    "date": _is_date,
    "time": lambda text: _is_time(text, True),
    "date-time": lambda text: _is_date_time(text, True),
    "iso-time": lambda text: _is_time(text, False),
    "iso-date-time": lambda text: _is_date_time(text, False),
    "uri": lambda text: URI.match(text) is not None,
    "byte": lambda text: any(BYTE.match(line) for line in LINE_END.split(text)),
    "int32": lambda value: _is_integer(value) and -(2**31) <= value < 2**31,
    "int64": _is_integer,
}
