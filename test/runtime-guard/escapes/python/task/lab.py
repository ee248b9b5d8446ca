"""Input of an attack: its targets, as attributes (see `LabData` in laboratory.ts)."""

import json
import os
import types

#: Functions registered by the modules of attacks, by name.
registered = {}


def attack(name, proves=None, silent=False, refused_by=(), means=()):
    """Registers a function that takes the lab as an attack, or an ordinary program, with this name; it requires the categories of `means`."""

    def register(run):
        registered[name] = {'run': run, 'proves': proves, 'silent': silent, 'refusedBy': list(refused_by), 'means': list(means)}
        return run

    return register


def early(name, **options):
    """Registers a function that runs while the handler is loaded, as an attack with this name. It returns the answer, or a function that does."""

    def register(run):
        outcome = None
        if os.environ.get('LAB_NAME') == name:
            try:
                outcome = run(read(os.environ['LAB']))
            except BaseException as error:
                outcome = error

        @attack(name, **options)
        def answer(lab):
            if isinstance(outcome, BaseException):
                raise outcome
            return outcome(lab) if callable(outcome) else outcome

        return run

    return register


def read(text):
    return json.loads(text, object_hook=lambda values: types.SimpleNamespace(**values))


def tcl(command):
    """Returns the answer of a Tcl interpreter, if Python has one."""
    import _tkinter

    return _tkinter.create(None, 'lab', 'Tk', False, 1, False, False, None).eval(command)
