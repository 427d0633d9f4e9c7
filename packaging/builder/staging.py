"""Puts the tree of a package together: the program, its libraries, units, manual, completions and documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Sequence

from builder import completions, documents, manual, tree, units, versions, wheels
from builder.description import CHECKOUT, PACKAGING, Description, Family

HOME = "/usr/lib/agent-bootstrap"
DOCUMENTS = "/usr/share/doc/agent-bootstrap"
UNITS = "/usr/lib/systemd/system"
"""Debian 11 looks there, too, also where its /lib is no link to /usr/lib."""

SETTINGS = ("/etc/agent-bootstrap", "/etc/agent-bootstrap/conf.d")
"""Empty directories: no settings are shipped, so no upgrade ever asks about them."""

_PROGRAM = CHECKOUT / "agent_bootstrap"


def stage(target: Path, description: Description, family: Family, libraries: Sequence[Path], version: str) -> None:
    """Lay out everything that both kinds of packages have. `libraries` are wheels, `version` is the program's own."""
    wheels.unpack(libraries, target / HOME.lstrip("/"), description.services)
    _program(target, description, version)
    _commands(target, family)
    for directory in SETTINGS:
        (target / directory.lstrip("/")).mkdir(parents=True)
    for unit in units.find().files:
        tree.write(target, f"{UNITS}/{unit.name}", unit.read_bytes())
    _schemas(target)
    _shells_and_manual(target, description, family, version)
    _documents(target, description, libraries)


def _program(target: Path, description: Description, version: str) -> None:
    for source in sorted(_PROGRAM.rglob("*")):
        name = source.relative_to(_PROGRAM)
        if source.is_file() and source.suffix != ".pyc" and name.parts[0] not in description.without:
            tree.write(target, f"{HOME}/agent_bootstrap/{name}", source.read_bytes())
    start = (_PROGRAM / "__init__.py").read_text(encoding="utf-8")
    tree.write(target, f"{HOME}/agent_bootstrap/__init__.py", versions.stated(start, version))


def _commands(target: Path, family: Family) -> None:
    for place in ("/usr/bin/agent-bootstrap", f"{HOME}/byte-code"):
        template = PACKAGING / "tree" / Path(place).name
        tree.write(target, place, tree.filled(template, {"PYTHON": family.python}), tree.PROGRAM)


def _schemas(target: Path) -> None:
    from agent_bootstrap.settings import schema

    report = (_PROGRAM / "reporting" / "report.schema.json").read_bytes()
    tree.write(target, "/usr/share/agent-bootstrap/report.schema.json", report)
    tree.write(target, "/usr/share/agent-bootstrap/settings.schema.json", json.dumps(schema(), indent=2) + "\n")


def _shells_and_manual(target: Path, description: Description, family: Family, version: str) -> None:
    page = manual.page(description.summary, version)
    tree.write(target, "/usr/share/man/man8/agent-bootstrap.8.gz", tree.compressed(page))
    places = {
        "bash": "/usr/share/bash-completion/completions/agent-bootstrap",
        "fish": "/usr/share/fish/vendor_completions.d/agent-bootstrap.fish",
        "zsh": f"{family.zsh}/_agent-bootstrap",
    }
    for shell, place in places.items():
        tree.write(target, place, completions.script(shell))


def _documents(target: Path, description: Description, libraries: Sequence[Path]) -> None:
    tree.write(target, f"{DOCUMENTS}/copyright", documents.copyright_file(description))
    example = PACKAGING / "agent-bootstrap.toml"
    tree.write(target, f"{DOCUMENTS}/examples/{example.name}", example.read_bytes())
    tree.write(target, f"{documents.LICENCES}/agent-bootstrap.txt", (CHECKOUT / "LICENSE").read_bytes())
    for library, text in wheels.licences(libraries):
        tree.write(target, f"{documents.LICENCES}/{library}.txt", text)
