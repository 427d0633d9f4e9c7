"""Processes: starts one as systemd would, tells which belong together, and ends them."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import time
from pathlib import Path
from typing import Callable, Iterable, Iterator, Mapping, Optional

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.init.endings import EXIT_CHDIR, EXIT_EXEC, EXIT_USER

_PR_SET_NAME = 15
_PR_SET_CHILD_SUBREAPER = 36
"""linux/prctl.h."""

_POLL = 0.02
"""Seconds between two looks at processes that were told to end."""


@value_object
class Launch:
    """Everything that a new process is given."""

    program: str
    arguments: list[str]
    environment: Mapping[str, str]
    directory: str = "/"
    user: str = ""
    output: int = -1
    """Descriptor for its standard output and error; standard input is /dev/null then. Negative: it inherits ours."""
    prepare: Optional[Callable[[], None]] = None
    """Called in the child, last before it becomes the program."""


def call_ourselves(name: str) -> None:
    """Set this process's name as /proc/PID/comm shows it (at most 15 bytes)."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own. PID 1 always is; any other process has to ask."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(launch: Launch) -> tuple[int, str]:
    """Fork and become the program. Gives the process ID, and what went wrong on the way (empty: nothing did)."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:
        _become(launch, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        # The other end is closed by the kernel at the very moment in which the program takes over.
        return child, pipe.read().decode()


def _become(launch: Launch, complaints: int) -> None:
    """The child's part; does not return."""
    step, code = "CHDIR", EXIT_CHDIR
    try:
        reset_signals()
        os.chdir(launch.directory.lstrip("-"))
        step, code = "USER", EXIT_USER
        _become_user(launch.user)
        if launch.output >= 0:
            _detach(launch.output)
        if launch.prepare:
            launch.prepare()
        step, code = "EXEC", EXIT_EXEC
        os.execvpe(launch.program, launch.arguments, dict(launch.environment))
    except (OSError, KeyError) as error:
        reason = error.strerror if isinstance(error, OSError) else "No such process"
        os.write(complaints, f"Failed at step {step} spawning {launch.program}: {reason}".encode())
    finally:
        os._exit(code)


def reset_signals() -> None:
    """In a child: signals do to it what they do to any program."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGTTOU):
        signal.signal(number, signal.SIG_DFL)


def _become_user(name: str) -> None:
    if not name:
        return
    entry = pwd.getpwuid(int(name)) if name.isdigit() else pwd.getpwnam(name)
    os.initgroups(entry.pw_name, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def _detach(output: int) -> None:
    """A session of its own, nothing to read, and `output` to write to."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def parents() -> dict[int, int]:
    """Every process's parent, from /proc."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(errors="replace")
            except OSError:  # It has ended between the two looks.
                continue
            # The name, in parentheses, may hold anything; state and parent follow it.
            state, parent = stat.rpartition(")")[2].split()[:2]
            if state not in "ZX":
                found[int(entry.name)] = int(parent)
    return found


def descendants(ancestor: int) -> set[int]:
    """The living descendants of a process, without itself."""
    children: dict[int, list[int]] = {}
    for process, parent in parents().items():
        children.setdefault(parent, []).append(process)
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        fresh = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(fresh)
        waiting += fresh
    return found


def carrying(assignment: str) -> Iterator[int]:
    """The living processes in whose environment `NAME=VALUE` stands: it is inherited, so it marks a family."""
    needle = assignment.encode()
    for process in parents():
        try:
            environment = Path(f"/proc/{process}/environ").read_bytes()
        except OSError:  # It has ended, or is somebody's whose environment we may not see.
            continue
        if needle in environment.split(b"\0"):
            yield process


def name_of(process: int) -> str:
    """The name that the kernel shows for a process; empty when it has ended."""
    try:
        return Path(f"/proc/{process}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def send(number: int, targets: Iterable[int]) -> None:
    """Send a signal to those that are still there."""
    for process in targets:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def end_descendants(grace: float) -> None:
    """End and reap all that is below this process: SIGTERM, then SIGKILL to what lives after `grace` seconds."""
    send(signal.SIGTERM, descendants(os.getpid()))
    deadline = time.monotonic() + grace
    while _reap() and time.monotonic() < deadline:
        time.sleep(_POLL)
    while _reap():
        send(signal.SIGKILL, descendants(os.getpid()))
        time.sleep(_POLL)


def _reap() -> bool:
    """Collect what has ended; whether children are left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
