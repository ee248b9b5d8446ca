"""Schemas as functions, made of data when the process starts; nothing is compiled. Names of steps are those of lib/inbound-events/events/python-program.ts."""

import re

from .formats import FORMATS
from .refusal import step


class Failure:
    """What is wrong first: where, and by which keyword."""

    __slots__ = ("field", "keyword")

    def __init__(self, field, keyword):
        self.field = field
        self.keyword = keyword

    def below(self, key):
        return Failure(step(key) + self.field, self.keyword)


def program(schemas):
    """The check of the first of some schemas, which refer to each other by number."""
    checks = []

    def refer(reference):
        if reference is True:
            return lambda value: None
        if reference is False:
            return lambda value: Failure("", "false schema")
        # Some are made later.
        return lambda value: checks[reference](value)

    for groups in schemas:
        checks.append(_schema(groups, refer))
    return checks[0]


def _schema(groups, refer):
    made = [
        (TYPES.get(group.get("type")), [STEPS[name](keyword, refer, *rest) for name, keyword, *rest in group["steps"]], "else" in group)
        for group in groups
    ]

    def check(value):
        for is_of_type, steps, refuses_others in made:
            if is_of_type is not None and not is_of_type(value):
                if refuses_others:
                    return Failure("", "type")
                continue
            for each in steps:
                failure = each(value)
                if failure is not None:
                    return failure
        return None

    return check


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


