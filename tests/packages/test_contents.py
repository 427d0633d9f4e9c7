"""What is in the packages: the same bytes from each build, in our own places, root's, and clean in lintian's eyes."""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest

from builder import units
from builder.description import CHECKOUT
from tests.packages.conftest import Built, build

SHARED = (
    "/etc/agent-bootstrap", "/usr/lib/agent-bootstrap", "/usr/share/agent-bootstrap", "/usr/share/doc/agent-bootstrap",
)  # fmt: skip
SINGLE = re.compile(
    r"/usr/bin/agent-bootstrap"
    r"|/usr/lib/systemd/system/agent-bootstrap[a-z-]*\.(?:service|path)"
    r"|/usr/lib/systemd/system-preset/80-agent-bootstrap\.preset"
    r"|/usr/share/bash-completion/completions/agent-bootstrap"
    r"|/usr/share/fish/vendor_completions\.d/agent-bootstrap\.fish"
    r"|/usr/share/zsh/(?:vendor-completions|site-functions)/_agent-bootstrap"
    r"|/usr/share/man/man8/agent-bootstrap\.8\.gz"
    r"|/usr/share/lintian/overrides/agent-bootstrap"
)
LARGEST = 2_500_000
"""Bytes. It was 1.8 MB; botocore's data alone, unpruned, would be eight times that."""


def members(package: Path, tmp_path: Path) -> list[tarfile.TarInfo]:
    """Everything that a .deb holds."""
    with (tmp_path / "data.tar").open("wb") as file:
        subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, stdout=file)
    with tarfile.open(tmp_path / "data.tar") as archive:
        return archive.getmembers()


def files_of_rpm(package: Path) -> list[list[str]]:
    """Name, mode, owner and group of everything that an .rpm holds."""
    form = "[%{FILENAMES} %{FILEMODES:octal} %{FILEUSERNAME} %{FILEGROUPNAME}\n]"
    asked = subprocess.run(
        ["rpm", "--query", "--package", f"--queryformat={form}", str(package)], check=True, capture_output=True, text=True
    )  # fmt: skip
    return [line.split() for line in asked.stdout.splitlines()]


def is_ours(name: str) -> bool:
    return SINGLE.fullmatch(name) is not None or any(name == place or name.startswith(f"{place}/") for place in SHARED)


def test_two_builds_have_the_same_bytes(built: Built, tmp_path: Path) -> None:
    again = build(
        tmp_path, "--architecture=amd64", umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="C", HOME=str(tmp_path)
    )
    for package in (again.deb, again.rpm):
        assert (
            hashlib.sha256(package.read_bytes()).digest()
            == hashlib.sha256(built.one(package.name).read_bytes()).digest()
        )


def test_there_is_a_package_for_each_family_and_architecture(built: Built) -> None:
    assert len(list(built.directory.iterdir())) == 4
    for package in built.directory.iterdir():
        assert package.stat().st_size < LARGEST
    for package, architecture in ((built.one("_arm64.deb"), b"\xb7"), (built.deb, b"\x3e")):
        library = "./usr/lib/agent-bootstrap/psutil/_psutil_linux.abi3.so"
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as process:
            found = subprocess.run(
                ["tar", "x", "--to-stdout", library], stdin=process.stdout, check=True, capture_output=True
            )
        assert found.stdout[:4] == b"\x7fELF"
        assert found.stdout[18:19] == architecture  # e_machine of elf(5)


def test_a_deb_holds_nothing_outside_our_places_and_all_of_it_is_roots(built: Built, tmp_path: Path) -> None:
    for member in members(built.deb, tmp_path):
        name = member.name[1:]
        assert member.isdir() or is_ours(name), name
        assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "root", "root")
        programs = ("/usr/bin/agent-bootstrap", "/usr/lib/agent-bootstrap/byte-code")
        assert member.mode == (0o755 if member.isdir() or name in programs else 0o644), name


