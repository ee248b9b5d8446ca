"""Measures in one process how long a library takes to load and create its validator, and to validate a message.

Usage: python3 events-python.py LIBRARY FOLDER
"""

import json
import sys
import time


def ours(folder):
    sys.path.insert(0, folder)
    from sec3_event_validator.check import with_checks
    from sec3_event_validator.contract import CONTRACT

    check = with_checks(CONTRACT)["sources"][0]["check"]
    return lambda text: check.text(text, "json")


def fastjsonschema(folder):
    import fastjsonschema

    with open(f"{folder}/schema.json", encoding="utf-8") as file:
        validate = fastjsonschema.compile(json.load(file))
    return lambda text: validate(json.loads(text))


def pydantic(folder):
    import pydantic

    with open(f"{folder}/schema.json", encoding="utf-8") as file:
        properties = json.load(file)["properties"]

    def model(name, properties):
        fields = {each: (kind(each, schema), ...) for each, schema in properties.items()}
        return pydantic.create_model(name, __config__=pydantic.ConfigDict(extra="forbid", strict=True), **fields)

    def kind(name, schema):
        if schema["type"] == "array":
            return pydantic.conlist(model(name, schema["items"]["properties"]), max_length=schema["maxItems"])
        if schema["type"] == "string":
            return pydantic.constr(max_length=schema.get("maxLength"), pattern=schema.get("pattern"))
        limits = {"ge": schema.get("minimum"), "le": schema.get("maximum")}
        return {"integer": pydantic.conint, "number": pydantic.confloat}[schema["type"]](**limits) if schema["type"] != "boolean" else bool

    return model("Message", properties).model_validate_json


def main(library, folder):
    start = time.perf_counter()
    validate = {"ours": ours, "fastjsonschema": fastjsonschema, "pydantic": pydantic}[library](folder)
    init = (time.perf_counter() - start) * 1000
    with open(f"{folder}/message.json", encoding="utf-8") as file:
        text = file.read()
    best = None
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(300):
            validate(text)
        took = (time.perf_counter() - start) / 300 * 1e6
        best = took if best is None else min(best, took)
    return {"init": init, "message": best}


json.dump(main(*sys.argv[1:]), sys.stdout)
