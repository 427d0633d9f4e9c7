"""Runs inside the sandbox: converges a server, starts the daemon, watches what it uses, and prints all figures as JSON."""

# ruff: noqa: T201  (figures are printed; that is what it is for)

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Sequence

DROP_IN = Path("/etc/agent-bootstrap/conf.d/90-footprint.toml")
STATUS = Path("/run/agent-bootstrap/status.json")
CHANGED = [
    Path("/var/lib/agent-bootstrap", name)
    for name in ("registration.json", "common-config.json", "ssm-agent-configuration.json", "cloudwatch-agent.json")
]
"""Files that a look at this server reads, a new one each time: one that changed and meant nothing is left alone for a while."""

LOOKS = 8

TICKS = os.sysconf("SC_CLK_TCK")
SETTLE_SECONDS = 6.0
"""Longer than a look and the one after a repair take together."""

ARRIVED_SECONDS = 60.0
"""Until the CloudWatch agent has run for two minutes, a round of measuring and sending: before that nobody asks for what arrived."""

NAIVE = "import boto3, requests, psutil, dns.resolver, tenacity, rich.console, distro; boto3.client('ssm', region_name='eu-west-1')"


def main() -> None:
    """Measure everything."""
    subprocess.run(["agent-bootstrap", "bootstrap", "--quiet"], check=True, stdout=sys.stderr)
    DROP_IN.parent.mkdir(exist_ok=True)
    _watch(local_interval=86400, network_interval=3)
    daemon = subprocess.Popen(["agent-bootstrap", "daemon"], stdout=sys.stderr)
    time.sleep(2 * SETTLE_SECONDS)
    looks = _looks(daemon.pid)
    _watch(local_interval=1, network_interval=86400)
    os.kill(daemon.pid, signal.SIGHUP)
    time.sleep(SETTLE_SECONDS)
    figures = {
        "look": looks,
        "local": _costs(daemon.pid, [functools.partial(path.chmod, 0o640) for path in CHANGED]),
        "glance": _glances(daemon.pid),
        "memory": _memory(daemon.pid),
        "libraries": _libraries(daemon.pid),
        "threads": len(list(Path(f"/proc/{daemon.pid}/task").iterdir())),
        "files": len(list(Path(f"/proc/{daemon.pid}/fd").iterdir())),
        "naive": _naive(),
        "bare": _seconds([sys.executable, "-I", "-S", "-c", "pass"]),
        "seconds": {words: _seconds(["agent-bootstrap", words]) for words in ("--help", "status")},
    }
    daemon.terminate()
    daemon.wait()
    time.sleep(ARRIVED_SECONDS)
    figures["depths"] = {depth: [_look(depth) for _ in range(3)] for depth in ("network", "everything")}
    print(json.dumps(figures))


def _watch(**intervals: int) -> None:
    lines = "".join(f"{name} = {seconds}\n" for name, seconds in intervals.items())
    DROP_IN.write_text(f"[daemon]\n{lines}", encoding="utf-8")


def _looks(pid: int) -> list[float]:
    """Seconds of processor time, of the daemon and its child, from the end of one look to the end of the next."""
    ends = []
    for _ in range(LOOKS + 1):
        known = STATUS.stat().st_ino
        while STATUS.stat().st_ino == known:
            time.sleep(0.05)
        ends.append(_processor_time(pid))
    return [later - earlier for earlier, later in zip(ends, ends[1:])]


def _costs(pid: int, causes: Sequence[Callable[[], None]]) -> list[float]:
    """Seconds of processor time, of the daemon and its child, that the look for each cause costs."""
    found = []
    for cause in causes:
        before = _processor_time(pid)
        cause()
        time.sleep(SETTLE_SECONDS)
        found.append(_processor_time(pid) - before)
    return found


def _glances(pid: int) -> list[float]:
    """Seconds of processor time of one glance, as the mean of many: the kernel counts in hundredths of a second."""
    number = 10
    found = []
    for _ in range(3):
        before = _processor_time(pid)
        time.sleep(number)
        found.append((_processor_time(pid) - before) / number)
    return found


def _processor_time(pid: int) -> float:
    """Of the process and of the children that it waited for: utime, stime, cutime and cstime of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def _look(depth: str) -> float:
    """Seconds of processor time of a look of this depth, by itself."""
    before = os.times()
    subprocess.run(["agent-bootstrap", "plan", "--quiet", "--json", "--depth", depth], check=True, stdout=sys.stderr)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _memory(pid: int) -> float:
    """Megabytes of PSS."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def _libraries(pid: int) -> int:
    """How many libraries of others are loaded: compiled modules outside of Python's own."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    return len({line.split()[-1] for line in maps.splitlines() if "site-packages" in line})


def _naive() -> float:
    """Megabytes of PSS of a daemon that loads all that the program uses, and sleeps."""
    script = f"{NAIVE}\nprint(flush=True)\nimport time; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    found = _memory(process.pid)
    process.kill()
    process.wait()
    return found


def _seconds(command: Sequence[str]) -> list[float]:
    def once() -> float:
        started = time.monotonic()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.monotonic() - started

    return [once() for _ in range(7)]


if __name__ == "__main__":
    main()
