"""Expands SAM templates with the translator of AWS: for each JSON file named on stdin, writes FILE.out.json, or FILE.error with the reason."""

import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator


def translate(path):
    with open(path) as file:
        template = json.load(file)
    return Translator({}, Parser()).translate(template, {})


for line in sys.stdin:
    path = line.strip()
    try:
        result = json.dumps(translate(path))
    except InvalidDocumentException as error:
        with open(path + ".error", "w") as file:
            file.write("; ".join(cause.message for cause in error.causes))
    except Exception as error:  # noqa: BLE001 - whatever the translator says is its answer
        with open(path + ".error", "w") as file:
            file.write(repr(error))
    else:
        with open(path + ".out.json", "w") as file:
            file.write(result)
