"""The handler that Lambda is told of, in place of the function's own. Init ends once that is loaded."""

import json
import os

from .intercept import intercepted_handler

with open(os.path.join(os.path.dirname(__file__), "contract.json"), encoding="utf-8") as file:
    handler = intercepted_handler(json.load(file))

# The same, by the name that says that only some of its events are held against a schema.
requests = handler
