"""Other code of the process watched. The effect: the answer holds a secret that only a local variable of the handler's code ever had."""

import importlib
import os
import sys
import threading

from lab import attack

CATEGORY = 'inspector'


def licensed():
    return importlib.import_module('business').licensed()


def local_secret(frame):
    return frame.f_locals.get('license') if frame.f_code.co_filename.endswith('/business.py') else None


@attack('sys.settrace', proves='secret')
def _(lab):
    seen = []

    def trace(frame, event, argument):
        seen.append(local_secret(frame))
        return trace

    sys.settrace(trace)
    licensed()
    sys.settrace(None)
    return next(filter(None, seen))


@attack('sys.setprofile', proves='secret')
def _(lab):
    seen = []
    sys.setprofile(lambda frame, event, argument: seen.append(local_secret(frame)))
    licensed()
    sys.setprofile(None)
    return next(filter(None, seen))


@attack('threading.settrace', proves='secret')
def _(lab):
    seen = []

    def trace(frame, event, argument):
        seen.append(local_secret(frame))
        return trace

    threading.settrace(trace)
    thread = threading.Thread(target=licensed)
    thread.start()
    thread.join()
    return next(filter(None, seen))


@attack('sys.monitoring', proves='secret')
def _(lab):
    seen = []
    monitoring = sys.monitoring
    monitoring.use_tool_id(3, 'x')
    monitoring.register_callback(3, monitoring.events.PY_RETURN, lambda code, offset, value: seen.append(local_secret(sys._getframe(1))))
    monitoring.set_events(3, monitoring.events.PY_RETURN)
    licensed()
    return next(filter(None, seen))


@attack('bdb', proves='secret')
def _(lab):
    import bdb

    seen = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame):
            seen.append(local_secret(frame))
            self.set_step()

    Debugger().runcall(licensed)
    return next(filter(None, seen))


@attack('sys.remote_exec on the process itself')
def _(lab):
    script = os.path.join(lab.out, 'script.py')
    with open(script, 'w') as file:
        file.write(f'import sys\nsys.{lab.code}')
    sys.remote_exec(os.getpid(), script)
    for _ in range(1000000):
        if hasattr(sys, 'proof'):
            return sys.proof
