"""Runs the Python validator on JSON input, and writes the results.

python3 laboratory.py FOLDER < '{ "contract": "...", "events": [...], "unavailable": [...] }', '{ "contract": "...", "texts": [["...", ...], ...] }', with payloads for each source,
or '{ "programs": [["...", values], ...] }'; contracts and programs are sources of modules.
"""

import contextlib
import io
import json
import sys

sys.path.insert(0, sys.argv[1])

from contract_module import loaded
from sec3_event_validator.check import with_checks
from sec3_event_validator.rejection import InvalidEvent, InvalidResponse, Rejection
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
    except InvalidResponse as error:
        return {"error": f"{type(error).__name__}: {error}"}


def decided(check, value):
    try:
        return check(value)
    except RecursionError:
        return "endless"


def checked(check, text):
    try:
        check.text(text, "json")
        return None
    except Rejection as rejection:
        return rejection.field, rejection.rule


def main():
    order = json.load(sys.stdin)
    if "programs" in order:
        return [
            [decided(module.check0, value) for value in values]
            for module, values in ((loaded(source), values) for source, values in order["programs"])
        ]
    if "texts" in order:
        sources = with_checks(loaded(order["contract"]).CONTRACT)["sources"]
        return [[checked(source["check"], text) for text in texts] for source, texts in zip(sources, order["texts"], strict=True)]
    quarantined = []

    def quarantine(records):
        quarantined.extend(record for place, record in enumerate(records) if place not in order["unavailable"])
        return {place for place in range(len(records)) if place in order["unavailable"]}

    validation = Validation(loaded(order["contract"]).CONTRACT, quarantine)
    return [judged(validation, event, quarantined) for event in order["events"]]


json.dump(main(), sys.stdout)
