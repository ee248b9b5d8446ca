"""The handler's own code read as text. The effect: the answer contains text of a comment in `lab.source`."""

import importlib
import importlib.machinery
import importlib.util
import io
import os
import pathlib

from lab import attack

CATEGORY = 'sourceRead'


def copy_of(lab):
    return os.path.join(lab.out, 'copy')


def text(fd):
    with open(fd) as file:
        return file.read()


@attack('open')
def _(lab):
    with open(lab.source) as file:
        return file.read()


@attack('os.open')
def _(lab):
    return text(os.open(lab.source, os.O_RDONLY))


@attack('os.open to read and write')
def _(lab):
    return text(os.open(lab.source, os.O_RDWR))


@attack('below a descriptor')
def _(lab):
    return text(os.open(os.path.basename(lab.source), os.O_RDONLY, dir_fd=os.open(lab.task, os.O_RDONLY)))


@attack('a path descriptor, opened again')
def _(lab):
    return text(os.open(f'/proc/self/fd/{os.open(lab.source, os.O_PATH)}', os.O_RDONLY))


@attack('relative to the working directory')
def _(lab):
    os.chdir(lab.task)
    return pathlib.Path(os.path.basename(lab.source)).read_text()


@attack('through /proc/self/root')
def _(lab):
    return pathlib.Path(f'/proc/self/root{lab.source}').read_text()


@attack('through /proc/self/cwd')
def _(lab):
    os.chdir(lab.task)
    return pathlib.Path(f'/proc/self/cwd/{os.path.basename(lab.source)}').read_text()


@attack('io.open_code')
def _(lab):
    return io.open_code(lab.source).read().decode()


@attack('_io.FileIO')
def _(lab):
    import _io

    return _io.FileIO(lab.source).read().decode()


@attack('linecache')
def _(lab):
    import linecache

    return ''.join(linecache.getlines(lab.source))


@attack('inspect.getsource')
def _(lab):
    import inspect

    return inspect.getsource(importlib.import_module('business'))


@attack('tokenize.open')
def _(lab):
    import tokenize

    return tokenize.open(lab.source).read()


@attack('fileinput')
def _(lab):
    import fileinput

    return ''.join(fileinput.input(lab.source))


@attack('mmap')
def _(lab):
    import mmap

    return mmap.mmap(os.open(lab.source, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:].decode()


@attack('pkgutil.get_data')
def _(lab):
    import pkgutil

    return pkgutil.get_data('business', os.path.basename(lab.source)).decode()


@attack('importlib.resources')
def _(lab):
    import importlib.resources

    return importlib.resources.files('attacks').joinpath(f'../{os.path.basename(lab.source)}').read_text()


@attack("the loader's get_data")
def _(lab):
    return importlib.import_module('business').__loader__.get_data(lab.source).decode()


@attack("the loader's get_source")
def _(lab):
    return importlib.import_module('business').__loader__.get_source('business')


def fresh(lab, loader):
    """Executes the module again with a loader of the attack."""
    loader.exec_module(importlib.util.module_from_spec(importlib.machinery.ModuleSpec('again', loader, origin=lab.source)))


@attack('a loader of our own is shown the source')
def _(lab):
    seen = []

    class Loader(importlib.machinery.SourceFileLoader):
        def source_to_code(self, data, path, **options):
            seen.append(bytes(data).decode())
            return super().source_to_code(data, path, **options)

        def path_stats(self, path):
            raise OSError

    fresh(lab, Loader('again', lab.source))
    return seen[0]


@attack("a loader of our own in the import system's own hands")
def _(lab):
    import sys

    seen = []

    class Loader(importlib.machinery.SourceFileLoader):
        def source_to_code(self, data, path, **options):
            seen.append(bytes(data).decode())
            return super().source_to_code(data, path, **options)

        def path_stats(self, path):
            raise OSError

    class Finder:
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, Loader(name, lab.source), origin=lab.source) if name == 'again' else None

    sys.meta_path.insert(0, Finder())
    importlib.import_module('again')
    return seen[0]


@attack("a module that is not loaded yet, by a loader of our own in the import system's own hands")
def _(lab):
    import sys

    seen = []

    class Loader(importlib.machinery.SourceFileLoader):
        def source_to_code(self, data, path, **options):
            seen.append(bytes(data).decode())
            return super().source_to_code(data, path, **options)

    class Finder:
        def find_spec(self, name, path, target=None):
            return importlib.machinery.ModuleSpec(name, Loader(name, f'{lab.task}/spare.py')) if name == 'spare' else None

    sys.meta_path.insert(0, Finder())
    importlib.import_module('spare')
    return seen[0]


@attack('a line at a time, by tracebacks of our own making')
def _(lab):
    import traceback

    return ''.join(traceback.FrameSummary(lab.source, number, 'x').line for number in range(1, 20))


@attack("the import system's compiler replaced")
def _(lab):
    import sys

    seen = []
    bootstrap = importlib._bootstrap
    original = bootstrap._call_with_frames_removed

    def call(function, *arguments, **options):
        if function is compile:
            seen.append(bytes(arguments[0]).decode())
        return original(function, *arguments, **options)

    bootstrap._call_with_frames_removed = call
    external = importlib._bootstrap_external
    external.SourceFileLoader.path_stats = lambda self, path: {}['no cache']
    external.cache_from_source = lambda *arguments, **options: (_ for _ in ()).throw(NotImplementedError)
    sys.modules.pop('business')
    importlib.import_module('business')
    return seen[0]


@attack('shutil.copy, then read')
def _(lab):
    import shutil

    shutil.copy(lab.source, copy_of(lab))
    return pathlib.Path(copy_of(lab)).read_text()


@attack('through a symbolic link')
def _(lab):
    os.symlink(lab.source, copy_of(lab))
    return pathlib.Path(copy_of(lab)).read_text()


@attack('through a hard link')
def _(lab):
    os.link(lab.source, copy_of(lab))
    return pathlib.Path(copy_of(lab)).read_text()


@attack('through a hard link below descriptors')
def _(lab):
    os.link(os.path.basename(lab.source), copy_of(lab), src_dir_fd=os.open(lab.task, os.O_RDONLY))
    return pathlib.Path(copy_of(lab)).read_text()


@attack('the history of readline')
def _(lab):
    import readline

    readline.read_history_file(lab.source)
    return '\n'.join(readline.get_history_item(index + 1) or '' for index in range(readline.get_current_history_length()))


@attack('configparser and its relatives')
def _(lab):
    import csv

    return '\n'.join(map(','.join, csv.reader(open(lab.source, newline=''))))


@attack('a web server of our own')
def _(lab):
    import functools
    import http.server
    import threading
    import urllib.request

    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=lab.task)
    server = http.server.HTTPServer(('127.0.0.1', 0), handler)
    threading.Thread(target=server.handle_request, daemon=True).start()
    return urllib.request.urlopen(f'http://127.0.0.1:{server.server_port}/{os.path.basename(lab.source)}').read().decode()


@attack('asyncio in a thread')
def _(lab):
    import asyncio

    return asyncio.run(asyncio.to_thread(pathlib.Path(lab.source).read_text))


@attack('after LAMBDA_TASK_ROOT was changed')
def _(lab):
    os.environ['LAMBDA_TASK_ROOT'] = '/nowhere'
    return pathlib.Path(lab.source).read_text()
