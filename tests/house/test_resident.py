"""The resident process stays small: what is loaded once stays in memory for months."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = (
    "boto3", "botocore", "requests", "urllib3", "rich", "psutil", "dns", "distro", "ssl", "hashlib", "_hashlib", "shutil", "bz2", "lzma",
    "asyncio", "concurrent", "http", "email", "multiprocessing", "agent_bootstrap.sandbox", "agent_bootstrap.steps",
    "agent_bootstrap.reconciler", "agent_bootstrap.diagnosis", "agent_bootstrap.cli.render",
)  # fmt: skip
"""Libraries and parts of ours that an errand needs, and the daemon does not."""

_AS_THE_DAEMON_STARTS = """
import sys
from agent_bootstrap.cli import daemon
from agent_bootstrap.daemon import loop
from agent_bootstrap.host import resident
resident.resident(restless=loop.RESTLESS, stale_seconds=loop.STALE_SECONDS)
print(*sys.modules)
"""


def loaded(script: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after this."""
    # Without the .pth files of a developer's environment, which load what they like.
    ended = subprocess.run(
        [sys.executable, "-S", "-c", script],
        env={"PYTHONPATH": os.pathsep.join(sys.path)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return set(ended.stdout.split())


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


@pytest.fixture(scope="module")
def resident() -> set[str]:
    return loaded(_AS_THE_DAEMON_STARTS)


@pytest.mark.parametrize("part", HEAVY)
def test_the_daemon_does_not_load(part: str, resident: set[str]) -> None:
    assert sorted(name for name in resident if within(name, part)) == []


def test_it_is_seen_what_a_module_loads() -> None:
    assert any(within(name, "shutil") for name in loaded("import shutil, sys; print(*sys.modules)"))
