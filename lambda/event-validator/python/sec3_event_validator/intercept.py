"""The function's handler behind the validator."""

import importlib
import os

from .quarantine import quarantine_to
from .validation import Validation


def intercepted_handler(contract, variables=os.environ):
    name = variables.get("SEC3_EVENT_HANDLER")
    queue_url = variables.get("SEC3_EVENT_QUARANTINE")
    if contract["version"] != 1:
        raise RuntimeError(f"the contract of the event validator has version {contract['version']}, and 1 is expected")
    if not name:
        raise RuntimeError("SEC3_EVENT_HANDLER is not set: it names the handler of the function")
    if not queue_url and any(source.get("onInvalid") == "quarantine" for source in contract["sources"]):
        raise RuntimeError("SEC3_EVENT_QUARANTINE is not set: it has the URL of the queue for invalid events")
    # Code that reads the name of the handler expects the function's own.
    variables["_HANDLER"] = name
    validation = Validation(contract, quarantine_to(queue_url) if queue_url else None)
    if not validation.knows_sensitive:
        return intercept(load_handler(name), validation)
    from .redaction.log_paths import redact_logs
    from .redaction.redaction import redaction

    # This happens before the function's code is loaded, because that code may keep references to the original functions.
    redact_logs(redaction)
    return _remembering(intercept(load_handler(name), validation), redaction)


def intercept(handler, validation):
    def intercepted(event, context):
        verdict = validation.judge(event, getattr(context, "aws_request_id", None))
        if not verdict.call:
            return verdict.answer
        result = handler(verdict.event, context)
        return result if verdict.finish is None else verdict.finish(result)

    return intercepted


def _remembering(intercepted, redaction):
    """Keeps sensitive values out of logs until the handler has finished, and for a limited time after."""

    def remembering(event, context):
        invocation = redaction.begin()
        try:
            return intercepted(event, context)
        finally:
            invocation.has_ended = True

    return remembering


def load_handler(name):
    """Loads a handler by its name, `folder/module.function`, as Lambda's runtime does."""
    module, dot, function = name.rpartition(".")
    if not dot:
        raise ValueError(f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)")
    return getattr(importlib.import_module(module.replace("/", ".")), function)
