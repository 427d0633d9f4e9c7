"""The stand-in agents are published as real packages with real signatures, where AWS keeps its own."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from agent_bootstrap.sandbox import world
from agent_bootstrap.sandbox.agents import cloudwatch_agent, ssm_agent
from agent_bootstrap.sandbox.agents.package_tree import architecture
from agent_bootstrap.sandbox.agents.signing import SigningKeys
from tests.stand_ins.agents.conftest import build_and_publish, wait_until

SSM = f"amazon-ssm-eu-west-1/latest/debian_{architecture()}/amazon-ssm-agent.deb"
CLOUDWATCH = f"amazoncloudwatch-agent-eu-west-1/debian/{architecture()}/latest/amazon-cloudwatch-agent.deb"


def _field(package: Path, name: str) -> str:
    return subprocess.run(
        ["dpkg-deb", "-f", str(package), name], check=True, capture_output=True, text=True
    ).stdout.strip()


def _control(package: Path, directory: Path, name: str) -> str:
    subprocess.run(["dpkg-deb", "-e", str(package), str(directory)], check=True)
    return (directory / name).read_text(encoding="utf-8")


def test_the_agents_claim_the_versions_of_the_world() -> None:
    assert ssm_agent.VERSION == world.SSM_AGENT_VERSION
    assert cloudwatch_agent.VERSION == world.CLOUDWATCH_AGENT_VERSION


@pytest.mark.parametrize("path", [SSM, CLOUDWATCH])
def test_a_package_says_that_it_is_a_stand_in(published: Path, path: str) -> None:
    package = published / "objects" / path
    assert _field(package, "Package") == package.stem
    assert "Stand-in" in _field(package, "Description")
    assert _field(package, "Architecture") == architecture()


@pytest.mark.parametrize(("path", "agent"), [(SSM, "ssm_agent"), (CLOUDWATCH, "cloudwatch_agent")])
def test_a_signature_is_good_for_its_package_and_for_no_other_file(
    published: Path, tmp_path: Path, path: str, agent: str
) -> None:
    package = published / "objects" / path
    keyring = tmp_path / "keyring.gpg"
    armored = published / "keys" / f"{package.stem}.asc"
    subprocess.run(["gpg", "--homedir", tmp_path, "--batch", "--dearmor", "--output", keyring, armored], check=True)
    command = ["gpgv", "--status-fd", "1", "--keyring", str(keyring), f"{package}.sig"]
    good = subprocess.run([*command, str(package)], check=False, capture_output=True, text=True)
    fingerprint = json.loads((published / "keys" / "fingerprints.json").read_text())[agent]
    assert len(fingerprint) == 40
    assert f"VALIDSIG {fingerprint}" in good.stdout
    other = subprocess.run([*command, str(armored)], check=False, capture_output=True, text=True)
    assert "BADSIG" in other.stdout


def test_every_version_directory_holds_the_same_package(published: Path) -> None:
    bucket = published / "objects" / "amazon-ssm-eu-west-1"
    folder = f"debian_{architecture()}/amazon-ssm-agent.deb"
    contents = {(bucket / version / folder).read_bytes() for version in ("latest", "stable", world.SSM_AGENT_VERSION)}
    assert len(contents) == 1
    assert (bucket / "latest" / "VERSION").read_text() == f"{world.SSM_AGENT_VERSION}\n"
    key = published / "objects" / "amazoncloudwatch-agent-eu-west-1" / "assets" / "amazon-cloudwatch-agent.gpg"
    assert key.read_text() == (published / "keys" / "amazon-cloudwatch-agent.asc").read_text()


def test_the_ssm_agent_is_started_by_its_package_and_the_cloudwatch_agent_is_not(
    published: Path, tmp_path: Path
) -> None:
    objects = published / "objects"
    assert "systemctl start amazon-ssm-agent" in _control(objects / SSM, tmp_path / "ssm", "postinst")
    assert "snap list amazon-ssm-agent" in (tmp_path / "ssm" / "preinst").read_text()
    assert "enable" not in _control(objects / CLOUDWATCH, tmp_path / "cloudwatch", "postinst").replace("enabled", "")
    assert (tmp_path / "ssm" / "conffiles").read_text() == "/lib/systemd/system/amazon-ssm-agent.service\n"
    assert (
        tmp_path / "cloudwatch" / "conffiles"
    ).read_text() == "/opt/aws/amazon-cloudwatch-agent/etc/common-config.toml\n"


def test_the_agent_of_gnupg_ends_with_its_home() -> None:
    with SigningKeys() as keys:
        keys.make("somebody <somebody@sandbox.invalid>")
        (home,) = (word for word in _agents_homes() if word == keys.home)
    wait_until(lambda: home not in _agents_homes())
    assert not Path(home).exists()


def _agents_homes() -> set[str]:
    """The homes of all processes that call themselves gpg-agent."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_text().split("\0")
            if words[0].endswith("gpg-agent"):
                found.add(words[words.index("--homedir") + 1])
    return found


@pytest.mark.skipif(shutil.which("rpmbuild") is None, reason="rpmbuild is not installed")
def test_an_rpm_lies_where_aws_keeps_those_of_its_family(tmp_path: Path) -> None:
    build_and_publish("rpm", tmp_path)
    package = tmp_path / "objects" / f"amazon-ssm-eu-west-1/latest/linux_{architecture()}/amazon-ssm-agent.rpm"
    assert package.read_bytes().startswith(b"\xed\xab\xee\xdb")
    assert package.with_name("amazon-ssm-agent.rpm.sig").exists()
    folders = {path.name for path in (tmp_path / "objects" / "amazoncloudwatch-agent-eu-west-1").iterdir()}
    assert folders == {"amazon_linux", "assets", "centos", "oracle_linux", "redhat", "suse"}
