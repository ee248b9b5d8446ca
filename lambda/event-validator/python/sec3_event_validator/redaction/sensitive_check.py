"""Checks by schemas with sensitive values."""

from ..attribute_values import attribute_values
from ..check import Check
from ..rejection import Rejection
from .redaction import redaction
from .sensitive_values import sensitive_values

EVERYTHING = ({"all": True},)


class SensitiveCheck(Check):
    """Keeps the sensitive parts of all checked values out of logs, whether the values are valid or not."""

    knows_sensitive = True

    def __init__(self, compiled):
        super().__init__(compiled)
        self._sensitivity = compiled["sensitivity"]

    def encoded(self, encoded, run, encoded_in=None):
        """Keeps the encoded form out of logs, too, if a part of it is sensitive, and so its form in the result."""
        met, forms = redaction.met, [encoded]
        try:
            result = run()
            if encoded_in is not None:
                forms.append(encoded_in(result))
            return result
        finally:
            if redaction.met > met:
                for form in forms:
                    redaction.meet(form, "")

    def meet_item(self, item):
        """Keeps an item out of logs: its sensitive parts, or all of it if it can't be read."""
        if not isinstance(item, dict):
            return
        try:
            self._meet(attribute_values(item), "")
        except Rejection:
            sensitive_values(item, EVERYTHING, "", redaction.meet)

    def _meet(self, value, name):
        sensitive_values(value, self._sensitivity, name, redaction.meet)
