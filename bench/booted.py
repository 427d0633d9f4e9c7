"""What the daemon costs on booted hosts, installed from its package: memory, and processor time at the default intervals.

`python -m bench.booted [RELEASE...]`, as root; Debian 11, 12 and 13 unless said, about three minutes each.
"""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Sequence

from agent_bootstrap.daemon.timetable import DEEP_LOOKS
from agent_bootstrap.host.errands import LOOK
from bench.footprint import GLANCES_AN_HOUR, LOOKS_AN_HOUR
from bench.footprint_inside import ARRIVED_SECONDS
from tests.hosts import supplies
from tests.hosts.roots import SUITES
from tests.hosts.watched_host import WatchedHost, settled

_UNIT = "agent-bootstrap.service"
_INTERVALS = "/etc/agent-bootstrap/conf.d/90-intervals.toml"
_LOOK = "agent-bootstrap plan --depth {} --evidence --json --quiet"
_LOOKS = 5
_SETTLE_SECONDS = 12.0
"""Longer than the first look after a start takes, and the one that may follow it."""
_WATCHED_SECONDS = 30.0


def main(releases: Sequence[str]) -> None:
    """Measure and print."""
    print(
        "| Debian | PSS, MB | a glance, ms | a look, ms | in starts of the interpreter alone | the deepest look, ms | an hour, s |\n"
        "|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as made:
        supplied = Path(made, "supplies")
        supplies.make(supplied)
        for release in releases:
            meeting = Path(made, release)
            meeting.mkdir()
            with settled(release, supplied, meeting) as host:
                print(_row(release, host), flush=True)


def _row(release: str, host: WatchedHost) -> str:
    own = _per_look(host)
    look = _often(host, _LOOK.format("network"))
    bare = _often(host, "python3 -I -S -c pass")
    glance = _per_glance(host)
    memory = host.run(f"grep ^Pss: /proc/$(systemctl show {_UNIT} --property=MainPID --value)/smaps_rollup").split()[1]
    time.sleep(ARRIVED_SECONDS)
    deepest = _often(host, _LOOK.format("everything"))
    hour = GLANCES_AN_HOUR * glance + LOOKS_AN_HOUR * (own + look + (deepest - look) / DEEP_LOOKS)
    figures = (
        f"{int(memory) / 1024:.1f}",
        f"{glance * 1000:.1f}",
        f"{(own + look) * 1000:.0f}",
        f"{(own + look) / bare:.0f}",
        f"{(own + deepest) * 1000:.0f}",
        f"{hour:.2f}",
    )
    return f"| {release} | {' | '.join(figures)} |"


def _often(host: WatchedHost, command: str) -> float:
    return statistics.median(_consumed(host, command) for _ in range(_LOOKS))


def _per_look(host: WatchedHost) -> float:
    """Seconds of processor time that the daemon's own unit needs for a look, beside the errand."""
    _watch(host, local_interval=3600, network_interval=4)
    script = f"journalctl --unit={LOOK.unit} --output=cat --no-pager | grep --count ^Started"
    before, looks = _processor_time(host), int(host.run(script))
    time.sleep(_WATCHED_SECONDS)
    return (_processor_time(host) - before) / (int(host.run(script)) - looks)


def _per_glance(host: WatchedHost) -> float:
    _watch(host, local_interval=1, network_interval=86400)
    before = _processor_time(host)
    time.sleep(_WATCHED_SECONDS)
    return (_processor_time(host) - before) / _WATCHED_SECONDS


def _watch(host: WatchedHost, **intervals: int) -> None:
    lines = "".join(f"{name} = {seconds}\\n" for name, seconds in intervals.items())
    host.run(f"printf '[daemon]\\n{lines}' > {_INTERVALS}; systemctl restart {_UNIT}")
    time.sleep(_SETTLE_SECONDS)


def _processor_time(host: WatchedHost) -> float:
    return int(host.run(f"systemctl show {_UNIT} --property=CPUUsageNSec --value")) / 1e9


def _consumed(host: WatchedHost, command: str) -> float:
    """Seconds of processor time of a transient unit with a look's rights, as systemd counts them."""
    rights = " ".join(f"--property='{item}'" for item in ("CPUAccounting=yes", *LOOK.properties))
    said = host.run(f"systemd-run --wait --pipe {rights} {command} 2>&1 > /dev/null")
    found = re.search(r"CPU time consumed: (?:(\d+)s )?([\d.]+)(m?s)", said)
    assert found, said
    return int(found[1] or 0) + float(found[2]) / (1000 if found[3] == "ms" else 1)


if __name__ == "__main__":
    main(sys.argv[1:] or list(SUITES))
