"""In CI nothing may be skipped: everything that the tests need can run there, so a skip there hides something."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and reporter and skipped:
        reporter.write_line(f"\n{len(skipped)} skipped in CI, where nothing may be skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
