"""Nothing outside the walls changes, as root and as an ordinary user."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

import agent_bootstrap
from tests.sandbox.conftest import Sandbox, run

PLACES = (
    "/etc",
    "/opt",
    "/root/.aws",
    "/usr/bin",
    "/usr/local",
    "/usr/lib/systemd",
    "/lib/systemd",
    "/var/lib",
    "/var/cache",
    "/run",
)

NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env")

VANDAL = (
    "agent-bootstrap bootstrap >/dev/null; rm -rf /etc/ssl /usr/bin/[a-c]*; date > /etc/vandal; ip link set lo down"
)


def fingerprint() -> dict[str, str]:
    """Path, kind, owner, mode, size and time of everything in the places that an installation touches."""
    found = {}
    for place in PLACES:
        for path in [Path(place), *sorted(Path(place).rglob("*"))]:
            try:
                seen = path.lstat()
            except OSError:
                continue
            facts = (seen.st_mode, seen.st_uid, seen.st_gid, seen.st_size, seen.st_mtime_ns, seen.st_ino)
            found[str(path)] = hashlib.sha256(repr(facts).encode()).hexdigest()
    return found


def surroundings() -> list[str]:
    commands = (["ip", "address"], ["ip", "route"], ["hostname"], ["cat", "/proc/mounts"])
    return [subprocess.run(command, check=True, capture_output=True, text=True).stdout for command in commands]


def test_nothing_outside_changes(sandbox: Sandbox) -> None:
    files, around = fingerprint(), surroundings()
    ended = sandbox("--", "bash", "-c", VANDAL)
    assert ended.exit_code == 0, ended.errors
    after = fingerprint()
    assert {path for path in files.keys() | after.keys() if files.get(path) != after.get(path)} == set()
    assert surroundings() == around


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user is what everybody but root is already")
def test_an_ordinary_user_may_rehearse_too(sandbox: Sandbox, readable: str) -> None:
    ended = run("--json", user=(*NOBODY, f"PYTHONPATH={readable}"), python=readable_python(readable))
    if "no user namespaces to ordinary users" in ended.errors:
        pytest.skip(ended.errors)  # Ubuntu 24.04, hardened kernels and chroots; the words are the product's own
    assert ended.exit_code == 0, ended.errors
    assert ended.report["converged"]


@pytest.fixture
def readable() -> Iterator[str]:
    """An import path that everybody may read, wherever this checkout and its libraries lie."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        place = Path(made)
        # Side by side, as pip installs them: the stand-in agents look for libraries nowhere else.
        not_itself = shutil.ignore_patterns("agent_bootstrap")
        libraries = sysconfig.get_paths()["purelib"]
        shutil.copytree(libraries, place, copy_function=_link, ignore=not_itself, dirs_exist_ok=True)
        shutil.copytree(Path(agent_bootstrap.__file__).parent, place / "agent_bootstrap")
        place.chmod(0o755)
        yield made


def _link(source: str, target: str) -> None:
    """A hard link costs nothing; across file systems it has to be a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def readable_python(path: str) -> str:
    """An interpreter of this version that an ordinary user may start."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        command = [*NOBODY, f"PYTHONPATH={path}", candidate, "-c", "import agent_bootstrap, moto"]
        if subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0:
            return candidate
    pytest.skip(f"there is no {version} here that an ordinary user may start")


def test_the_exit_code_of_a_command_comes_out(sandbox: Sandbox) -> None:
    assert sandbox("--", "sh", "-c", "exit 37").exit_code == 37


def test_where_it_cannot_run_it_says_what_is_missing() -> None:
    ended = run("--", "true", user=("env", "PATH=/nonexistent"))
    assert ended.exit_code == 4
    assert "unshare" in ended.errors
    assert "install" in ended.errors


def test_inside_the_sandbox_there_is_no_second_one(sandbox: Sandbox) -> None:
    ended = sandbox("--", "agent-bootstrap", "sandbox")
    assert ended.exit_code == 4
    assert "inside of a sandbox already" in ended.errors


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system for it")
@pytest.mark.usefixtures("sandbox")
def test_a_checkout_on_a_file_system_of_its_own_can_rehearse(tmp_path: Path) -> None:
    place = tmp_path / "mounted"
    place.mkdir()
    checkout = Path(agent_bootstrap.__file__).parents[1]
    script = f"mount --bind {checkout} {place} && cd {place} && {sys.executable} -m agent_bootstrap sandbox -- pwd"
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], check=False, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == (f"{place}\n", 0), done.stderr
