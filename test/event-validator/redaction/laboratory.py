"""Redacts texts as the Python validator does, in the given order of steps.

python3 laboratory.py FOLDER < '[["meet", value, name], ["redact", text], ["begin"], ["end"], ["search", value, plans], ["represent", value], ["judge", contract, event], ...]'
"""

import contextlib
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, sys.argv[1])

from contract_module import loaded
from sec3_event_validator.redaction.redaction import Redaction, redaction
from sec3_event_validator.redaction.sensitive_values import sensitive_values
from sec3_event_validator.validation import Validation


def search(value, plans):
    found = []
    sensitive_values(value, plans, "root", lambda text, name: found.append([text, name]))
    return found


def judge(contract, event):
    """Logs the event and the handler's input completely."""
    with contextlib.redirect_stdout(io.StringIO()):
        verdict = Validation(loaded(contract).CONTRACT, lambda records: set()).judge(event, "request-1")
    return redaction.redact(json.dumps([event, verdict.event, verdict.answer]))


def main():
    state = {"redaction": Redaction()}
    invocations = []

    def begin():
        invocations.append(state["redaction"].begin())

    def end():
        invocations[-1].has_ended = True

    steps = {
        "new": lambda: state.update(redaction=Redaction()),
        "meet": lambda value, name: state["redaction"].meet(value, name),
        "redact": lambda text: state["redaction"].redact(text),
        "represent": lambda value: [
            repr(value),
            json.dumps(value),
            json.dumps(value, ensure_ascii=False, indent=1),
            json.dumps({"body": json.dumps(value)}),
        ],
        "begin": begin,
        "end": end,
        "search": search,
        "judge": judge,
    }
    return [steps[name](*settings) for name, *settings in json.load(sys.stdin)]


json.dump(main(), sys.stdout)
