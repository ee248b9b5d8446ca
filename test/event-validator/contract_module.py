"""Loads the output of synthesis for the Python validator."""

import types


def loaded(source):
    """A module of the validator's package."""
    module = types.ModuleType("sec3_event_validator.contract")
    module.__package__ = "sec3_event_validator"
    exec(compile(source, "contract.py", "exec"), module.__dict__)
    return module