def test_an_rpm_holds_nothing_outside_our_places_and_all_of_it_is_roots(built: Built) -> None:
    programs = ("/usr/bin/agent-bootstrap", "/usr/lib/agent-bootstrap/byte-code", "/usr/lib/agent-bootstrap/python")
    for name, mode, owner, group in files_of_rpm(built.rpm):
        assert is_ours(name), name
        assert (owner, group) == ("root", "root")
        is_directory = stat.S_ISDIR(int(mode, 8))
        assert stat.S_IMODE(int(mode, 8)) == (0o755 if is_directory or name in programs else 0o644), name


def test_both_families_hold_the_same_program_and_every_unit(built: Built, tmp_path: Path) -> None:
    home = "/usr/lib/agent-bootstrap"
    deb = {member.name[1:] for member in members(built.deb, tmp_path)}
    rpm = {name for name, *_ in files_of_rpm(built.rpm)}
    assert {name for name in rpm if name.startswith(home)} - {f"{home}/python"} == {
        name for name in deb if name.startswith(home)
    }
    for unit in units.find().files:
        assert f"/usr/lib/systemd/system/{unit.name}" in deb & rpm


def test_the_sandbox_and_what_only_tests_need_stay_out(built: Built, tmp_path: Path) -> None:
    names = [member.name for member in members(built.deb, tmp_path)]
    assert [
        name for name in names if re.search(r"/(sandbox|tests?|moto|flask|cryptography|trustme)/|__pycache__", name)
    ] == []


def test_lintian_has_no_complaint(built: Built) -> None:
    if shutil.which("lintian") is None:
        pytest.skip("lintian is not on this machine")
    asked = subprocess.run(["lintian", "--allow-root", str(built.deb)], check=False, capture_output=True, text=True)
    assert (asked.returncode, asked.stdout) == (0, "")


def test_the_manual_is_good_roff_and_tells_of_every_verb(unpacked: Path) -> None:
    if shutil.which("man") is None:
        pytest.skip("man is not on this machine")
    page = unpacked / "usr/share/man/man8/agent-bootstrap.8.gz"
    shown = subprocess.run(
        ["man", "--warnings", "--encoding=UTF-8", "--local-file", str(page)],
        check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
    )  # fmt: skip
    assert shown.stderr == ""
    for verb in ("bootstrap", "check", "daemon", "identity", "sandbox"):
        assert re.search(rf"^   {verb}$", shown.stdout, re.MULTILINE)


def test_every_shell_can_read_its_completions(unpacked: Path) -> None:
    scripts = {
        "bash": "usr/share/bash-completion/completions/agent-bootstrap",
        "fish": "usr/share/fish/vendor_completions.d/agent-bootstrap.fish",
        "zsh": "usr/share/zsh/vendor-completions/_agent-bootstrap",
    }
    for shell, name in scripts.items():
        assert "dns-nxdomain" in (unpacked / name).read_text(encoding="utf-8")
        if shutil.which(shell):
            subprocess.run([shell, "-n", str(unpacked / name)], check=True)


def test_bash_completes_a_verb(unpacked: Path) -> None:
    script = unpacked / "usr/share/bash-completion/completions/agent-bootstrap"
    asked = (
        f'. {script}; COMP_WORDS=(agent-bootstrap boot); COMP_CWORD=1; _shtab_agent_bootstrap; echo "${{COMPREPLY[*]}}"'
    )
    done = subprocess.run(["bash", "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["bootstrap"]


def test_the_licence_of_every_library_is_brought(unpacked: Path) -> None:
    licences = {path.stem for path in (unpacked / "usr/share/doc/agent-bootstrap/licences").iterdir()}
    home = unpacked / "usr/lib/agent-bootstrap"
    libraries = {path.name.partition("-")[0].replace("_", "-") for path in home.glob("*.dist-info")}
    assert licences == libraries | {"agent-bootstrap"}
    assert (CHECKOUT / "LICENSE").read_bytes() == (
        unpacked / "usr/share/doc/agent-bootstrap/licences/agent-bootstrap.txt"
    ).read_bytes()
