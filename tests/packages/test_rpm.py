"""The .rpm in the hands of the real rpm, on a Debian that stands in for a distribution of its kind."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Iterator, Sequence

import pytest

from builder import units
from tests.packages.conftest import NEXT, Built, build, opened
from tests.packages.throw_away_root import Root

RPMS_OWN = re.compile(r"/var/lib/rpm/.*|/root/.*\.rpm|/run/.*")

SHELL = ("/bin/sh", "findutils", "grep")
"""What every distribution has beside a Python."""


def pretend(directory: Path, name: str, provides: Sequence[str], files: Sequence[str] = ()) -> Path:
    """An .rpm that stands in for a distribution's own, with empty programs."""
    lines = [
        f"Name: {name}", "Version: 1", "Release: 1", "Summary: a", "License: a", "BuildArch: noarch", "AutoReqProv: no",
        *(f"Provides: {item}" for item in provides), "%description", "a", "%install", "mkdir -p %{buildroot}/usr/bin",
        *(f"printf '#!/bin/sh\\nexec /usr/bin/python3 \"$@\"\\n' > %{{buildroot}}{file}; chmod 755 %{{buildroot}}{file}" for file in files),
        "%files", *files,
    ]  # fmt: skip
    specification = directory / f"{name}.spec"
    specification.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(
        ["rpmbuild", "-bb", "--quiet", f"--define=_topdir {directory}", f"--define=_rpmdir {directory}",
         "--define=_build_name_fmt %{NAME}.rpm", "--define=__os_install_post %{nil}", str(specification)],
        check=True, capture_output=True,
    )  # fmt: skip
    return directory / f"{name}.rpm"


def rpm(root: Root, arguments: str) -> None:
    """Run rpm, which must have nothing to say but Debian's own warning against it."""
    assert [line for line in root.run(f"rpm {arguments}").splitlines() if not line.startswith("rpm: ")] == []


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    """A root with a database of rpm's, in which a shell and a Python are."""
    if shutil.which("rpm") is None:
        pytest.skip("rpm is not on this machine")
    with opened(tmp_path_factory.mktemp("distribution")) as root:
        root.run("printf 'ID=rhel\\nVERSION_ID=9.6\\nNAME=\"Red Hat Enterprise Linux\"\\n' > /etc/os-release")
        own = pretend(tmp_path_factory.mktemp("pretend"), "distribution", (*SHELL, "python3 = 3.11"))
        root.run(f"rpm --initdb; rpm --install {root.bring(own)}")
        yield root


@pytest.mark.parametrize(
    ("pythons", "accepted"),
    [
        (["python3 = 3.9.18"], True),
        (["python3 = 3.13.1"], True),
        (["python3 = 3.6.8", "python3.12"], True),
        (["python3 = 3.6.8", "python3.11"], True),
        (["python3.9"], True),
        (["python3 = 3.6.15", "python311"], True),
        (["python3 = 3.6.8"], False),
        (["python3 = 3.6.8", "python3.8"], False),
        ([], False),
    ],
)
def test_any_python_that_is_new_enough_will_do(
    built: Built, tmp_path: Path, pythons: list[str], accepted: bool
) -> None:
    if shutil.which("rpm") is None:
        pytest.skip("rpm is not on this machine")
    own = pretend(tmp_path, "distribution", (*SHELL, *pythons))
    aside = ["rpm", f"--dbpath={tmp_path}/database"]
    subprocess.run([*aside, "--initdb"], check=True)
    subprocess.run([*aside, "--install", "--justdb", str(own)], check=True)
    tried = subprocess.run([*aside, "--install", "--test", str(built.rpm)], check=False, capture_output=True, text=True)
    assert (tried.returncode == 0) == accepted, tried.stderr
    assert accepted or "python3 >= 3.9 or python3.12" in tried.stderr


