"""Other programs started, or this process forked. The effect: the program created its marker, or a copy of this process reached the witness."""

import asyncio
import atexit
import os
import shutil
import socket
import sys
import threading

from lab import attack

CATEGORY = 'childProcess'


def command(lab):
    return [lab.program, lab.marker]


def shell(lab):
    return f'{lab.program} {lab.marker}'


def witness(lab):
    """Calls the witness. Only a second process does this."""
    with socket.create_connection(('127.0.0.1', lab.witnessPort)) as connection:
        connection.sendall(lab.token.encode())


def in_child(lab):
    """Runs in a child process of Python; at the top level, so that it can be found by name."""
    os.execv(lab[0], lab)


def wait(pid):
    os.waitpid(pid, 0)


@attack('subprocess.run')
def _(lab):
    import subprocess

    subprocess.run(command(lab))


@attack('subprocess.Popen by a shell')
def _(lab):
    import subprocess

    subprocess.Popen(shell(lab), shell=True).wait()


@attack('subprocess with an empty environment')
def _(lab):
    import subprocess

    subprocess.run(command(lab), env={})


@attack('subprocess in a new session, as another user')
def _(lab):
    import subprocess

    subprocess.run(command(lab), start_new_session=True, preexec_fn=lambda: None)


@attack('subprocess with _USE_VFORK and _USE_POSIX_SPAWN turned')
def _(lab):
    import subprocess

    subprocess._USE_VFORK, subprocess._USE_POSIX_SPAWN = False, True
    subprocess.run(command(lab), close_fds=False)


@attack('os.system')
def _(lab):
    os.system(shell(lab))


@attack('os.popen')
def _(lab):
    os.popen(shell(lab)).close()


@attack('os.execv in place')
def _(lab):
    os.execv(lab.program, command(lab))


@attack('os.execve of a descriptor')
def _(lab):
    os.execve(os.open(lab.program, os.O_RDONLY), command(lab), {})


@attack('os.execve of a file in memory')
def _(lab):
    fd = os.memfd_create('program')
    with open(lab.program, 'rb') as program:
        os.write(fd, program.read())
    os.execve(fd, command(lab), {})


@attack('os.fork and exec')
def _(lab):
    pid = os.fork()
    if pid == 0:
        os.execv(lab.program, command(lab))
    wait(pid)


@attack('os.fork alone')
def _(lab):
    pid = os.fork()
    if pid == 0:
        witness(lab)
        os._exit(0)
    wait(pid)


@attack('os.forkpty')
def _(lab):
    pid, _ = os.forkpty()
    if pid == 0:
        witness(lab)
        os._exit(0)
    wait(pid)


@attack('pty.fork')
def _(lab):
    import pty

    pid, _ = pty.fork()
    if pid == 0:
        os.execv(lab.program, command(lab))
    wait(pid)


@attack('pty.spawn')
def _(lab):
    import pty

    pty.spawn(command(lab))


@attack('os.posix_spawn')
def _(lab):
    wait(os.posix_spawn(lab.program, command(lab), {}))


@attack('os.posix_spawnp')
def _(lab):
    wait(os.posix_spawnp(lab.program, command(lab), {}))


@attack('os.spawnv')
def _(lab):
    os.spawnv(os.P_WAIT, lab.program, command(lab))


@attack('_posixsubprocess.fork_exec')
def _(lab):
    import _posixsubprocess
    import inspect
    import subprocess

    read, write = os.pipe()
    arguments = [
        [os.fsencode(part) for part in command(lab)],
        [os.fsencode(lab.program)],
        True,
        (write,),
        None,
        None,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        read,
        write,
        True,
        False,
        -1,
    ]
    arguments += [None, None, None, -1, None]
    if sys.version_info < (3, 14):
        arguments.append(False)
    assert inspect.isbuiltin(_posixsubprocess.fork_exec) and subprocess
    wait(_posixsubprocess.fork_exec(*arguments))


@attack('posix module, past os')
def _(lab):
    import posix

    posix.system(shell(lab))


@attack('a fresh copy of the module os')
def _(lab):
    import importlib.util

    spec = importlib.util.find_spec('os')
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    fresh.system(shell(lab))


