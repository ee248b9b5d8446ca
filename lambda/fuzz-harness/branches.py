"""Records which branches of the function's own files run. The first line of a branch identifies it, and must differ from the line of its condition."""

import ast
import csv
import json
import os
import sys
from pathlib import Path

FOLDER = os.environ.pop('SEC3_FUZZ_COVERAGE', None)
lines = set()
own = {}
roots = []
packaged = set()


def watch(folder):
    """Starts recording, for files in a folder that do not belong to packages."""
    if FOLDER is None:
        return
    roots.append(folder + os.sep)
    for record in Path(folder).glob('*.dist-info/RECORD'):
        packaged.update(os.path.join(folder, row[0]) for row in csv.reader(record.read_text().splitlines()) if row)
    if hasattr(sys, 'monitoring'):
        monitor(sys.monitoring)
    else:
        sys.settrace(trace)


def monitor(monitoring):
    def line_ran(code, line):
        if is_own(code.co_filename):
            lines.add((code.co_filename, line))
        # One event is enough. Without further ones, later runs cost nothing.
        return monitoring.DISABLE

    monitoring.use_tool_id(monitoring.COVERAGE_ID, 'sec3')
    monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, line_ran)
    monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)


def trace(frame, event, _):
    file = frame.f_code.co_filename
    if not is_own(file):
        return None
    if event == 'line':
        lines.add((file, frame.f_lineno))
    return trace


def is_own(file):
    known = own.get(file)
    if known is None:
        known = own[file] = file.startswith(tuple(roots)) and 'site-packages' not in file and file not in packaged
    return known


def write():
    """Writes the record, which may be empty, to the folder of the fuzzer."""
    if FOLDER is None:
        return
    if not hasattr(sys, 'monitoring'):
        sys.settrace(None)
    watched = {file: arms(file) for file, is_watched in list(own.items()) if is_watched}
    found = {
        'all': [f'{file}:{line}' for file, firsts in watched.items() for line in firsts],
        'ran': [f'{file}:{line}' for file, line in list(lines) if line in watched.get(file, ())],
    }
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, f'python-{os.getpid()}.json'), 'w') as out:
        json.dump({'python': found}, out)


def arms(file):
    """Returns the first lines of conditional blocks."""
    with open(file, encoding='utf-8') as source:
        tree = ast.parse(source.read())
    firsts = set()
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)):
            continue
        for body in (node.body, getattr(node, 'orelse', [])):
            # String statements, such as docstrings, never run.
            ran = [each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
            if ran and ran[0].lineno != getattr(node, 'lineno', None):
                firsts.add(ran[0].lineno)
    return firsts
