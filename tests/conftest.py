"""In CI nothing may be skipped: everything that the tests need can run there, so a skip there hides something.

Examples may take as long as they need: how long says something about the machine, and nothing about the program.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Callable

import hypothesis
import pytest

_PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("patient", _PATIENT)
# For other Pythons: what is right for a hundred examples does not depend on the version.
hypothesis.settings.register_profile("brief", _PATIENT, max_examples=20)
hypothesis.settings.load_profile("patient")

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes the file or directory of this name once for all workers of this session: the first one makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    session = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        path = session / name
        with path.with_suffix(".lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(path)
        return path

    return made


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and reporter and skipped:
        reporter.write_line(f"\n{len(skipped)} skipped in CI, where nothing may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