def test_the_life_of_a_package(distribution: Root, built: Built, tmp_path: Path) -> None:
    """Installed, upgraded with a unit switched off, downgraded, erased."""
    root = distribution
    later = build(tmp_path / "later", "--architecture=amd64", "--family=rpm", f"--version={NEXT}")
    before = root.changed()
    rpm(root, f"--install {root.bring(built.rpm)}")
    own = root.run("agent-bootstrap version")
    example = "/usr/share/doc/agent-bootstrap/examples/agent-bootstrap.toml"
    assert f"{example}: good." in root.run(f"agent-bootstrap config validate {example}")
    assert "takes .rpm packages" in root.run("agent-bootstrap check --region eu-west-1", exit_code=3)
    for unit in units.find().enabled:
        assert root.run(f"systemctl is-enabled {unit}").strip() == "enabled"
    rpm(root, "--verify agent-bootstrap")
    assert int(root.run("find /usr/lib/agent-bootstrap -name '*.pyc' | wc -l")) > 500

    root.run("systemctl disable agent-bootstrap-unconfigured.service")
    rpm(root, f"--upgrade {root.bring(later.rpm)}")
    assert root.run("agent-bootstrap version") == f"agent-bootstrap {NEXT}\n" != own
    assert root.run("systemctl is-enabled agent-bootstrap-unconfigured.service || true").strip() == "disabled"
    rpm(root, f"--upgrade --oldpackage /root/{built.rpm.name}")
    assert root.run("agent-bootstrap version") == own
    assert int(root.run("find /usr/lib/agent-bootstrap -name '*.pyc' | wc -l")) > 500

    root.run("mkdir -m 700 /var/lib/agent-bootstrap && touch /var/lib/agent-bootstrap/registration.json")
    root.run("echo 'region = \"eu-west-1\"' > /etc/agent-bootstrap/conf.d/site.toml")
    rpm(root, "--erase agent-bootstrap")
    kept = {"/var/lib/agent-bootstrap/registration.json", "/etc/agent-bootstrap/conf.d/site.toml"}
    assert {name for name in root.changed() - before if not RPMS_OWN.fullmatch(name)} == kept
    root.run("test ! -e /usr/lib/agent-bootstrap")


def test_the_administrators_presets_decide_what_is_enabled(distribution: Root, built: Built) -> None:
    distribution.run(
        "mkdir -p /etc/systemd/system-preset && echo 'disable *' > /etc/systemd/system-preset/00-site.preset"
    )
    distribution.run(f"rpm --install {distribution.bring(built.rpm)}")
    assert distribution.run("systemctl is-enabled agent-bootstrap.service || true").strip() == "disabled"
    distribution.run("rpm --erase agent-bootstrap && rm /etc/systemd/system-preset/00-site.preset")


def test_the_newest_python_runs_it_and_gets_its_byte_code_when_it_comes(
    distribution: Root, built: Built, tmp_path: Path
) -> None:
    root, python = distribution, "/usr/lib/agent-bootstrap/python"
    root.run(f"rpm --install {root.bring(built.rpm)} && /usr/lib/agent-bootstrap/byte-code remove")
    other = pretend(tmp_path, "other", (), ["/usr/bin/other"])
    root.run(f"rpm --install {root.bring(other)}")
    assert root.run("find /usr/lib/agent-bootstrap -name '*.pyc'") == ""
    newer = pretend(tmp_path, "python3.13", (), ["/usr/bin/python3.13"])
    root.run(f"rpm --install {root.bring(newer)}")
    assert int(root.run("find /usr/lib/agent-bootstrap -name '*.pyc' | wc -l")) > 500

    for minor in (9, 10, 12):
        root.run(f"printf '#!/bin/sh\\necho {minor}\\n' > /usr/bin/python3.{minor}; chmod 755 /usr/bin/python3.{minor}")
    root.run("rpm --erase python3.13; rm -f /usr/bin/python3.11")
    for minor in (12, 10, 9):
        assert root.run(f"{python} --version").strip() == str(minor)
        root.run(f"rm /usr/bin/python3.{minor}")
    root.run(
        "rm /usr/bin/python3; printf '#!/bin/sh\\necho the system\\n' > /usr/bin/python3; chmod 755 /usr/bin/python3"
    )
    assert root.run(f"{python} --version") == "the system\n"
