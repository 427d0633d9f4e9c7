"""The arrows between the parts of the package run one way."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator, Mapping

import pytest

import agent_bootstrap
from tests.house.syntax import parsed

PACKAGE = Path(agent_bootstrap.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

_BELOW_DAEMON = ("model", "aws", "diagnosis", "settings", "host", "steps", "reconciler")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "__init__": (),
    "__main__": ("cli",),
    "model": (),
    "aws": ("model",),
    "settings": ("model",),
    "diagnosis": ("model", "aws"),
    "host": ("model", "aws", "diagnosis"),
    "steps": ("model", "aws", "diagnosis", "host"),
    "reconciler": ("model", "host", "steps.step"),
    "reporting": ("model", "aws", "settings", "host"),
    # The reporters and what they load have no place in a process that stays.
    "daemon": (
        *_BELOW_DAEMON,
        "reporting.history",
        "reporting.journal",
        "reporting.settings_report",
        "reporting.status_file",
    ),
    "support": ("model", "aws", "diagnosis", "settings", "host", "reporting"),
    "cli": (*_BELOW_DAEMON, "reporting", "daemon", "support"),
    "cli.sandbox": (*_BELOW_DAEMON, "reporting", "daemon", "support", "sandbox"),
    "sandbox": ("model", "aws", "host"),
}
"""What a part may import besides itself; names are dotted and without `agent_bootstrap`."""


def dotted(path: Path) -> str:
    """`steps.network.resolves` for its file; `steps.network` for the package's own file."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts if parts == ("__init__",) or parts[-1] != "__init__" else parts[:-1])


NAMES = {dotted(path) for path in MODULES}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every module of ours that is imported, wherever the import stands, TYPE_CHECKING included."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "agent_bootstrap":
                yield node.lineno, rest if rest in NAMES else rest.rpartition(".")[0]


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def may_import(importer: str, name: str) -> bool:
    """Whether the module `importer` may import the module `name`. The version, in the package itself, is everybody's."""
    part = max((part for part in ALLOWED if within(importer, part)), key=len)
    if any(within(name, allowed) for allowed in ("", *ALLOWED[part]) if allowed or not name):
        return True
    if not within(importer, "steps"):
        return within(name, importer.partition(".")[0])
    is_table_of_contents = any(within(other, importer) and other != importer for other in NAMES)
    return within(name, "steps") and (is_table_of_contents or name == "steps.step")


def complaints(importer: str, source: str) -> list[str]:
    return [
        f"{importer} line {line} imports {name}" for line, name in imported(source) if not may_import(importer, name)
    ]


def test_every_module_imports_only_what_lies_below_it() -> None:
    sources = {dotted(path): path.read_text(encoding="utf-8") for path in MODULES}
    assert [complaint for name, source in sources.items() for complaint in complaints(name, source)] == []


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("model.finding", "from agent_bootstrap.host import Host"),
        ("model.finding", "if TYPE_CHECKING:\n    from agent_bootstrap.host import Host"),
        ("aws.endpoints", "import agent_bootstrap.host.files"),
        ("settings.loading", "def f():\n    from agent_bootstrap import host"),
        ("host.files", "from agent_bootstrap.steps import step"),
        ("steps.network.reaches", "from agent_bootstrap.steps.network.resolves import Resolves"),
        ("steps.network.reaches", "from agent_bootstrap.settings.loading import load"),
        ("reconciler", "from agent_bootstrap.steps import for_settings"),
        ("reporting.recorder", "from agent_bootstrap.cli import render"),
        ("cli.plan", "from agent_bootstrap.sandbox import world"),
        ("daemon.loop", "from agent_bootstrap.reporting import reporters"),
        ("sandbox.world", "from agent_bootstrap.cli.main import entry"),
    ],
)
def test_an_arrow_against_the_stream_is_seen(importer: str, source: str) -> None:
    assert len(complaints(importer, source)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("steps.network", "from agent_bootstrap.steps.network.resolves import Resolves"),
        ("steps.network.reaches", "from agent_bootstrap.steps.step import Check"),
        ("reconciler", "from agent_bootstrap.steps.step import Step"),
        ("cli.sandbox", "from agent_bootstrap.sandbox import world"),
        ("cli.version", "from agent_bootstrap import __version__"),
        ("host.files", "from agent_bootstrap.host import clock"),
        ("model.finding", "import json"),
    ],
)
def test_an_arrow_with_the_stream_is_allowed(importer: str, source: str) -> None:
    assert complaints(importer, source) == []