TYPES = {
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def equal(a, b):
    """Whether two values of JSON are the same; to Python, True is 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(inner, b[name]) for name, inner in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b


def _when(keyword, holds):
    """A check whose failures are about the value itself."""
    failure = Failure("", keyword)
    return lambda value: None if holds(value) else failure


def _type(keyword, _refer, names):
    tests = [TYPES[name] for name in names]
    return _when(keyword, lambda value: any(test(value) for test in tests))


def _never(keyword, _refer):
    return _when(keyword, lambda value: False)


def _maximum(keyword, _refer, limit, is_exclusive):
    return _when(keyword, lambda value: value < limit if is_exclusive else value <= limit)


def _minimum(keyword, _refer, limit, is_exclusive):
    return _when(keyword, lambda value: value > limit if is_exclusive else value >= limit)


def _multiple_of(keyword, _refer, divisor):
    return _when(keyword, lambda value: (value / divisor).is_integer())


def _pattern(keyword, _refer, pattern):
    search = re.compile(pattern, re.ASCII).search
    return _when(keyword, lambda value: search(value) is not None)


def _unique_items(keyword, _refer):
    def are_unique(values):
        # Texts alone are compared at once; numbers and truth values may be the same to Python.
        texts = [value for value in values if isinstance(value, str)]
        others = [value for value in values if not isinstance(value, str)]
        return len(set(texts)) == len(texts) and not any(equal(a, b) for i, a in enumerate(others) for b in others[:i])

    return _when(keyword, are_unique)


def _not(keyword, refer, schema):
    check = refer(schema)
    return _when(keyword, lambda value: check(value) is not None)


def _any_of(keyword, refer, schemas):
    checks = [refer(schema) for schema in schemas]

    def check(value):
        first = None
        for each in checks:
            failure = each(value)
            if failure is None:
                return None
            first = first or failure
        return first or Failure("", keyword)

    return check


def _one_of(keyword, refer, schemas):
    checks = [refer(schema) for schema in schemas]

    def check(value):
        first, holding = None, 0
        for each in checks:
            failure = each(value)
            if failure is not None:
                first = first or failure
                continue
            holding += 1
            if holding > 1:
                break
        return None if holding == 1 else first or Failure("", keyword)

    return check


def _all_of(_keyword, refer, schemas):
    checks = [refer(schema) for schema in schemas]
    return lambda value: _first(each(value) for each in checks)


def _first(failures):
    return next((failure for failure in failures if failure is not None), None)


def _if(_keyword, refer, condition, then, otherwise):
    checks = [refer(schema) for schema in (condition, then, otherwise)]
    return lambda value: checks[1 if checks[0](value) is None else 2](value)


def _items_by_place(_keyword, refer, schemas):
    checks = [refer(schema) for schema in schemas]
    return lambda values: _inside((i, each, value) for i, (each, value) in enumerate(zip(checks, values, strict=False)))


def _further_items(_keyword, refer, start, schema):
    check = refer(schema)
    return lambda values: _inside((i, check, values[i]) for i in range(start, len(values)))


def _inside(checks):
    for key, check, value in checks:
        failure = check(value)
        if failure is not None:
            return failure.below(key)
    return None


def _contains(keyword, refer, schema, least, most):
    check = refer(schema)

    def contains(values):
        count = sum(check(value) is None for value in values)
        return count >= least and (most is None or count <= most)

    return _when(keyword, contains)


def _required(keyword, _refer, names):
    failures = [(name, Failure(step(name), keyword)) for name in names]
    return lambda properties: next((failure for name, failure in failures if name not in properties), None)


def _dependent_required(keyword, _refer, entries):
    checks = [(name, _required(keyword, _refer, needed)) for name, needed in entries]
    return lambda properties: _first(check(properties) for name, check in checks if name in properties)


def _dependent_schemas(_keyword, refer, entries):
    checks = [(name, refer(schema)) for name, schema in entries]
    return lambda properties: _first(check(properties) for name, check in checks if name in properties)


def _property_names(_keyword, refer, schema):
    check = refer(schema)
    return lambda properties: _first(map(check, properties))


def _properties(_keyword, refer, entries):
    checks = [(name, refer(schema)) for name, schema in entries]
    return lambda properties: _inside((name, check, properties[name]) for name, check in checks if name in properties)


def _pattern_properties(_keyword, refer, entries):
    checks = [(re.compile(pattern, re.ASCII).search, refer(schema)) for pattern, schema in entries]
    return lambda properties: _inside((name, check, properties[name]) for search, check in checks for name in properties if search(name))


def _additional_properties(keyword, refer, names, patterns, schema):
    known = set(names)
    searches = [re.compile(pattern, re.ASCII).search for pattern in patterns]
    check = refer(schema)

    def others(properties):
        return (name for name in properties if name not in known and not any(search(name) for search in searches))

    if schema is False:
        return _when(keyword, lambda properties: next(others(properties), None) is None)
    return lambda properties: _inside((name, check, properties[name]) for name in others(properties))


STEPS = {
    "type": _type,
    "never": _never,
    "maximum": _maximum,
    "minimum": _minimum,
    "exclusiveMaximum": lambda keyword, refer, limit: _maximum(keyword, refer, limit, True),
    "exclusiveMinimum": lambda keyword, refer, limit: _minimum(keyword, refer, limit, True),
    "multipleOf": _multiple_of,
    "maxLength": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) <= limit),
    "minLength": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) >= limit),
    "maxItems": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) <= limit),
    "minItems": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) >= limit),
    "maxProperties": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) <= limit),
    "minProperties": lambda keyword, _refer, limit: _when(keyword, lambda value: len(value) >= limit),
    "pattern": _pattern,
    "format": lambda keyword, _refer, name: _when(keyword, FORMATS[name]),
    "const": lambda keyword, _refer, wanted: _when(keyword, lambda value: equal(value, wanted)),
    "enum": lambda keyword, _refer, wanted: _when(keyword, lambda value: any(equal(value, each) for each in wanted)),
    "uniqueItems": _unique_items,
    "$ref": lambda _keyword, refer, schema: refer(schema),
    "not": _not,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "allOf": _all_of,
    "if": _if,
    "itemsByPlace": _items_by_place,
    "furtherItems": _further_items,
    "contains": _contains,
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "propertyNames": _property_names,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
}
