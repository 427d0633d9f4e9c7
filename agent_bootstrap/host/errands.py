"""Errands: looks and repairs of this very program, each in a transient unit of systemd's that ends, with rights of its own.

A maintainer script of a package sees nothing of the restrictions of the daemon that wanted it, what an errand leaks ends with it,
and one that hangs is ended by systemd.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import Mapping, Optional, Sequence

from agent_bootstrap.host import this_program
from agent_bootstrap.host.signals import undisturbed
from agent_bootstrap.model.component import component
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.value_object import value_object

ENVIRONMENT = "/run/agent-bootstrap/environment"
"""Settings from the daemon's environment, for its errands: on a command line everybody could read them."""

NOT_STARTED = 127
"""What a shell says of a program that it cannot start."""

_STOP_SECONDS = 4.0
"""systemctl --no-block only hands the job over; the daemon itself must have ended within 5 s."""


@value_object
class Rights:
    """What a kind of errand may do, and for how long."""

    unit: str
    seconds: int
    """After so long systemd ends it."""
    properties: tuple[str, ...] = ()


LOOK = Rights(
    "agent-bootstrap-look.service",
    120,
    (
        # All files and processes may be seen, and files be tried in the name of an agent's user. The mounts stay as they are, for
        # a look tells whether the agents' places can be written to, and how much room there is.
        "CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_SYS_PTRACE CAP_SETUID CAP_SETGID",
        "NoNewPrivileges=yes",
    ),
)
"""Longer than any look takes: the slowest waits 30 s for a program that hangs."""

REPORT = Rights("agent-bootstrap-report.service", 120, ("NoNewPrivileges=yes",))
"""Longer than all reporters take: each gives up after 30 s."""

REPAIR = Rights(
    "agent-bootstrap-repair.service",
    3600,
    # Only the program itself is told to end, so that a package manager may finish what it is doing.
    ("KillMode=mixed", "TimeoutStopSec=300"),
)
"""An hour brings 250 MB of packages through a line of 0.6 Mbit/s."""


_ANSWERS = "SuccessExitStatus=1 3 4 78"
"""Exit codes that come with a report: systemd shall not call such a unit failed. For these systemd-run itself ends with 0, so that the
one that tells of a held lock is none of them."""

GRACE_SECONDS = 330.0
"""How much longer than its time an errand is waited for: TimeoutStopSec= of a repair, and a little."""


@value_object
class Ended:
    """How an errand ended."""

    exit_code: int
    output: str
    errors: str


@value_object
class Running:
    """An errand under way."""

    rights: Rights
    process: Optional[subprocess.Popen[bytes]]
    """None if it could not be started; then `errors` says why."""
    output: int
    errors: int

    def ended(self) -> Optional[Ended]:
        """How it ended; None as long as it has not."""
        exit_code = self.process.poll() if self.process else NOT_STARTED
        if exit_code is None:
            return None
        return Ended(exit_code, _text(self.output), _text(self.errors))


@component
class Errands:
    """Starts this program again."""

    environment: Mapping[str, str]
    """The settings among it are handed on."""

    def start(self, rights: Rights, *arguments: str, code: Optional[Secret] = None) -> Running:
        """Start `agent-bootstrap ARGUMENTS`. The activation code, if there is one, comes through its standard input."""
        output, errors = os.memfd_create("output"), os.memfd_create("errors")
        given = os.memfd_create("input")
        process = None
        try:
            if code is not None:
                os.write(given, code.reveal().encode() + b"\n")
                os.lseek(given, 0, os.SEEK_SET)
                arguments = (*arguments, "--activation-code-file", "-")
            process = subprocess.Popen(
                [*self._transient(rights), *this_program.words(), *arguments],
                stdin=given,
                stdout=output,
                stderr=errors,
                preexec_fn=undisturbed,
            )
        except OSError as error:
            # A full disk or too little memory: there will be another try.
            os.write(errors, str(error).encode(errors="replace"))
        finally:
            os.close(given)
        return Running(rights, process, output, errors)

    def stop(self, running: Running) -> None:
        """Tell systemd to end an errand, and do not wait: a package manager may have to finish."""
        # A systemd that cannot be told is no reason to stay; RuntimeMaxSec= ends the errand all the same.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                ["systemctl", "stop", "--no-block", running.rights.unit],
                check=False,
                timeout=_STOP_SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def abandon(self, running: Running) -> None:
        """Wait no longer for an errand that systemd should have ended."""
        self.stop(running)
        if running.process:
            running.process.kill()
            running.process.wait()

    def _transient(self, rights: Rights) -> list[str]:
        properties = (f"RuntimeMaxSec={rights.seconds}", _ANSWERS, *rights.properties, *self._handed_on())
        return [
            "systemd-run", "--quiet", "--wait", "--pipe", "--collect", f"--unit={rights.unit}",
            *(f"--property={item}" for item in properties), "--",
        ]  # fmt: skip

    def _handed_on(self) -> Sequence[str]:
        ours = {name: value for name, value in self.environment.items() if name.startswith("AGENT_BOOTSTRAP_")}
        if not ours:
            return ()
        descriptor = os.open(ENVIRONMENT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name}={_quoted(value)}\n" for name, value in sorted(ours.items()))
        return (f"EnvironmentFile={ENVIRONMENT}",)


def _quoted(value: str) -> str:
    """A value as systemd.exec(5) reads it from an EnvironmentFile."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'


def _text(descriptor: int) -> str:
    """All that was written to a file without a name, which ends with this."""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read().decode(errors="replace")
