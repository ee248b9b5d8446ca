"""Validates values and payloads against schemas."""

from .normalize import normalize
from .rejection import Rejection
from .strict_json import inspect, inspect_read, read_json, write_json


class Check:
    """A schema of the contract."""

    knows_sensitive = False

    def __init__(self, compiled):
        self._failure = compiled["validate"]
        self._covers = compiled.get("covers")
        self._normalization = compiled.get("normalization")

    def value(self, value, name=""):
        """Returns the normalized value, or rejects it. `name` is the name of the value."""
        self._meet(value, name)
        if self._normalization is not None:
            value = normalize(value, self._normalization)
            self._meet(value, name)
        try:
            failure = self._failure(value)
        except RecursionError:
            # Values are not nested so deeply: the schema recurses endlessly.
            raise Rejection("", "depth") from None
        if failure is not None:
            raise Rejection(*failure)
        return value

    def parsed(self, value, name=""):
        """Does the same as `value`, for a value that the caller has parsed."""
        inspect(value)
        return self.value(value, name)

    def text(self, text, payload):
        """Returns the payload for the handler, or None if it is unchanged."""
        if not isinstance(text, str):
            raise Rejection("", "envelope")
        if payload == "text":
            inspect(text)
            normal = str(self.value(text))
            return None if normal == text else normal
        value, is_once_each = read_json(text)
        if is_once_each and self._is_surely_valid(text, value):
            self._meet(value, "")
            return None
        inspect_read(text, value, is_once_each)
        value = self.value(value)
        return None if self._normalization is None else write_json(value)

    def _is_surely_valid(self, text, value):
        """Whether a payload is certainly valid. This is a fast path for schemas that declare all properties, because most payloads are valid."""
        if self._covers is None or "\\" in text:
            return False
        try:
            return self._failure(value) is None and self._covers(value)
        except RecursionError:
            return False

    def encoded(self, _encoded, run, _encoded_in=None):
        """Runs a check of a payload that is encoded in the event."""
        return run()

    def meet_item(self, item):
        """Receives a DynamoDB item that is not checked."""

    def _meet(self, value, name):
        """Receives a value, and its name, before it is checked."""

    @property
    def normalizes(self):
        return self._normalization is not None


def with_checks(contract):
    """Returns the contract with checks instead of their descriptions."""
    response = contract.get("response")
    return {**contract, "sources": [_source(source) for source in contract["sources"]], "response": _check(response) if response else None}


def _source(source):
    made = {**source, **{name: _check(source[name]) for name in ("check", "body", "form") if name in source}}
    for place in ("path", "query", "headers", "cookies"):
        if place in source:
            made[place] = {name: {**parameter, "check": _check(parameter["check"])} for name, parameter in source[place].items()}
    return made


def _check(compiled):
    if "sensitivity" not in compiled:
        return Check(compiled)
    # Most functions do not need this module.
    from .redaction.sensitive_check import SensitiveCheck

    return SensitiveCheck(compiled)


def knows_sensitive(contract):
    """Whether a schema of a contract with checks marks any value as sensitive."""
    checks = [contract["response"]]
    for source in contract["sources"]:
        checks += (source.get("check"), source.get("body"), source.get("form"))
        checks += (parameter["check"] for place in ("path", "query", "headers", "cookies") for parameter in source.get(place, {}).values())
    return any(check is not None and check.knows_sensitive for check in checks)
