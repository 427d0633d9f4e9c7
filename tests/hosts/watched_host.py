"""A booted host with the daemon on it, seen as tests/sandbox/scenes sees the one in the sandbox."""

from __future__ import annotations

import contextlib
import datetime
import json
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Optional, TypeVar

from agent_bootstrap.sandbox.world import World
from tests.hosts import roots, supplies
from tests.hosts.booted import BootedHost
from tests.hosts.playing import Player
from tests.sandbox.scenes.watched import PATIENCE_SECONDS, QUICK, STATUS, Errand, Heard

_PAUSE_SECONDS = 0.3
_INTERVALS = "/etc/agent-bootstrap/conf.d/90-intervals.toml"

_TO_A_FILE = 'bash -euc "$1" > /run/said 2>&1; code=$?; cat /run/said; exit $code'
"""What a script leaves running keeps a pipe open, and a file not."""

T = TypeVar("T")


@contextlib.contextmanager
def settled(release: str, supplied: Path, meeting: Path) -> Iterator[WatchedHost]:
    """A host of this release of Debian that a daemon has set up, and looks after. `meeting` is an empty directory."""
    supplies.bring(supplied, meeting)
    (meeting / "world.json").write_text(World().to_json(), encoding="utf-8")
    with BootedHost(roots.root(release), meeting, supplied / supplies.PRODUCT, "1g") as host:
        host.write(Player.settings(supplied / supplies.KEYS, Path(__file__).with_name("settings")))
        watched = WatchedHost(host)
        watched.settle()
        yield watched


class WatchedHost:
    """What is told is read from the host's own journal; what the daemon sends out is systemd's, and not seen here."""

    def __init__(self, host: BootedHost) -> None:
        self._host = host

    def settle(self) -> None:
        """Install the package, and wait until the daemon has set everything up."""
        began = time.time()
        self._host.write({_INTERVALS: (QUICK, 0o644)})
        self.run("dpkg --install /packages/agent-bootstrap.deb")
        self.until("everything is set up", lambda: self.well(began))
        # What `systemctl status` shows is told last.
        self.until(
            "it is told", lambda: "Converged" in self.run("systemctl show agent-bootstrap --property=StatusText")
        )

    def an_hour_passes(self) -> None:
        """By then the daemon has forgotten its repairs, as does one that is started anew without its memory; all is well with it."""
        began = time.time()
        script = "rm -f /var/lib/agent-bootstrap/daemon.json"
        # Where a fault took settings away, agent-bootstrap.path may start it in the same moment, which cancels this start.
        self.run(f"systemctl stop agent-bootstrap.service; {script}; systemctl start agent-bootstrap.service || true")
        self.until("all is well", lambda: self.well(began))

    def world(self, **change: Any) -> None:
        """The closed network is a healthy one from now on, but for this."""
        self._host.change(World(**change))

    def run(self, script: str) -> str:
        """Root types this. Returns what it prints."""
        ended = self._host.command("bash", "-c", _TO_A_FILE, "-", script)
        assert ended.exit_code == 0, f"{script}\n{ended.output}{ended.errors}"
        return ended.output

    def reload(self) -> None:
        """Let the daemon read its changed settings now; agent-bootstrap.path would a second later."""
        self.run("systemctl reload agent-bootstrap.service")

    def heard(self, since: float) -> list[Heard]:
        """What the journal was told since then."""
        only = f"--since=@{since:.6f} SYSLOG_IDENTIFIER=agent-bootstrap _SYSTEMD_UNIT=agent-bootstrap.service"
        # Also of another machine-id: a fault changes it.
        lines = self.run(f"journalctl --merge --no-pager --output=json {only}").splitlines()
        entries = [json.loads(line) for line in lines]
        return [
            Heard(int(entry["__REALTIME_TIMESTAMP"]) / 1e6, _fields(entry))
            for entry in entries
            if "MESSAGE_ID" in entry
        ]

    def errands(self, since: float) -> list[Errand]:
        """None that can be seen."""
        return []

    def until(self, what: str, condition: Callable[[], Optional[T]], patience: float = PATIENCE_SECONDS) -> T:
        """Wait until this is so, and return what makes it so."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(_PAUSE_SECONDS)
        told = self._host.run("agent-bootstrap status; journalctl --no-pager --lines=60").output
        raise AssertionError(f"not so after {patience:.0f} s: {what}\n{told}\non the console:\n{self._host.console()}")

    def well(self, since: float) -> bool:
        """Whether the daemon has found all well by a look that began since then."""
        report = json.loads(self._host.run(f"cat {STATUS} || echo '{{}}'").output)
        if not report.get("converged"):
            return False
        return datetime.datetime.fromisoformat(report["started_at"].replace("Z", "+00:00")).timestamp() >= since


def _fields(entry: Mapping[str, Any]) -> dict[str, str]:
    """The fields; one that is there more than once has a line for each."""
    return {name: "\n".join(value) if isinstance(value, list) else str(value) for name, value in entry.items()}
