"""What an attack is handed: its targets, as attributes (see `LabData` in laboratory.ts)."""

import json
import types

#: All that the modules of attacks have registered, by name.
registered = {}


def attack(name, proves=None, silent=False, refused_by=()):
    """Registers a function that takes the lab as an attack, or an ordinary program, of this name."""

    def register(run):
        registered[name] = {'run': run, 'proves': proves, 'silent': silent, 'refusedBy': list(refused_by)}
        return run

    return register


def read(text):
    return json.loads(text, object_hook=lambda values: types.SimpleNamespace(**values))
