"""A daemon in the sandbox, and somebody who hears all that it tells and sees all that it sends out.

For use inside. The journal's socket is a real one, so what is heard are entries with their fields; each errand goes through a
small program in front of systemd-run that keeps what it was told and what it brought home.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Sequence, TypeVar

from agent_bootstrap.host.journal_socket import ADDRESS
from agent_bootstrap.reporting.journal import message_id
from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.world import World
from tests.unit.host.datagrams import journal_entry

PATIENCE_SECONDS = 200.0
"""How long anything may take before it is given up: a machine that does much else is no fault of the program."""

STATUS = Path("/run/agent-bootstrap/status.json")
_MEMORY = Path("/var/lib/agent-bootstrap/daemon.json")
DROP_IN = Path("/etc/agent-bootstrap/conf.d/90-intervals.toml")
RARE_METRICS = "[cloudwatch_agent.metrics]\ninterval = 3600\n"
"""An agent that sends nothing meanwhile: what it has once complained of counts for five minutes, also when the fault is over."""

QUICK = f"[daemon]\nlocal_interval = 1\nnetwork_interval = 3\n[reporting]\ninterval = 5\n{RARE_METRICS}"

_ERRANDS = Path("/run/errands")
_WITNESS = f"""#!/bin/sh
errand={_ERRANDS}/$(date +%s%N)
echo "$@" > $errand.new; mv $errand.new $errand.words
/usr/local/bin/systemd-run "$@" > $errand.out
code=$?
mv $errand.out $errand.report; cat $errand.report
exit $code
"""

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Heard:
    """An entry of the journal."""

    at: float
    """Seconds since 1970."""
    fields: Mapping[str, str]

    @property
    def steps(self) -> Sequence[str]:
        """All that it is about."""
        return self.fields.get("AGENT_BOOTSTRAP_STEP", "").splitlines()

    @property
    def kind(self) -> str:
        """The code of a problem, or else `healed` or `repaired`."""
        known = {message_id(word): word for word in ("healed", "repaired", "settings-warning")}
        return self.fields.get("AGENT_BOOTSTRAP_CODE") or known[self.fields["MESSAGE_ID"]]

    @property
    def owner(self) -> str:
        return self.fields.get("AGENT_BOOTSTRAP_OWNER", "")

    @property
    def details(self) -> str:
        return self.fields.get("AGENT_BOOTSTRAP_DETAILS", "")


@dataclasses.dataclass(frozen=True)
class Errand:
    """What was sent out, and what it brought home."""

    began: float
    """Seconds since 1970."""
    ended: float
    words: str
    codes: frozenset[str]
    """Of all problems in its report."""
    converged: bool
    """Whether its report says so."""

    @property
    def looks_deepest(self) -> bool:
        """Whether it asks AWS what has arrived, too."""
        return " plan --depth everything " in f" {self.words} "

    @property
    def looks_at_everything(self) -> bool:
        return any(f" plan --depth {depth} " in f" {self.words} " for depth in ("network", "everything"))


class Journal:
    """Listens where systemd-journald would."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        Path(ADDRESS).parent.mkdir(parents=True, exist_ok=True)
        Path(ADDRESS).unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(ADDRESS)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            fields = journal_entry(self._socket.recv(1 << 20))
            if fields.get("SYSLOG_IDENTIFIER") == "agent-bootstrap":
                self.heard.append(Heard(time.time(), fields))


