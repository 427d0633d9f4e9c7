"""In CI nothing may be skipped: everything that the tests need can run there, so a skip there hides something.

Examples may take as long as they need: how long says something about the machine, and nothing about the program.
"""

from __future__ import annotations

import os

import hypothesis
import pytest

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and reporter and skipped:
        reporter.write_line(f"\n{len(skipped)} skipped in CI, where nothing may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
