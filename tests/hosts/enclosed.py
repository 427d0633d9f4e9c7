"""The first process in a booted host's namespaces: lays out disk and network, starts the AWS side, boots the host.

It serves until its standard input ends. The kernel then ends everything in its namespaces, so nothing outlives a test.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import tomli

from agent_bootstrap.sandbox import DIRECTORY, furniture, network
from agent_bootstrap.sandbox.world import NAME_SERVERS
from tests.hosts.roots import SOURCE, STAND_INS

NAME = "server"

_WORK = Path("/run/host")
INSIDE = "/usr/lib/test-host"
"""Where the host has the programs of `tests/hosts/inside`."""

_LENT = {
    str(Path(__file__).with_name("inside")): INSIDE,
    str(SOURCE): f"{STAND_INS}/source/agent_bootstrap",
    str(Path(tomli.__file__).parent): f"{STAND_INS}/source/tomli",
}
"""Directories of this machine that are shown to the host, to be read only."""

_REBOOTS = 133
"""What systemd-nspawn ends with when the host wants to be booted again, and a supervisor is to do so."""

_HOST_ADDRESS = "10.10.0.100"
_LINK_ADDRESS = "10.10.0.1"
"""The AWS side's end of the cable. Its name servers' addresses are in the same network, and it answers for them."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """What it is started with. The directories are outside."""

    root: str
    """The root file system below the host's own layer."""
    meeting: str
    """Where the AWS side and the test meet."""
    packages: str
    """What is /packages in the host."""
    disk: str
    """How much may be written on the host's disk, as mount(8) takes it for tmpfs."""

    def to_text(self) -> str:
        return json.dumps(vars(self))


def main(plan: Plan) -> None:
    """Say where the disk is, then `ready` once the host boots and everything answers."""
    disk = _lay_out_disk(plan)
    _lay_out_network()
    aws = subprocess.Popen(
        [sys.executable, "-m", "agent_bootstrap.sandbox.aws_side"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert aws.stdout is not None
    if aws.stdout.readline() != "ready\n":
        raise RuntimeError("the AWS side did not start; its words are above")
    _furnish(disk, Path(DIRECTORY, "ca.pem"))
    threading.Thread(target=_run_host, args=(disk, plan.packages), daemon=True).start()
    print("ready", flush=True)  # noqa: T201  the test waits for it
    sys.stdin.read()


def _lay_out_disk(plan: Plan) -> Path:
    """A throw-away layer over the root file system; and the directory of the AWS side where the AWS side looks for it."""
    _run("mount", "-t", "tmpfs", "-o", f"mode=755,size={plan.disk}", "tmpfs", "/run")
    lower, upper, work, disk = plan.root, _WORK / "upper", _WORK / "work", _WORK / "disk"
    for directory in (upper, work, disk, Path(DIRECTORY)):
        directory.mkdir(parents=True)
    _run("mount", "-t", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={work}", "overlay", str(disk))
    _run("mount", "--bind", plan.meeting, DIRECTORY)
    return disk


def _lay_out_network() -> None:
    """A cable between this network, where the AWS side is, and the host's; no route leads anywhere else."""
    network.build()
    _run("ip", "netns", "add", NAME)
    _run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "eth0", "netns", NAME)
    for network_of, link, address in ((), "cable", _LINK_ADDRESS), (("-n", NAME), "eth0", _HOST_ADDRESS):
        _run("ip", *network_of, "address", "add", f"{address}/24", "dev", link)
        _run("ip", *network_of, "link", "set", link, "up")
    _run("ip", "-n", NAME, "link", "set", "lo", "up")
    _run("ip", "-n", NAME, "route", "add", "10.0.0.0/8", "via", _LINK_ADDRESS)


def _furnish(disk: Path, authority: Path) -> None:
    """Let the host resolve names in the closed network, and trust its certificates."""
    # The timeout spares a test of a silent name server glibc's twenty seconds.
    servers = "".join(f"nameserver {address}\n" for address in NAME_SERVERS)
    (disk / "etc/resolv.conf").unlink(missing_ok=True)
    (disk / "etc/resolv.conf").write_text(f"{servers}options timeout:1 attempts:1\n", encoding="ascii")
    (disk / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {NAME}\n", encoding="ascii")
    (disk / "etc/hostname").write_text(f"{NAME}\n", encoding="ascii")
    furniture.trust(authority, disk / "etc/ssl/certs/ca-certificates.crt")


def _run_host(disk: Path, packages: str) -> None:
    """Boot the host as often as it wants; PID 1 in it is its systemd. Its console goes where this program's errors go."""
    command = [
        "systemd-nspawn", "--quiet", "--boot", f"--directory={disk}", f"--machine={NAME}",
        "--capability=CAP_NET_ADMIN", "--register=no", "--keep-unit", "--console=pipe", "--resolv-conf=off", "--timezone=off",
        f"--network-namespace-path=/run/netns/{NAME}",
        *(f"--bind-ro={outside}:{inside}" for outside, inside in {packages: "/packages", **_LENT}.items()),
    ]  # fmt: skip
    environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
    ended = _REBOOTS
    while ended == _REBOOTS:
        ended = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment
        ).returncode


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Plan(**json.loads(sys.argv[1])))
