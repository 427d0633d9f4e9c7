"""Publishes the stand-in agents: builds and signs their packages and lays them out as the objects of AWS's buckets."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Callable, Mapping

from agent_bootstrap.sandbox.agents import cloudwatch_agent, debian_package, rpm_package, ssm_agent
from agent_bootstrap.sandbox.agents.cloudwatch_agent import packaging as cloudwatch_packaging
from agent_bootstrap.sandbox.agents.package_tree import Interpreter, Package, architecture
from agent_bootstrap.sandbox.agents.signing import SigningKeys
from agent_bootstrap.sandbox.agents.ssm_agent import packaging as ssm_packaging
from agent_bootstrap.sandbox.world import CLOUDWATCH_BUCKET, SSM_BUCKET

FINGERPRINTS = "fingerprints.json"

SHELL = f"{rpm_package.SHELL.name}.rpm"
"""What an RPM host must have before it takes an agent's package."""

_NAMES = {"amazon-ssm-agent": "ssm_agent", "amazon-cloudwatch-agent": "cloudwatch_agent"}
"""Package -> its name in FINGERPRINTS."""

_CLOUDWATCH_FOLDERS = {
    "deb": ("debian", "ubuntu"),
    "rpm": ("amazon_linux", "centos", "oracle_linux", "redhat", "suse"),
}
_SSM_FOLDERS = {"deb": "debian", "rpm": "linux"}


_BUILDERS: Mapping[str, Callable[[Package, Path], None]] = {"deb": debian_package.build, "rpm": rpm_package.build}


def build(interpreter: Interpreter, family: str, directory: Path) -> None:
    """Build both agents' packages in a new directory, with their signatures and the public keys.

    `interpreter` shall run the agents, `family` is `deb` or `rpm`. Raises CalledProcessError, with what dpkg-deb, rpmbuild or
    gpg said.
    """
    directory.mkdir(parents=True)
    fingerprints = {}
    with SigningKeys() as signing_keys:
        for package in (
            ssm_packaging.describe(interpreter, family),
            cloudwatch_packaging.describe(interpreter, family),
        ):
            file = directory / f"{package.name}.{family}"
            _BUILDERS[family](package, file)
            key = signing_keys.make(package.user)
            signing_keys.sign(key, file, file.with_name(f"{file.name}.sig"))
            _write(directory / f"{package.name}.asc", key.armored.encode())
            fingerprints[_NAMES[package.name]] = key.fingerprint
    _write(directory / FINGERPRINTS, json.dumps(fingerprints, indent=2).encode() + b"\n")
    if family == "rpm":
        rpm_package.build(rpm_package.SHELL, directory / SHELL)


def publish(built: Path, family: str, objects: Path) -> None:
    """Lay out what `build` made as `objects/BUCKET/KEY`, with the files that say which version is there."""
    for package, keys in (
        ("amazon-ssm-agent", _ssm_keys(family)),
        ("amazon-cloudwatch-agent", _cloudwatch_keys(family)),
    ):
        for key in keys:
            _link(built / f"{package}.{family}", objects / key)
            _link(built / f"{package}.{family}.sig", objects / f"{key}.sig")
    _link(built / "amazon-cloudwatch-agent.asc", objects / CLOUDWATCH_BUCKET / "assets" / "amazon-cloudwatch-agent.gpg")
    for channel in ("latest", "stable"):
        _write(objects / SSM_BUCKET / channel / "VERSION", f"{ssm_agent.VERSION}\n".encode())


def _ssm_keys(family: str) -> list[str]:
    folder = f"{_SSM_FOLDERS[family]}_{architecture()}"
    versions = ("latest", "stable", ssm_agent.VERSION)
    return [f"{SSM_BUCKET}/{version}/{folder}/amazon-ssm-agent.{family}" for version in versions]


def _cloudwatch_keys(family: str) -> list[str]:
    return [
        f"{CLOUDWATCH_BUCKET}/{folder}/{architecture()}/{version}/amazon-cloudwatch-agent.{family}"
        for folder in _CLOUDWATCH_FOLDERS[family]
        for version in ("latest", cloudwatch_agent.VERSION)
    ]


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(source, target)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
