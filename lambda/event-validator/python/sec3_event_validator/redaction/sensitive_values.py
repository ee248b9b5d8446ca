"""Finds the sensitive values inside of values."""

import re


def sensitive_values(value, plans, name, found):
    """Finds sensitive values as texts, each with the name of its property or of the enclosing one.

    The first plan is for the value itself, whose name is `name`.
    """
    _Search(plans, found).visit(value, [0], name)


class _Search:
    def __init__(self, plans, found):
        self._plans = plans
        self._found = found

    def visit(self, value, numbers, name):
        """Visits each value once, with all its plans."""
        plans = self._plans_of(numbers)
        if any("all" in plan for plan in plans):
            self._all(value, name)
        elif isinstance(value, list):
            self._items(value, plans, name)
        elif isinstance(value, dict):
            self._properties(value, plans)

    def _plans_of(self, numbers):
        with_others = dict.fromkeys(each for number in numbers for each in (number, *self._plans[number].get("also", ())))
        return [self._plans[number] for number in with_others]

    def _all(self, value, name):
        if isinstance(value, list):
            for item in value:
                self._all(item, name)
        elif isinstance(value, dict):
            for key, inner in value.items():
                self._all(inner, key)
        elif isinstance(value, bool):
            # The value can be logged in the notation of Python or JSON.
            for text in (str(value), str(value).lower()):
                self._found(text, name)
        elif value is not None:
            self._found(str(value), name)

    def _items(self, items, plans, name):
        for i, item in enumerate(items):
            inner = []
            for plan in plans:
                first, others = plan.get("prefixItems", ()), plan.get("otherItems")
                if i < len(first):
                    inner.append(first[i])
                if others and i >= others["from"]:
                    inner.append(others["plan"])
                inner.append(plan.get("anyItem"))
            self._visit_all(item, inner, name)

    def _properties(self, properties, plans):
        for key, value in properties.items():
            inner = []
            for plan in plans:
                inner.append(plan.get("properties", {}).get(key))
                inner.extend(number for pattern, number in plan.get("patternProperties", {}).items() if _matches(pattern, key))
                others = plan.get("otherProperties")
                if others and key not in others["names"] and not any(_matches(pattern, key) for pattern in others["patterns"]):
                    inner.append(others["plan"])
                self._visit_all(key, [plan.get("propertyNames")], "")
            self._visit_all(value, inner, key)

    def _visit_all(self, value, numbers, name):
        known = [number for number in numbers if number is not None]
        if known:
            self.visit(value, known, name)


def _matches(pattern, name):
    return re.search(pattern, name, re.ASCII) is not None
