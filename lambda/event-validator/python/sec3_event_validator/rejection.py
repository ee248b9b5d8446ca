"""Why values are rejected."""

# Property names may come from the sender.
MAX_FIELD = 256


class Rejection(Exception):
    """Why a value is rejected: location (a JSON pointer) and rule, never the value."""

    def __init__(self, field, rule):
        super().__init__(rule if field == "" else f"{rule} at {field}")
        self.field = field[:MAX_FIELD] + "…" if len(field) > MAX_FIELD else field
        self.rule = rule


class InvalidEvent(Exception):
    """The event can't be read, or its records may be neither lost nor skipped: the invocation fails."""


class InvalidResponse(Exception):
    """The handler's response does not match the schema: an error of the handler, and not of the event."""


# The names in Lambda's reports.
InvalidEvent.__name__ = "Sec3.InvalidEvent"
InvalidResponse.__name__ = "Sec3.InvalidResponse"


def below(prefix, check, *arguments):
    """Runs a part of a check; its rejections are relative to a nested value."""
    try:
        return check(*arguments)
    except Rejection as rejection:
        raise Rejection(prefix + rejection.field, rejection.rule) from None


def step(key):
    """A step of a JSON pointer."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")
