"""Why values are rejected."""

# Names of properties may come from the sender.
MAX_FIELD = 256


class Rejection(Exception):
    """Why a value is rejected: where (a JSON pointer), and by which rule. Never the value."""

    def __init__(self, field, rule):
        super().__init__(rule if field == "" else f"{rule} at {field}")
        self.field = field[:MAX_FIELD] + "…" if len(field) > MAX_FIELD else field
        self.rule = rule


class InvalidEvent(Exception):
    """The event itself can't be made out, or nothing that it holds may be lost or skipped: the invocation fails."""


class InvalidAnswer(Exception):
    """The schema of answers rejects what the handler returned: an error of the handler, and not of the event."""


# As which Lambda reports them.
InvalidEvent.__name__ = "Sec3.InvalidEvent"
InvalidAnswer.__name__ = "Sec3.InvalidAnswer"


def below(prefix, check, *arguments):
    """Runs a part of a check, whose rejections are about something below."""
    try:
        return check(*arguments)
    except Rejection as rejection:
        raise Rejection(prefix + rejection.field, rejection.rule) from None


def step(key):
    """A step of a JSON pointer."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")
