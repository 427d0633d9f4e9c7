"""The root file system of a Debian release: made by mmdebstrap when it is missing, kept outside the tree, never changed."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

import agent_bootstrap

SUITES = {"11": "bullseye", "12": "bookworm", "13": "trixie"}

PACKAGES = ("ca-certificates", "dbus", "gpgv", "iproute2", "procps", "python3", "systemd", "systemd-sysv")
"""What a small server has beside Debian's essential packages. Whatever else the product needs, it must bring along."""

STAND_INS = Path("/usr/lib/agent-stand-ins")
"""Where the stand-in agents find what they need: `library` is put there by `furnish-root`, `source` is this checkout's."""

SOURCE = Path(agent_bootstrap.__file__).parent
"""What the stand-in agents are made of, and what is shown to the hosts."""

_FURNISH = Path(__file__).with_name("furnish-root")


@functools.cache
def root(release: str) -> Path:
    """The directory of a release's root file system (`11`, `12`, `13`). One process makes it, the others wait for it.

    Raises RuntimeError with what mmdebstrap said, CalledProcessError where the release's Python cannot read the stand-ins.
    """
    recipe = "\n".join([SUITES[release], platform.machine(), *PACKAGES, _FURNISH.read_text(encoding="utf-8")])
    made = _cache() / f"debian-{release}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
    made.parent.mkdir(parents=True, exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(SUITES[release], made)
        _compile(made)
    return made


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "agent-bootstrap-tests")


def _compile(made: Path) -> None:
    """Have the release's own Python compile the stand-ins where they come from: a host may only read them, and starts them often."""
    source = f"{STAND_INS}/source"
    script = 'mount -t tmpfs tmpfs "$1$2"; mkdir "$1$2/agent_bootstrap"; mount --bind "$3" "$1$2/agent_bootstrap"; chroot "$1" $4 "$2"'
    compiling = "python3 -ISm compileall -q"
    subprocess.run(
        ["unshare", "--mount", "sh", "-euc", script, "sh", str(made), source, str(SOURCE), compiling],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _make(suite: str, target: Path) -> None:
    # Beside its place first, so that half of one never stands there.
    half = target.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    options = ["--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}", f"--customize-hook={_FURNISH}"]
    # In memory first: dpkg waits for the disk after every file, and a root file system has ten thousand.
    script = 'mount -t tmpfs -o mode=755 tmpfs "$1"; mmdebstrap $3 "$4" "$1/root"; cp -a "$1/root" "$2"'
    with tempfile.TemporaryDirectory() as memory:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-euc", script, "sh", memory, str(half), " ".join(options), suite],
            check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"mmdebstrap cannot make Debian {suite}:\n{done.stdout}{done.stderr}")
    half.rename(target)
