"""Runs the validator for Python on what it gets as JSON, and writes what came of it.

python3 laboratory.py FOLDER < '{ "contract": {...}, "events": [...], "unavailable": [...] }' or '{ "programs": [[schemas, values], ...] }'
"""

import contextlib
import io
import json
import sys

sys.path.insert(0, sys.argv[1])

from sec3_event_validator.program import program
from sec3_event_validator.refusal import InvalidEvent
from sec3_event_validator.validation import Validation


def judged(validation, event, quarantined):
    output = io.StringIO()
    quarantined.clear()
    with contextlib.redirect_stdout(output):
        try:
            verdict = validation.judge(event, "request-1")
            outcome = {"call": True, "event": verdict.event} if verdict.call else {"call": False, "answer": verdict.answer}
            if verdict.finish is not None:
                outcome["finished"] = finished(verdict.finish)
        except InvalidEvent as error:
            outcome = {"error": str(error)}
    return {"outcome": outcome, "quarantined": list(quarantined), "lines": output.getvalue().splitlines()}


def finished(finish):
    try:
        return finish({"total": 1})
    except InvalidEvent as error:
        return {"error": str(error)}


def decided(check, value):
    try:
        failure = check(value)
    except RecursionError:
        return "endless"
    return failure and [failure.field, failure.keyword]


def main():
    order = json.load(sys.stdin)
    if "programs" in order:
        return [
            [decided(check, value) for value in values] for check, values in ((program(schemas), values) for schemas, values in order["programs"])
        ]
    quarantined = []

    def quarantine(records):
        quarantined.extend(record for place, record in enumerate(records) if place not in order["unavailable"])
        return {place for place in range(len(records)) if place in order["unavailable"]}

    validation = Validation(order["contract"], quarantine)
    return [judged(validation, event, quarantined) for event in order["events"]]


json.dump(main(), sys.stdout)
