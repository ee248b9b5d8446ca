"""Prints the verdicts of jsonschema and fastjsonschema on values: python3 other-validators.py SITE < '[{ "schema": {...}, "texts": ["...", ...] }, ...]'."""

import json
import sys

sys.path.insert(0, sys.argv[1])

import fastjsonschema
from jsonschema.validators import validator_for


def by_jsonschema(validator, value):
    try:
        return validator.is_valid(value)
    except RecursionError:
        return "endless"


def by_fastjsonschema(validate, value):
    """Returns None if it fails in another way than by rejecting the value."""
    try:
        validate(value)
        return True
    except fastjsonschema.JsonSchemaValueException:
        return False
    except Exception:  # noqa: BLE001
        return None


def compiled(schema):
    """Returns None for schemas that it rejects, among them all of 2020-12."""
    if "2020-12" in schema["$schema"]:
        return None
    try:
        return fastjsonschema.compile(schema)
    except Exception:  # noqa: BLE001
        return None


def said(case):
    validator = validator_for(case["schema"])(case["schema"])
    validate = compiled(case["schema"])
    values = [json.loads(text) for text in case["texts"]]
    return [(by_jsonschema(validator, value), validate and by_fastjsonschema(validate, value)) for value in values]


json.dump([said(case) for case in json.load(sys.stdin)], sys.stdout)
