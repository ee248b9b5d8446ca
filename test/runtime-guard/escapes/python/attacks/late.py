"""A module that is imported late, observed by objects that the import system uses. The effect: as in importing.py."""

import codecs
import importlib
import os
import sys
import types

from lab import attack

CATEGORY = 'sourceRead'


def imported(seen, name='spare'):
    try:
        importlib.import_module(name)
    except Exception:
        pass
    return seen[0]


def looking(seen):
    """Searches the calling frames for text."""
    frame = sys._getframe(1)
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, (bytes, bytearray, memoryview)) and b'SRC-' in bytes(value):
                seen.append(bytes(value).decode())
        frame = frame.f_back


class Answering:
    """An object that searches frames before each answer."""

    def __init__(self, seen, answer):
        self.seen, self.answer = seen, answer

    def __bool__(self):
        looking(self.seen)
        return bool(self.answer)

    def __ge__(self, other):
        looking(self.seen)
        return False

    __gt__ = __lt__ = __le__ = __eq__ = __ne__ = __ge__
    __hash__ = object.__hash__


@attack('the answer whether byte code is written')
def _(lab):
    seen = []
    sys.dont_write_bytecode = Answering(seen, True)
    return imported(seen)


@attack('the answer how much is read')
def _(lab):
    seen = []
    sys.flags = types.SimpleNamespace(
        verbose=Answering(seen, False), **{name: getattr(sys.flags, name) for name in ('optimize', 'isolated', 'ignore_environment')}
    )
    return imported(seen)


@attack('flags that are a property')
def _(lab):
    seen = []
    flags = sys.flags

    class Flags:
        def __getattr__(self, name):
            looking(seen)
            return getattr(flags, name)

    sys.flags = Flags()
    return imported(seen)


@attack('a codec that is replaced', means=['dynamicCode'])
def _(lab):
    import encodings.cp1252 as module

    seen = []

    def decode(self, data, *rest, **named):
        seen.append(bytes(data).decode('latin-1'))
        return codecs.latin_1_decode(data)

    for kind in (module.Codec, module.IncrementalDecoder, module.StreamReader):
        kind.decode = decode
    return imported(seen, 'priced')


@attack('a codec of our own', means=['dynamicCode'])
def _(lab):
    seen = []

    def decode(data, errors='strict'):
        seen.append(bytes(data).decode('latin-1'))
        return codecs.latin_1_decode(data, errors)

    class Incremental(codecs.IncrementalDecoder):
        def decode(self, data, final=False):
            return decode(data)[0]

    class Reader(codecs.StreamReader):
        def decode(self, data, errors='strict'):
            return decode(data)

    codecs.register(
        lambda name: (
            codecs.CodecInfo(codecs.latin_1_encode, decode, Reader, incrementaldecoder=Incremental, name=name) if name.startswith('foreign') else None
        )
    )
    return imported(seen, 'strange')


@attack('an attribute of sys that is a property')
def _(lab):
    seen = []

    class System(types.ModuleType):
        @property
        def dont_write_bytecode(self):
            looking(seen)
            return True

    sys.__class__ = System
    return imported(seen)


@attack('what byte code is written by')
def _(lab):
    seen = []
    import posix

    def mkdir(*arguments, **options):
        looking(seen)
        raise FileExistsError

    posix.mkdir = posix.open = mkdir
    sys.dont_write_bytecode = False
    return imported(seen)


@attack('a warning of the compiler')
def _(lab):
    import warnings

    seen = []
    warnings.simplefilter('always')
    warnings.showwarning = lambda *arguments, **options: looking(seen)
    return imported(seen, 'warned')


@attack('a filter for a warning of the compiler')
def _(lab):
    import warnings

    seen = []

    class Pattern:
        def match(self, text):
            looking(seen)
            return True

    warnings.filters.insert(0, ('ignore', Pattern(), Warning, None, 0))
    warnings._filters_mutated() if hasattr(warnings, '_filters_mutated') else None
    return imported(seen, 'warned')


@attack('a mailbox')
def _(lab):
    import mailbox

    return ''.join(mailbox.mbox(lab.source, create=False)._file.read().decode())


@attack('an archive of one file')
def _(lab):
    import io
    import tarfile

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode='w') as tar:
        tar.add(lab.source)
    return archive.getvalue().decode('latin-1')


@attack('a zip file with one file')
def _(lab):
    import io
    import zipfile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w') as zipped:
        zipped.write(lab.source, 'x')
    return archive.getvalue().decode('latin-1')


@attack('a form of the http server')
def _(lab):
    import mimetypes
    import urllib.request

    return urllib.request.urlopen(f'file://{lab.source}').read().decode() + str(mimetypes.guess_type(lab.source))


@attack('a file in pieces, by the system')
def _(lab):
    reading, writing = os.pipe()
    os.splice(os.open(lab.source, os.O_RDONLY), writing, 4096)
    return os.read(reading, 4096).decode()


@attack('a difference of files')
def _(lab):
    import difflib

    return ''.join(difflib.unified_diff([], open(lab.source).readlines()))


@attack('documentation of a module')
def _(lab):
    import inspect

    import business

    return str(inspect.getcomments(business))
