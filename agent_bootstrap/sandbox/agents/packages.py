"""Publishes the stand-in agents: builds and signs their packages and lays them out as the objects of AWS's buckets."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Callable, Optional

from agent_bootstrap.sandbox.agents import cloudwatch_agent, debian_package, rpm_package, ssm_agent
from agent_bootstrap.sandbox.agents.cloudwatch_agent import packaging as cloudwatch_packaging
from agent_bootstrap.sandbox.agents.package_tree import Package, architecture
from agent_bootstrap.sandbox.agents.signing import SigningKeys
from agent_bootstrap.sandbox.agents.ssm_agent import packaging as ssm_packaging
from agent_bootstrap.sandbox.world import CLOUDWATCH_BUCKET, SSM_BUCKET

FINGERPRINTS = "fingerprints.json"

_NAMES = {"amazon-ssm-agent": "ssm_agent", "amazon-cloudwatch-agent": "cloudwatch_agent"}
"""Package -> its name in FINGERPRINTS."""

_CLOUDWATCH_FOLDERS = {
    "deb": ("debian", "ubuntu"),
    "rpm": ("amazon_linux", "centos", "oracle_linux", "redhat", "suse"),
}
_SSM_FOLDERS = {"deb": "debian", "rpm": "linux"}


@dataclasses.dataclass(frozen=True)
class _Family:
    """A family of distributions, and the order for its packages."""

    name: str
    build: Callable[[Package, Path], None]


_FAMILIES = {"deb": _Family("deb", debian_package.build), "rpm": _Family("rpm", rpm_package.build)}


def publish(objects: Path, interpreter: str, keys: Path, family: str = "deb", cache: Optional[Path] = None) -> None:
    """Put both agents' packages, signatures and versions below `objects/BUCKET/KEY`, and the public keys into `keys`.

    `interpreter` is the absolute path of the Python that shall run the agents, `family` is `deb` or `rpm`. What was built
    is kept in `cache`, if there is one, and is the same the next time. Raises CalledProcessError, with what dpkg-deb,
    rpmbuild or gpg said.
    """
    packages = (ssm_packaging.describe(interpreter, family), cloudwatch_packaging.describe(interpreter, family))
    with tempfile.TemporaryDirectory(prefix="agent-bootstrap-packages-") as scratch:
        built = cache / _digest(packages, family) if cache else Path(scratch) / "built"
        if not built.is_dir():
            _build(packages, _FAMILIES[family], built)
        for package, paths in zip(packages, (_ssm_keys(family), _cloudwatch_keys(family))):
            for path in paths:
                _link(built / f"{package.name}.{family}", objects / path)
                _link(built / f"{package.name}.{family}.sig", objects / f"{path}.sig")
        _publish_keys(built, keys, objects)
    for channel in ("latest", "stable"):
        _write(objects / SSM_BUCKET / channel / "VERSION", f"{ssm_agent.VERSION}\n")


def _build(packages: tuple[Package, ...], family: _Family, target: Path) -> None:
    """Build, sign, and only then let the directory appear under its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=target.parent, prefix=".making-"))
    fingerprints = {}
    with SigningKeys() as signing_keys:
        for package in packages:
            file = making / f"{package.name}.{family.name}"
            family.build(package, file)
            key = signing_keys.make(package.user)
            signing_keys.sign(key, file, file.with_name(f"{file.name}.sig"))
            _write(making / f"{package.name}.asc", key.armored)
            fingerprints[_NAMES[package.name]] = key.fingerprint
    _write(making / FINGERPRINTS, json.dumps(fingerprints, indent=2) + "\n")
    making.chmod(0o755)
    try:
        making.rename(target)
    except OSError:
        # Somebody else built the same meanwhile; theirs is as good.
        shutil.rmtree(making)


def _publish_keys(built: Path, keys: Path, objects: Path) -> None:
    keys.mkdir(parents=True, exist_ok=True)
    for name in (*(f"{package}.asc" for package in _NAMES), FINGERPRINTS):
        _write(keys / name, (built / name).read_text(encoding="ascii"))
    _link(built / "amazon-cloudwatch-agent.asc", objects / CLOUDWATCH_BUCKET / "assets" / "amazon-cloudwatch-agent.gpg")


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


def _digest(packages: tuple[Package, ...], family: str) -> str:
    return hashlib.sha256(f"{family} {packages!r}".encode()).hexdigest()[:32]


def _link(source: Path, target: Path) -> None:
    """A second name for the same file; a copy where the cache lies on another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.unlink()
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="ascii")