class Watched:
    """The server, the daemon on it, and the world around it."""

    def __init__(self, intervals: str = QUICK) -> None:
        self.journal = Journal()
        self.process: Optional[subprocess.Popen[bytes]] = None
        DROP_IN.parent.mkdir(parents=True, exist_ok=True)
        DROP_IN.write_text(intervals, encoding="utf-8")
        _ERRANDS.mkdir()
        witness = Path("/usr/local/sbin/systemd-run")
        witness.write_text(_WITNESS, encoding="ascii")
        witness.chmod(0o755)

    # The daemon.

    def start(self) -> None:
        self.process = subprocess.Popen(["agent-bootstrap", "daemon"])

    def ends(self) -> int:
        """Stop it. Returns its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def reload(self) -> None:
        """What agent-bootstrap.path has done when a settings file changed."""
        assert self.process
        self.process.send_signal(signal.SIGHUP)

    def an_hour_passes(self) -> None:
        """By then the daemon has forgotten its repairs, as does one that is started anew without its memory; all is well with it."""
        self.ends()
        _MEMORY.unlink(missing_ok=True)
        began = time.time()
        self.start()
        self.until("all is well", lambda: self.well(began))

    # The world.

    def world(self, **change: Any) -> None:
        """The closed network is a healthy one from now on, but for this."""
        path = Path(DIRECTORY, "world.json")
        new = path.with_suffix(".new")
        new.write_text(World(**change).to_json(), encoding="utf-8")
        new.replace(path)

    def run(self, script: str) -> str:
        """Somebody types this. Returns what it prints."""
        # What a script leaves running keeps a pipe open, and a file not.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(["bash", "-euc", script], check=False, stdout=said, stderr=said)
            said.seek(0)
            words = said.read()
        assert done.returncode == 0, f"{script}\n{words}"
        return words

    def calls(self, operation: str) -> int:
        """How often AWS was asked for this."""
        lines = Path(DIRECTORY, "requests.jsonl").read_text(encoding="utf-8").splitlines()
        return sum(json.loads(line)["operation"] == operation for line in lines)

    # What is seen and heard.

    def report(self) -> dict[str, Any]:
        """The status file; empty as long as there is none."""
        try:
            found: dict[str, Any] = json.loads(STATUS.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def statuses(self) -> dict[str, str]:
        """Step -> status, or the code of its problem."""
        found = self.report().get("findings", ())
        return {entry["step"]: entry["problem"]["code"] if entry["problem"] else entry["status"] for entry in found}

    def heard(self, since: float) -> list[Heard]:
        """What was told since then."""
        return [entry for entry in self.journal.heard if entry.at >= since]

    def told(self, since: float, step: str, kind: str) -> list[Heard]:
        """What was told of one step, of one kind."""
        return [entry for entry in self.heard(since) if step in entry.steps and entry.kind == kind]

    def errands(self, since: float) -> list[Errand]:
        """What was sent out since then, and is home."""
        paths = [path for path in sorted(_ERRANDS.glob("*.report")) if int(path.stem) / 1e9 >= since]
        return [_errand(path) for path in paths]

    def until(self, what: str, condition: Callable[[], Optional[T]], patience: float = PATIENCE_SECONDS) -> T:
        """Wait until this is so, and return what makes it so."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(0.05)
        told = "\n".join(f"{entry.at:.1f} {entry.steps}: {entry.fields['MESSAGE']}" for entry in self.journal.heard)
        odd = {step: status for step, status in self.statuses().items() if status not in ("ok", "changed")}
        raise AssertionError(f"not so after {patience:.0f} s: {what}\ntold:\n{told}\nnot well: {odd}")

    def well(self, since: float) -> bool:
        """Whether a look at everything that began since then found all well, and this has been told."""
        looked = any(errand.looks_at_everything and errand.converged for errand in self.errands(since))
        return looked and bool(self.report().get("converged"))


def _errand(path: Path) -> Errand:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        # It was ended, or met somebody who holds the lock.
        report = {"findings": (), "converged": False}
    words = path.with_suffix(".words").read_text(encoding="utf-8").strip()
    codes = frozenset(entry["problem"]["code"] for entry in report["findings"] if entry["problem"])
    return Errand(int(path.stem) / 1e9, path.stat().st_mtime, words, codes, report["converged"])


def inside() -> bool:
    """Whether this runs in the sandbox: elsewhere all this would touch a real server."""
    return "AGENT_BOOTSTRAP_SANDBOX" in os.environ
