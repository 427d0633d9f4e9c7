"""The libraries that the packages carry: fetched by the lock, compared with its hashes, unpacked without what nobody needs."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Iterable, Iterator, Mapping

from builder.description import CHECKOUT, PACKAGING, Architecture, Description

LOCK = PACKAGING / "vendored.lock"
CACHE = CHECKOUT / ".cache" / "wheels"

OLDEST_PYTHON = "3.9"
"""The wheels are chosen for it, and run on all that came later."""

_LICENCE = re.compile(r"[^/]+\.dist-info/(?:licenses/)?(?:LICEN[CS]E|NOTICE)[^/]*", re.IGNORECASE)
_NEEDLESS = re.compile(
    r"(?:[^/]+/)?tests?/.*|[^/]+\.data/.*|[^/]+\.dist-info/(?!METADATA$).*|.*\.pyi|boto3/examples/.*"
)
"""Tests, scripts, examples, installers' notes, and types for other people's checkers. METADATA stays: scanners of libraries read it."""


class LockError(Exception):
    """The lock, the description and the wheels do not fit together; the message says how."""


def locked(description: Description, lock: Path = LOCK) -> Mapping[str, str]:
    """Name of each library that is carried -> its requirement with its hashes, as the lock has it. Raises LockError."""
    blocks = re.findall(r"^([A-Za-z0-9._-]+)==((?:.*\\\n)*.*\n)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    found = {name: f"{name}=={rest}" for name, rest in blocks if name not in description.left_out}
    unread, gone = set(found) - set(description.libraries), set(description.libraries) - set(found)
    if unread:
        raise LockError(f"package.toml says nothing of {', '.join(sorted(unread))}: leave it out, or read its licence")
    if gone:
        raise LockError(f"package.toml tells of {', '.join(sorted(gone))}, which the lock does not have")
    return found


def fetch(description: Description, architecture: Architecture, lock: Path = LOCK, cache: Path = CACHE) -> list[Path]:
    """The wheels, from the cache or else through pip. Raises LockError, CalledProcessError."""
    blocks = locked(description, lock)
    pure = {name: block for name, block in blocks.items() if name not in description.compiled}
    compiled = {name: block for name, block in blocks.items() if name in description.compiled}
    return [
        *_fetched(pure, cache / "any", "--platform=any", "--implementation=py", "--abi=none"),
        *_fetched(
            compiled, cache / architecture.rpm,
            f"--platform={architecture.wheels}", "--implementation=cp", "--abi=abi3",
        ),
    ]  # fmt: skip


def _fetched(blocks: Mapping[str, str], directory: Path, *kind: str) -> list[Path]:
    missing = {name: block for name, block in blocks.items() if _cached(name, block, directory) is None}
    if missing:
        directory.mkdir(parents=True, exist_ok=True)
        wanted = directory / "wanted.txt"
        wanted.write_text("".join(missing.values()), encoding="utf-8")
        subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--require-hashes", "--no-deps",
                "--only-binary=:all:", f"--python-version={OLDEST_PYTHON}", *kind, "--dest", str(directory), "-r", str(wanted),
            ],
            check=True,
        )  # fmt: skip
    found = {name: _cached(name, block, directory) for name, block in blocks.items()}
    lacking = sorted(name for name, wheel in found.items() if wheel is None)
    if lacking:
        raise LockError(f"no wheel of {', '.join(lacking)} in {directory} has a hash that the lock has")
    return [wheel for wheel in found.values() if wheel is not None]


def _cached(name: str, block: str, directory: Path) -> Path | None:
    """The wheel of a library, if it is there, of the version in the lock, and has one of the lock's hashes."""
    version = re.match(r"[^=]+==(\S+)", block)
    stem = f"{name.replace('-', '_')}-{version[1] if version else ''}-"
    for wheel in directory.glob(f"{stem}*.whl"):
        if f"sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}" in block:
            return wheel
    return None


def unpack(wheels: Iterable[Path], target: Path, services: Iterable[str]) -> None:
    """Lay the libraries out below a directory, without what is needless and without the data of other services.

    boto3's own data is for its resources, which nobody here uses.
    """
    kept = tuple(f"botocore/data/{service}/" for service in services)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                of_a_service = re.match(r"boto(?:core|3)/data/[^/]+/", name)
                if (
                    not name.endswith("/")
                    and not _NEEDLESS.fullmatch(name)
                    and (not of_a_service or name.startswith(kept))
                ):
                    archive.extract(name, target)


def licences(wheels: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Name of each library, and the texts of its licence and notices, word for word."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = sorted(name for name in archive.namelist() if _LICENCE.fullmatch(name))
            texts = [archive.read(name).decode("utf-8").strip("\n") for name in names]
        if not texts:
            raise LockError(f"{wheel.name} brings no licence")
        yield wheel.name.partition("-")[0].replace("_", "-"), f"\n\n{'-' * 80}\n\n".join(texts) + "\n"
