"""A booted host: a Debian with systemd as PID 1, in a closed network of its own, for as long as a `with` block lasts."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Mapping, Optional, Sequence

import psutil

from agent_bootstrap.sandbox.world import World
from tests.hosts.control_group import ControlGroup
from tests.hosts.enclosed import INSIDE, Plan

_UNIT = "test-runner"
"""The unit that runs what a test wants to be run."""

_BOOT_SECONDS = 60.0
"""How long a boot may take: half a second here, and CI may be busy."""

_PAUSE_SECONDS = 0.03
_RUN_SECONDS = 150.0
"""How long a command may take: longer than a run of the program that is told to end after two minutes."""


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a command in the host ended."""

    exit_code: int
    output: str
    errors: str


class BootedHost:
    """One host. `root` is its root file system, `meeting` holds `objects/` for S3, `packages` is /packages in it."""

    def __init__(self, root: Path, meeting: Path, packages: Path, disk: str) -> None:
        """`disk` is the size of its disk, as `1g`."""
        self._meeting = meeting
        self._plan = Plan(str(root), str(meeting), str(packages), disk)
        self._console = meeting / "console"
        self._control_group = ControlGroup()
        self._leader = 0
        self._enclosure: subprocess.Popen[str]
        self._runner: subprocess.Popen[str]

    def __enter__(self) -> BootedHost:
        flags = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"]
        enclosed = [sys.executable, "-m", "tests.hosts.enclosed", self._plan.to_text()]
        with self._console.open("wb") as console:
            self._enclosure = subprocess.Popen(
                self._control_group.entered("unshare", *flags, *enclosed),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=console, text=True,
            )  # fmt: skip
        assert self._enclosure.stdout is not None
        if self._enclosure.stdout.readline() != "ready\n":
            raise RuntimeError(f"the host did not start:\n{self.console()}")
        self._await_boot(before=0)
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._enclosure.kill()
        # Taking namespaces down takes a second or two: the next test does not wait for it.
        threading.Thread(target=self._tidy_up).start()

    def _tidy_up(self) -> None:
        self._enclosure.wait()
        self._control_group.remove()

    def run(self, script: str) -> Ended:
        """Run bash as root in the host."""
        return self.command("bash", "-euc", script)

    def command(self, *command: str, given: bytes = b"") -> Ended:
        """Run a command as root in the host."""
        asked = {"command": command, "given": base64.b64encode(given).decode(), "seconds": _RUN_SECONDS}
        assert self._runner.stdin is not None
        assert self._runner.stdout is not None
        self._runner.stdin.write(json.dumps(asked) + "\n")
        self._runner.stdin.flush()
        return Ended(**json.loads(self._runner.stdout.readline()))

    def write(self, files: Mapping[str, tuple[str, int]]) -> None:
        """Put files of root's into the host, as a person would who copies them there: path -> text and mode."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as packed:
            for path, (text, mode) in files.items():
                entry = tarfile.TarInfo(path.lstrip("/"))
                entry.mode, entry.size, entry.mtime = mode, len(text.encode()), int(time.time())
                packed.addfile(entry, io.BytesIO(text.encode()))
        ended = self.command("tar", "--extract", "--directory=/", given=archive.getvalue())
        assert ended.exit_code == 0, ended.errors

    def reboot(self) -> None:
        """Reboot, and wait until the host runs again."""
        before = self._leader
        subprocess.run([*self.entering(), "systemctl", "reboot"], check=True, capture_output=True)
        self._await_boot(before)

    def change(self, world: World) -> None:
        """Let the closed network behave so from now on."""
        file = self._meeting / "world.json"
        new = file.with_suffix(".new")
        new.write_text(world.to_json(), encoding="utf-8")
        new.replace(file)

    def calls(self) -> list[dict[str, Any]]:
        """What the AWS side has answered: service, operation and status of each."""
        try:
            lines = (self._meeting / "requests.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    def console(self) -> str:
        """What was said on the console, and by the AWS side."""
        return self._console.read_text(encoding="utf-8", errors="replace")

    def entering(self) -> Sequence[str]:
        """In front of a client of the host's systemd. Anything else would have rights here that the host does not have."""
        return [
            "nsenter",
            f"--target={self._leader}",
            "--mount",
            "--uts",
            "--ipc",
            "--net",
            "--pid",
            "--root",
            "--wd=/",
        ]

    def _await_boot(self, before: int) -> None:
        """Wait until another systemd than `before` is PID 1 and has started what it starts."""
        deadline = time.monotonic() + _BOOT_SECONDS
        state = "no systemd yet"
        while time.monotonic() < deadline:
            leader = self._find_leader()
            if leader not in (0, before):
                self._leader = leader
                state = self._state()
                if state in ("running", "degraded"):
                    self._start_runner()
                    return
            time.sleep(_PAUSE_SECONDS)
        raise RuntimeError(f"the host did not boot ({state}):\n{self.console()}")

    def _state(self) -> str:
        asked = [*self.entering(), "systemctl", "is-system-running"]
        done = subprocess.run(asked, check=False, capture_output=True, text=True)
        return done.stdout.strip() or done.stderr.strip()

    def _start_runner(self) -> None:
        unit = ["--pipe", "--wait", "--quiet", "--collect", f"--unit={_UNIT}", "--setenv=LANG=C.UTF-8"]
        self._runner = subprocess.Popen(
            [*self.entering(), "systemd-run", *unit, "--setenv=HOME=/root", "python3", f"{INSIDE}/runner.py"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _find_leader(self) -> int:
        """The process that is PID 1 in the host; 0 if there is none now."""
        for process in psutil.Process(self._enclosure.pid).children(recursive=True):
            try:
                parent = process.parent()
                if process.name() == "systemd" and parent and parent.name() == "systemd-nspawn":
                    return process.pid
            except psutil.NoSuchProcess:
                continue
        return 0
