"""Prints all attacks and ordinary programs as JSON: `python3 catalog.py`."""

import importlib
import json
import pathlib
import sys

here = pathlib.Path(__file__).parent
sys.path[:0] = [str(here.parent), str(here.parent / 'task')]
import lab  # noqa: E402

attacks, programs = [], []
for file in sorted(here.glob('*.py')):
    if file.stem in ('catalog', '__init__'):
        continue
    lab.registered.clear()
    module = importlib.import_module('attacks.' + file.stem)
    for name, known in lab.registered.items():
        if file.stem == 'programs':
            programs.append({'name': name, 'refusedBy': known['refusedBy']})
        else:
            proves = known['proves'] or ('source' if module.CATEGORY == 'sourceRead' else 'proof')
            facts = {'aim': module.CATEGORY, 'proves': proves, 'means': known['means'], 'silent': known['silent']}
            attacks.append({'group': file.stem, 'name': name, **facts})
json.dump({'attacks': attacks, 'programs': programs}, sys.stdout)