@attack('the dynamic linker as program')
def _(lab):
    import glob
    import subprocess

    linker = (glob.glob('/lib64/ld-linux-*.so.2') + glob.glob('/lib/ld-linux-*.so.1'))[0]
    subprocess.run([linker, shutil.which('sh'), '-c', shell(lab)])


@attack('asyncio.create_subprocess_exec')
def _(lab):
    async def run():
        await (await asyncio.create_subprocess_exec(*command(lab))).wait()

    asyncio.run(run())


@attack('asyncio.create_subprocess_shell')
def _(lab):
    async def run():
        await (await asyncio.create_subprocess_shell(shell(lab))).wait()

    asyncio.run(run())


@attack('multiprocessing by fork')
def _(lab):
    import multiprocessing

    process = multiprocessing.get_context('fork').Process(target=in_child, args=(command(lab),))
    process.start()
    process.join()


@attack('multiprocessing by spawn')
def _(lab):
    import multiprocessing

    sys.modules['__main__'].__spec__ = None
    sys.modules['__main__'].__file__ = None
    process = multiprocessing.get_context('spawn').Process(target=in_child, args=(command(lab),))
    process.start()
    process.join()


@attack('concurrent.futures.ProcessPoolExecutor')
def _(lab):
    import concurrent.futures
    import multiprocessing

    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context('fork')) as pool:
        pool.submit(os.system, shell(lab)).result()


@attack('pydoc pager')
def _(lab):
    import pydoc

    getattr(pydoc, 'pipe_pager', getattr(pydoc, 'pipepager', None))('text', shell(lab))


@attack('imaplib.IMAP4_stream')
def _(lab):
    import imaplib

    imaplib.IMAP4_stream(shell(lab))


@attack('webbrowser with a browser of our own')
def _(lab):
    import webbrowser

    webbrowser.GenericBrowser(command(lab)).open('x')


@attack('from a thread')
def _(lab):
    thread = threading.Thread(target=os.system, args=(shell(lab),))
    thread.start()
    thread.join()


@attack('at exit')
def _(lab):
    atexit.register(os.system, shell(lab))


@attack('from a finalizer, when the interpreter is taken down')
def _(lab):
    class Late:
        def __del__(self, system=os.system, line=shell(lab)):
            system(line)

    sys.late = Late()


@attack('in a subinterpreter')
def _(lab):
    code = f'import os; os.system({shell(lab)!r})'
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    interpreters.run_string(interpreters.create(), code)


@attack('after sys.audit and sys.addaudithook were replaced')
def _(lab):
    sys.audit = lambda *arguments: None
    sys.addaudithook = lambda hook: None
    os.system(shell(lab))


@attack('after an audit hook of our own that objects to others')
def _(lab):
    def hook(event, arguments):
        if event == 'sys.addaudithook':
            raise RuntimeError

    sys.addaudithook(hook)
    os.system(shell(lab))


@attack('after emptying every list and dictionary that mentions a hook')
def _(lab):
    import gc

    for found in gc.get_objects():
        if (
            isinstance(found, (list, dict))
            and found is not sys.modules
            and any('audithook' in str(key) for key in list(found)[:50] if isinstance(key, str))
        ):
            if isinstance(found, dict) and 'addaudithook' in found:
                found.pop('addaudithook', None)
    os.system(shell(lab))


@attack('after the policy was changed in the environment')
def _(lab):
    import json
    import subprocess

    os.environ['SEC3_RUNTIME_POLICY'] = json.dumps(lab.allowAll, default=vars)
    os.environ.pop('LD_PRELOAD', None)
    subprocess.run(command(lab))


@attack('ctypes calls system')
def _(lab):
    import ctypes

    ctypes.CDLL(None).system(shell(lab).encode())


@attack('ctypes makes the system call')
def _(lab):
    import ctypes

    libc = ctypes.CDLL(None)
    arguments = (ctypes.c_char_p * 3)(lab.program.encode(), lab.marker.encode(), None)
    libc.syscall({'x86_64': 59, 'aarch64': 221}[os.uname().machine], lab.program.encode(), arguments, None)


@attack('_ctypes, past the package')
def _(lab):
    import _ctypes

    handle = _ctypes.dlopen(None, 2)
    _ctypes.call_function(_ctypes.dlsym(handle, 'system'), (shell(lab).encode(),))
