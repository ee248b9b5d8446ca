"""Why values are rejected."""

# The maximum length of a location, because senders can choose property names.
MAX_FIELD = 256


class Rejection(Exception):
    """Why a value is rejected: the location (a JSON pointer) and the rule, never the value."""

    def __init__(self, field, rule):
        super().__init__(rule if field == "" else f"{rule} at {field}")
        self.field = field[:MAX_FIELD] + "…" if len(field) > MAX_FIELD else field
        self.rule = rule


class InvalidEvent(Exception):
    """The event can't be read, or its records can neither be lost nor skipped. The invocation fails."""


class InvalidResponse(Exception):
    """The handler's response does not match the schema. This is an error of the handler, not of the event."""


# The names in Lambda's error reports.
InvalidEvent.__name__ = "Sec3.InvalidEvent"
InvalidResponse.__name__ = "Sec3.InvalidResponse"


def below(prefix, check, *arguments):
    """Runs a part of a check for a nested value, and adds its prefix to rejections."""
    try:
        return check(*arguments)
    except Rejection as rejection:
        raise Rejection(prefix + rejection.field, rejection.rule) from None


def step(key):
    """A step of a JSON pointer."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")
