"""Lines of JSON that are metrics too (embedded metric format). Values of events are never in them."""

import os
import sys
import time

from .strict_json import write_json

NAMESPACE = "Sec3/EventValidation"

# Names of rejected records in one line of the log.
MAX_IDS = 20

# How long what was accepted is counted before it is written, in seconds; the first at once.
INTERVAL = 1

SOURCE = [["functionName"], ["functionName", "source"]]


class Accepted:
    """Counts what was accepted, and writes how much it was: with the first event of a source, and with the first one a second or more later."""

    def __init__(self):
        self._sources = {}

    def add(self, source, count, request_id):
        if count == 0:
            return
        waiting, written = self._sources.get(source, (0, -INTERVAL))
        now = time.monotonic()
        if source in self._sources and now - written < INTERVAL:
            self._sources[source] = (waiting + count, written)
            return
        _write({"Accepted": waiting + count}, SOURCE, {"source": source, "requestId": request_id})
        self._sources[source] = (0, now)


def reject(source, rejected, request_id):
    """Writes what was rejected: pairs of refusals and names of records."""
    groups = {}
    for refusal, identifier in rejected:
        groups.setdefault(refusal.rule, []).append((refusal, identifier))
    for rule, group in groups.items():
        ids = [identifier for _, identifier in group if identifier is not None][:MAX_IDS]
        properties = {"source": source, "reason": rule, "requestId": request_id, "field": group[0][0].field, **({"ids": ids} if ids else {})}
        _write({"Rejected": len(group)}, [*SOURCE, ["functionName", "source", "reason"]], properties)


def report_response(source, refusal, request_id):
    """Writes that an answer of the handler was held back."""
    _write({"RejectedResponses": 1}, SOURCE, {"source": source, "reason": refusal.rule, "requestId": request_id, "field": refusal.field})


def _write(metrics, dimensions, properties):
    known = {name: value for name, value in {"functionName": os.environ.get("AWS_LAMBDA_FUNCTION_NAME"), **properties}.items() if value is not None}
    definitions = [{"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": [{"Name": name, "Unit": "Count"} for name in metrics]}]
    line = {"type": "event-validation", **known, **metrics, "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": definitions}}
    sys.stdout.write(write_json(line).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()
