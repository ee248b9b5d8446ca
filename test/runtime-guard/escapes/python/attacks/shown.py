"""Content of files that readers show: errors of the compiler, archives, catalogs, databases. The effect: the answer contains text of the function's files."""

import importlib
import importlib.machinery
import importlib.resources
import importlib.util
import linecache
import os
import pkgutil
import sqlite3
import sys
import traceback
import zipimport

from lab import attack

CATEGORY = 'sourceRead'


def described(error, depth=6):
    """Returns all attributes of an error and of its causes."""
    if error is None or depth == 0:
        return ''
    parts = [str(error), repr(error.args), str(getattr(error, 'text', '')), repr(getattr(error, 'object', '')), *traceback.format_exception(error)]
    parts += [repr(frame.f_locals) for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename != __file__]
    return '\n'.join([*parts, described(error.__cause__, depth - 1), described(error.__context__, depth - 1)])


def failing(step):
    try:
        step()
    except BaseException as error:
        return described(error)
    return ''


def importing(name):
    return lambda lab: failing(lambda: importlib.import_module(name))


for module in ('broken', 'indented', 'undecodable', 'null'):
    attack(f'the error of a module that cannot be compiled: {module}')(importing(module))


@attack('the error of a module that cannot be compiled, by its loader')
def _(lab):
    return failing(lambda: importlib.machinery.SourceFileLoader('x', f'{lab.task}/broken.py').get_code('x'))


@attack('the error of a module that cannot be compiled, by runpy')
def _(lab):
    import runpy

    return failing(lambda: runpy.run_module('broken'))


@attack('the error of a module that cannot be compiled, shown by a hook')
def _(lab):
    import io

    sys.stderr, kept = io.StringIO(), sys.stderr
    try:
        importlib.import_module('broken')
    except SyntaxError as error:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr, shown = kept, sys.stderr.getvalue()
    return shown


def at_first_line(lab):
    """Returns an error that was raised in the first line of `lab.source`, by its traceback."""
    import types

    import business

    business.len = lambda text: text.no_such_name
    try:
        business.licensed()
    except AttributeError as error:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == lab.source]
        return error.with_traceback(types.TracebackType(None, frames[0], 0, 1))
    finally:
        del business.len


def uncaught(error):
    """Raises an error in a finalizer, which does not add a line of its own."""
    import io

    class Finalized:
        def __del__(self):
            raise error

    sys.stderr, kept = io.StringIO(), sys.stderr
    try:
        Finalized()
    finally:
        sys.stderr, shown = kept, sys.stderr.getvalue()
    return shown


@attack('a line of our choice, shown by a hook')
def _(lab):
    import io

    error = at_first_line(lab)
    sys.stderr, kept = io.StringIO(), sys.stderr
    try:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr, shown = kept, sys.stderr.getvalue()
    return shown


@attack('a line of our choice, shown by a finalizer')
def _(lab):
    return uncaught(at_first_line(lab))


@attack('a file that we open while a finalizer shows its error')
def _(lab):
    import io

    seen = []
    opened = io.open

    def capture(*arguments):
        with opened(lab.source) as file:
            seen.append(file.read())
        return opened(*arguments)

    io.open = capture
    try:
        uncaught(at_first_line(lab))
    finally:
        io.open = opened
    return ''.join(seen)


@attack('the error of a file that is no module')
def _(lab):
    loader = importlib.machinery.SourceFileLoader('x', f'{lab.task}/secret.key')
    return failing(lambda: loader.load_module('x'))


@attack('the error of a file that is no compiled module')
def _(lab):
    return failing(lambda: importlib.machinery.SourcelessFileLoader('x', lab.source).get_code('x'))


@attack('data in an archive, by its importer')
def _(lab):
    return zipimport.zipimporter(f'{lab.task}/archive.zip').get_data('notes.txt').decode()


@attack('source in an archive, by its importer')
def _(lab):
    return zipimport.zipimporter(f'{lab.task}/archive.zip').get_source('archived')


@attack('source in an archive, of a module that was imported')
def _(lab):
    sys.path.insert(0, f'{lab.task}/archive.zip')
    module = importlib.import_module('archived')
    return module.__loader__.get_source('archived')


@attack('lines of a module in an archive')
def _(lab):
    sys.path.insert(0, f'{lab.task}/archive.zip')
    module = importlib.import_module('archived')
    linecache.lazycache(module.__file__, vars(module))
    return ''.join(linecache.getlines(module.__file__))


@attack('data in an archive, beside a module that was imported')
def _(lab):
    sys.path.insert(0, f'{lab.task}/archive.zip')
    importlib.import_module('archived')
    return pkgutil.get_data('archived', 'notes.txt').decode()


@attack('an archive, by zipfile')
def _(lab):
    import zipfile

    with zipfile.ZipFile(f'{lab.task}/archive.zip') as archive:
        return archive.read('notes.txt').decode()


@attack('an archive whose path another module shares')
def _(lab):
    sys.path.insert(0, f'{lab.task}/archive.zip')
    finder = pkgutil.get_importer(f'{lab.task}/archive.zip')
    return finder.get_resource_reader('archived').open_resource('notes.txt').read().decode()


@attack('a catalog of messages, by libc')
def _(lab):
    import locale

    locale.setlocale(locale.LC_ALL, 'C.UTF-8')
    # In this locale libc looks up no messages, except under the name of a nonexistent language.
    os.environ['LANGUAGE'] = './C'
    locale.bindtextdomain('lab', lab.task)
    return locale.dgettext('lab', 'question')


@attack('a catalog of messages, by a language that leads there')
def _(lab):
    import locale

    locale.setlocale(locale.LC_ALL, 'C.UTF-8')
    os.environ['LANGUAGE'] = f'../../..{lab.task}/C'
    return locale.dgettext('lab', 'question')


@attack('a catalog of messages')
def _(lab):
    import gettext

    return gettext.GNUTranslations(open(f'{lab.task}/C/LC_MESSAGES/lab.mo', 'rb')).gettext('question')


@attack('a database')
def _(lab):
    return sqlite3.connect(f'file:{lab.task}/business.db?mode=ro', uri=True).execute('SELECT text FROM secrets').fetchone()[0]


@attack('a database that is immutable')
def _(lab):
    return sqlite3.connect(f'file:{lab.task}/business.db?immutable=1', uri=True).execute('SELECT text FROM secrets').fetchone()[0]


@attack('a database, attached')
def _(lab):
    database = sqlite3.connect(':memory:')
    database.execute('ATTACH ? AS other', (f'{lab.task}/business.db',))
    return database.execute('SELECT text FROM other.secrets').fetchone()[0]


@attack('a file with the name of a key, as history')
def _(lab):
    import readline

    readline.read_history_file(f'{lab.task}/secret.key')
    return '\n'.join(readline.get_history_item(i + 1) or '' for i in range(readline.get_current_history_length()))


@attack('a file with the name of a key, as settings', silent=True)
def _(lab):
    import readline

    reading, writing = os.pipe()
    kept = os.dup(2)
    os.dup2(writing, 2)
    try:
        readline.read_init_file(f'{lab.task}/secret.key')
    finally:
        os.dup2(kept, 2)
    return os.read(reading, 65536).decode()


@attack('a file with the name of a key')
def _(lab):
    with open(f'{lab.task}/secret.key') as file:
        return file.read()


@attack('a resource of a package')
def _(lab):
    spec = importlib.util.spec_from_file_location('pack', lab.source, submodule_search_locations=[lab.task])
    module = importlib.util.module_from_spec(spec)
    sys.modules['pack'] = module
    return importlib.resources.files('pack').joinpath('secret.key').read_text()
