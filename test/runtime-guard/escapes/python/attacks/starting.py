"""Programs started by parts of the library with other purposes. The effect: the program ran."""

import os
import sys

from lab import attack, tcl

CATEGORY = 'childProcess'


@attack('Tcl starts one')
def _(lab):
    tcl(f'exec {{{lab.program}}} {{{lab.marker}}}')


@attack('Tcl reads from one')
def _(lab):
    tcl(f'close [open "|{{{lab.program}}} {{{lab.marker}}}" r]')


@attack('a group of its own')
def _(lab):
    os.waitpid(os.posix_spawn(lab.program, [lab.program, lab.marker], {}, setpgroup=0), 0)


@attack('what keeps track of resources')
def _(lab):
    import multiprocessing.resource_tracker
    import multiprocessing.spawn
    import multiprocessing.util

    multiprocessing.spawn.set_executable(lab.program)
    multiprocessing.util._args_from_interpreter_flags = lambda: [lab.marker]
    multiprocessing.resource_tracker._resource_tracker.ensure_running()
    os.wait()


@attack('what hands on descriptors')
def _(lab):
    import multiprocessing.util

    reading, _ = os.pipe()
    os.waitpid(multiprocessing.util.spawnv_passfds(lab.program.encode(), [lab.program, lab.marker], (reading,)), 0)


@attack('what looks for the address of a card')
def _(lab):
    import uuid

    os.environ['PATH'] = os.path.dirname(lab.program)
    with uuid._get_command_stdout('effect', lab.marker) as output:
        output.read()


@attack('a loop that starts one')
def _(lab):
    import asyncio

    async def start():
        transport, _ = await asyncio.get_running_loop().subprocess_exec(asyncio.SubprocessProtocol, lab.program, lab.marker)
        await asyncio.sleep(0.3)
        transport.close()

    asyncio.run(start())


@attack('one that inherits all that is open')
def _(lab):
    import subprocess

    sys.executable = lab.program
    subprocess.Popen([sys.executable, lab.marker], close_fds=False, restore_signals=False).wait()
