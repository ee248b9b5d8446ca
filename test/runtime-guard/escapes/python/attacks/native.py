"""Native code loaded. The effect: code of the library, or machine code of the attack, created the marker by system calls that no library sees."""

import os
import sys

from lab import attack

CATEGORY = 'nativeAddon'


@attack('ctypes.CDLL')
def _(lab):
    import ctypes

    ctypes.CDLL(lab.library)


@attack('ctypes.PyDLL')
def _(lab):
    import ctypes

    ctypes.PyDLL(lab.library)


@attack('ctypes.cdll.LoadLibrary')
def _(lab):
    import ctypes

    ctypes.cdll.LoadLibrary(lab.library)


@attack('_ctypes.dlopen')
def _(lab):
    import _ctypes

    _ctypes.dlopen(lab.library, 2)


@attack('dlopen called by ctypes')
def _(lab):
    import ctypes

    ctypes.CDLL(None).dlopen(lab.library.encode(), 2)


@attack('the ctypes extension loaded under its own file name')
def _(lab):
    import importlib.machinery
    import importlib.util

    origin = importlib.util.find_spec('_ctypes').origin
    loader = importlib.machinery.ExtensionFileLoader('innocent._ctypes', origin)
    spec = importlib.machinery.ModuleSpec('innocent._ctypes', loader, origin=origin)
    loader.create_module(spec).dlopen(lab.library, 2)


@attack('import of an extension module by path')
def _(lab):
    import importlib.machinery
    import importlib.util

    loader = importlib.machinery.ExtensionFileLoader('loaded', lab.library)
    importlib.util.module_from_spec(importlib.machinery.ModuleSpec('loaded', loader, origin=lab.library))


@attack('_imp.create_dynamic')
def _(lab):
    import _imp
    import importlib.machinery

    _imp.create_dynamic(importlib.machinery.ModuleSpec('loaded', None, origin=lab.library))


@attack('import of an extension module from sys.path')
def _(lab):
    sys.path.insert(0, os.path.dirname(lab.library))
    import loaded  # noqa: F401


@attack('import through a link in a folder of the runtime')
def _(lab):
    import _imp
    import importlib.machinery

    origin = f'{os.path.dirname(os.__file__)}/../../../../../../../..{lab.library}'
    _imp.create_dynamic(importlib.machinery.ModuleSpec('loaded', None, origin=origin))


@attack('a library in memory')
def _(lab):
    import _imp
    import importlib.machinery

    fd = os.memfd_create('loaded')
    with open(lab.library, 'rb') as library:
        os.write(fd, library.read())
    _imp.create_dynamic(importlib.machinery.ModuleSpec('loaded', None, origin=f'/proc/self/fd/{fd}'))


@attack('sqlite3 load_extension')
def _(lab):
    import sqlite3

    connection = sqlite3.connect(':memory:')
    connection.enable_load_extension(True)
    connection.load_extension(lab.library)


@attack('sqlite3 load_extension by SQL')
def _(lab):
    import sqlite3

    connection = sqlite3.connect(':memory:')
    connection.enable_load_extension(True)
    connection.execute('select load_extension(?)', (lab.library,))


@attack('a provider of OpenSSL by its configuration')
def _(lab):
    assert 'ssl' not in sys.modules and '_hashlib' not in sys.modules
    read, write = os.pipe()
    os.write(write, (f'openssl_conf = c\n[c]\nproviders = p\n[p]\nloaded = l\n[l]\nmodule = {lab.library}\nactivate = 1\n').encode())
    os.close(write)
    os.environ['OPENSSL_CONF'] = f'/proc/self/fd/{read}'
    import ssl  # noqa: F401


@attack('machine code in executable memory, called by ctypes')
def _(lab):
    import ctypes
    import mmap

    if os.uname().machine != 'x86_64':
        raise NotImplementedError('machine code of x86_64')
    path = ctypes.create_string_buffer(lab.marker.encode())
    code = (
        b'\xb8\x01\x01\x00\x00'
        b'\xbf\x9c\xff\xff\xff'
        b'\x48\xbe' + ctypes.addressof(path).to_bytes(8, 'little') + b'\xba\x41\x00\x00\x00'
        b'\x41\xba\xb6\x01\x00\x00'
        b'\x0f\x05'
        b'\xc3'
    )
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()


@attack('_testcapi and its relatives')
def _(lab):
    import _ctypes_test
    import _testinternalcapi  # noqa: F401
    import ctypes

    ctypes.CDLL(_ctypes_test.__file__)
    ctypes.CDLL(lab.library)
