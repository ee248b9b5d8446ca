"""Lines of JSON that are metrics too (embedded metric format). Values of events are never in them."""

import os
import sys
import time

from .strict_json import write_json

NAMESPACE = "Sec3/EventValidation"

# Names of rejected records in one line of the log.
MAX_IDS = 20

SOURCE = [["functionName"], ["functionName", "source"]]


def accept(source, count, request_id):
    """Writes how much an invocation accepted, before its handler runs: the process may be frozen as soon as that has answered, and never run again."""
    if count > 0:
        _write({"Accepted": count}, SOURCE, {"source": source, "requestId": request_id})


def reject(source, rejected, request_id):
    """Writes what was rejected: pairs of rejections and names of records."""
    groups = {}
    for rejection, identifier in rejected:
        groups.setdefault(rejection.rule, []).append((rejection, identifier))
    for rule, group in groups.items():
        ids = [identifier for _, identifier in group if identifier is not None][:MAX_IDS]
        properties = {"source": source, "reason": rule, "requestId": request_id, "field": group[0][0].field, **({"ids": ids} if ids else {})}
        _write({"Rejected": len(group)}, [*SOURCE, ["functionName", "source", "reason"]], properties)


def report_response(source, rejection, request_id):
    """Writes that an answer of the handler was held back."""
    _write({"RejectedResponses": 1}, SOURCE, {"source": source, "reason": rejection.rule, "requestId": request_id, "field": rejection.field})


def _write(metrics, dimensions, properties):
    known = {name: value for name, value in {"functionName": os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), **properties}.items() if value is not None}
    definitions = [{"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": [{"Name": name, "Unit": "Count"} for name in metrics]}]
    line = {"type": "event-validation", **known, **metrics, "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": definitions}}
    sys.stdout.write(write_json(line).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()
