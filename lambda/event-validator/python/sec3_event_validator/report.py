"""Logs results as lines of JSON that are also metrics (embedded metric format). They contain no values of events."""

import os
import sys
import time

from .strict_json import write_json

NAMESPACE = "Sec3/EventValidation"

# The maximum number of record ids in one line of the log.
MAX_IDS = 20

SOURCE = [["functionName"], ["functionName", "source"]]


def accept(source, count, request_id):
    """Logs the number of accepted records before the handler runs. After its response, the process may be frozen and never run again."""
    if count > 0:
        _write({"Accepted": count}, SOURCE, {"source": source, "requestId": request_id})


def reject(source, rejected, request_id):
    """Logs rejections, which are pairs of a rejection and a record id."""
    groups = {}
    for rejection, identifier in rejected:
        groups.setdefault(rejection.rule, []).append((rejection, identifier))
    for rule, group in groups.items():
        ids = [identifier for _, identifier in group if identifier is not None][:MAX_IDS]
        properties = {"source": source, "reason": rule, "requestId": request_id, "field": group[0][0].field, **({"ids": ids} if ids else {})}
        _write({"Rejected": len(group)}, [*SOURCE, ["functionName", "source", "reason"]], properties)


def report_response(source, rejection, request_id):
    """Logs that a response of the handler was rejected."""
    _write({"RejectedResponses": 1}, SOURCE, {"source": source, "reason": rejection.rule, "requestId": request_id, "field": rejection.field})


def _write(metrics, dimensions, properties):
    known = {name: value for name, value in {"functionName": os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), **properties}.items() if value is not None}
    definitions = [{"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": [{"Name": name, "Unit": "Count"} for name in metrics]}]
    line = {"type": "event-validation", **known, **metrics, "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": definitions}}
    sys.stdout.write(write_json(line).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()
