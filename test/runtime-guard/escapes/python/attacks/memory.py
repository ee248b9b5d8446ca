"""The process's own memory, through which code can rewrite a guard. The effect: immutable bytes changed."""

import os
import threading

from lab import attack

CATEGORY = 'processMemory'


class Target:
    """Bytes of the attack, and the address of their content."""

    def __init__(self, lab):
        self.proof = lab.proof.encode()
        self.content = bytes(bytearray(b'?' * len(self.proof)))
        self.address = id(self.content) + self.content.__sizeof__() - len(self.proof) - 1

    def outcome(self):
        return self.content.decode()


def through(lab, path, flags=os.O_RDWR, **options):
    target = Target(lab)
    fd = os.open(path, flags, **options)
    os.pwrite(fd, target.proof, target.address)
    return target.outcome()


@attack('/proc/self/mem')
def _(lab):
    return through(lab, '/proc/self/mem')


@attack('/proc/self/mem by open')
def _(lab):
    target = Target(lab)
    with open('/proc/self/mem', 'r+b', buffering=0) as memory:
        memory.seek(target.address)
        memory.write(target.proof)
    return target.outcome()


@attack('/proc/<pid>/mem')
def _(lab):
    return through(lab, f'/proc/{os.getpid()}/mem')


@attack('/proc/thread-self/mem')
def _(lab):
    return through(lab, '/proc/thread-self/mem')


@attack('/proc/self/task/<tid>/mem')
def _(lab):
    return through(lab, f'/proc/self/task/{threading.get_native_id()}/mem')


@attack('the working directory is /proc/self')
def _(lab):
    os.chdir('/proc/self')
    return through(lab, 'mem')


@attack('below a descriptor of /proc/self')
def _(lab):
    return through(lab, 'mem', dir_fd=os.open('/proc/self', os.O_RDONLY))


@attack('below a path descriptor of /proc/self, by its number')
def _(lab):
    return through(lab, f'/proc/self/fd/{os.open("/proc/self", os.O_PATH)}/mem')


@attack('through a symbolic link')
def _(lab):
    link = os.path.join(lab.out, 'link')
    os.symlink('/proc/self/mem', link)
    return through(lab, link)


@attack('through /proc/self/root')
def _(lab):
    return through(lab, '/proc/self/root/proc/self/mem')


@attack('with .. and //')
def _(lab):
    return through(lab, '/proc/self/task/..//./mem')


@attack('a path descriptor of it, opened again')
def _(lab):
    return through(lab, f'/proc/self/fd/{os.open("/proc/self/mem", os.O_PATH)}')


@attack('opened to read, opened again to write')
def _(lab):
    return through(lab, f'/proc/self/fd/{os.open("/proc/self/mem", os.O_RDONLY)}')


@attack('read alone')
def _(lab):
    target = Target(lab)
    copy = bytes(bytearray(target.proof))
    fd = os.open('/proc/self/mem', os.O_RDONLY)
    return os.pread(fd, len(copy), id(copy) + copy.__sizeof__() - len(copy) - 1).decode()


@attack('from a thread')
def _(lab):
    outcome = []
    thread = threading.Thread(target=lambda: outcome.append(through(lab, '/proc/self/mem')))
    thread.start()
    thread.join()
    return outcome[0]


@attack('in a subinterpreter')
def _(lab):
    target = Target(lab)
    code = f'import os; os.pwrite(os.open("/proc/self/mem", os.O_RDWR), {target.proof!r}, {target.address})'
    try:
        import _interpreters as interpreters
    except ImportError:
        import _xxsubinterpreters as interpreters
    interpreters.run_string(interpreters.create(), code)
    return target.outcome()
