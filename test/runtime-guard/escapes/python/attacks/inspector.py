"""Other code of the process observed. The effect: the answer contains a secret that only a local variable of the handler's code had."""

import importlib
import os
import sys
import threading
import time

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


def in_another(install):
    """Resumes a running thread after the observer is installed."""
    ready = threading.Event()
    thread = threading.Thread(target=lambda: (ready.wait(), licensed()))
    thread.start()
    try:
        install()
    finally:
        ready.set()
        thread.join()


@attack('threading.settrace_all_threads', proves='secret')
def _(lab):
    seen = []

    def trace(frame, event, argument):
        seen.append(local_secret(frame))
        return trace

    in_another(lambda: threading.settrace_all_threads(trace))
    return next(filter(None, seen))


@attack('threading.setprofile_all_threads', proves='secret')
def _(lab):
    seen = []
    in_another(lambda: threading.setprofile_all_threads(lambda frame, event, argument: seen.append(local_secret(frame))))
    return next(filter(None, seen))


@attack('a profiler whose clock looks around', proves='secret')
def _(lab):
    import cProfile

    seen = []

    def clock():
        frame = sys._getframe(1)
        while frame:
            seen.append(local_secret(frame))
            frame = frame.f_back
        return 0

    in_another(cProfile.Profile(clock).enable)
    licensed()
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


@attack('the frames of all threads', proves='secret')
def _(lab):
    seen, done = [], []

    def watch():
        while not done:
            for frame in sys._current_frames().values():
                while frame:
                    seen.extend(filter(None, [local_secret(frame)]))
                    frame = frame.f_back

    importlib.import_module('business').len = lambda value: time.sleep(0.1)
    thread = threading.Thread(target=watch)
    thread.start()
    licensed()
    done.append(True)
    thread.join()
    return seen[0]


@attack('the errors of all threads', proves='secret')
def _(lab):
    business = importlib.import_module('business')
    seen = []

    def fail(value):
        raise ValueError

    def look():
        for error in sys._current_exceptions().values():
            error = error[1] if isinstance(error, tuple) else error
            trace = error.__traceback__ if error else None
            while trace:
                seen.append(local_secret(trace.tb_frame))
                trace = trace.tb_next

    business.len = fail
    try:
        business.licensed()
    except ValueError:
        look()
    return next(filter(None, seen))


@attack('an audit hook of our own', proves='secret')
def _(lab):
    seen = []
    business = importlib.import_module('business')
    business.len = lambda value: sys.audit('lab.length') or 1
    sys.addaudithook(lambda event, arguments: seen.append(local_secret(sys._getframe(2))) if event == 'lab.length' else None)
    business.licensed()
    return next(filter(None, seen))
