"""The description of the packages, package.toml, as frozen values."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any, Mapping

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGING = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGING.parent


@dataclasses.dataclass(frozen=True)
class Architecture:
    """A kind of machine, as each tool names it."""

    deb: str
    rpm: str

    @property
    def wheels(self) -> str:
        """The platform of compiled wheels: glibc 2.17 is older than every system with Python 3.9."""
        return f"manylinux2014_{self.rpm}"


ARCHITECTURES = (Architecture("amd64", "x86_64"), Architecture("arm64", "aarch64"))


@dataclasses.dataclass(frozen=True)
class Family:
    """What differs between packages of Debian's kind and of Red Hat's."""

    depends: tuple[str, ...]
    recommends: tuple[str, ...]
    python: str
    """The interpreter in the program's first line."""
    zsh: str
    """Directory of its completions."""


@dataclasses.dataclass(frozen=True)
class Library:
    """What a person read in a library's licence."""

    licence: str
    """Its name in Debian's format of copyright files, which is SPDX's but for MIT: Expat."""
    copyright: str


@dataclasses.dataclass(frozen=True)
class Description:
    """All of package.toml."""

    name: str
    summary: str
    description: str
    maintainer: str
    section: str
    licence: str
    copyright: str
    without: tuple[str, ...]
    """Directories of the program that stay out."""
    deb: Family
    rpm: Family
    services: tuple[str, ...]
    """Services whose data botocore keeps."""
    compiled: tuple[str, ...]
    """Libraries that differ by architecture."""
    left_out: Mapping[str, str]
    """Library -> why it stays out though the lock has it."""
    libraries: Mapping[str, Library]


@dataclasses.dataclass(frozen=True)
class Build:
    """One package that is to be built."""

    description: Description
    architecture: Architecture
    version: str
    """As dpkg and rpm sort it."""
    epoch: int
    """The date of everything in it, in seconds since 1970."""


def read(path: Path = PACKAGING / "package.toml") -> Description:
    """The description. Raises KeyError or TypeError where a value is missing or unknown."""
    with path.open("rb") as file:
        found = tomllib.load(file)
    botocore = found.pop("botocore")
    return Description(
        deb=_family(found.pop("deb")),
        rpm=_family(found.pop("rpm")),
        services=tuple(botocore["services"]),
        libraries={name: Library(**values) for name, values in found.pop("libraries").items()},
        without=tuple(found.pop("without")),
        compiled=tuple(found.pop("compiled")),
        **found,
    )


def _family(values: Mapping[str, Any]) -> Family:
    frozen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Family(**frozen)
