"""The whole program, in the closed network in a box."""

from __future__ import annotations

import compileall
import dataclasses
import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Optional

import pytest

import agent_bootstrap
from agent_bootstrap.sandbox import distribution, enclosure, supplies
from tests.conftest import Once


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a command in the sandbox ended."""

    exit_code: int
    output: str
    errors: str

    @property
    def report(self) -> dict[str, Any]:
        """The report that it printed, and nothing else."""
        found: dict[str, Any] = json.loads(self.output)
        return found

    def finding(self, step: str) -> dict[str, Any]:
        """What the report says of one step."""
        return next(entry for entry in self.report["findings"] if entry["step"] == step)

    def problems(self) -> list[dict[str, str]]:
        """All problems of the report."""
        return [entry["problem"] for entry in self.report["findings"] if entry["problem"]]


Sandbox = Callable[..., Ended]
Played = Callable[[str, str], Ended]


def run(
    *arguments: str,
    user: tuple[str, ...] = (),
    python: str = sys.executable,
    supplied: Optional[Path] = None,
    patience: float = 280,
) -> Ended:
    """Run `agent-bootstrap sandbox`; it makes its own packages and certificates unless it is supplied with some.

    `patience`: seconds.
    """
    done = subprocess.run(
        [*user, python, "-m", "agent_bootstrap", "sandbox", *arguments],
        check=False, capture_output=True, text=True, timeout=patience, stdin=subprocess.DEVNULL,
        env={**os.environ, supplies.VARIABLE: str(supplied or "")},
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


PATIENT = (
    "test_daemon.py",
    "[command-silent]",
    "[report-unanswered]",
    "[cloudwatch-logs-stuck]",
    "a_line_that_is_down",
)
"""Parts of the names of tests that wait for minutes, and cost next to nothing meanwhile."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits longest begins first, so that nobody waits for it alone at the end."""
    items.sort(
        key=lambda item: next((place for place, part in enumerate(PATIENT) if part in item.nodeid), len(PATIENT))
    )


@pytest.fixture(scope="session")
def supplied(once: Once) -> Path:
    """Packages and certificates for all sandboxes of this session."""

    def make(directory: Path) -> None:
        # What is not compiled outside is compiled anew in each sandbox, and thrown away with it.
        compileall.compile_dir(str(Path(agent_bootstrap.__file__).parent), quiet=1)
        supplies.make(directory, [family for family in distribution.FAMILIES if _can_be_played(family)])

    return once("supplies", make)


def _can_be_played(family: str) -> bool:
    try:
        return bool(enclosure.need(family))
    except enclosure.NotHereError:
        return False


@pytest.fixture(scope="session")
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Runs `agent-bootstrap sandbox` with these arguments. Skips, with the reason, where it cannot run."""
    try:
        enclosure.need()
    except enclosure.NotHereError as missing:
        if os.environ.get("CI"):
            pytest.fail(f"CI must be able to run the sandbox: {missing}")
        pytest.skip(str(missing))
    return functools.partial(run, supplied=request.getfixturevalue("supplied"))


@pytest.fixture(scope="session")
def shell(sandbox: Sandbox) -> Sandbox:
    """Runs a shell script inside, after any flags for the sandbox."""

    def inside(script: str, *flags: str) -> Ended:
        return sandbox(*flags, "--", "bash", "-euc", script)

    return inside


@pytest.fixture(scope="session")
def played(shell: Sandbox, once: Once) -> Played:
    """Runs a shell script inside, once for all tests that look at what came of it; it is kept under a name."""

    def ended(name: str, script: str) -> Ended:
        path = once(f"{name}.json", lambda path: path.write_text(json.dumps(dataclasses.asdict(shell(script)))))
        return Ended(**json.loads(path.read_text(encoding="utf-8")))

    return ended
