"""The last line of a terminal."""

from __future__ import annotations

import dataclasses
import io

import pytest

from agent_bootstrap.cli import render_live
from agent_bootstrap.cli.render import Lines
from agent_bootstrap.model.finding import Finding


@dataclasses.dataclass(frozen=True)
class Named:
    name: str
    promise: str = "the SSM Agent's package is installed"
    needs: tuple[str, ...] = ()


STEP = Named("ssm_agent.package")


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Screen()


def drawn(terminal: Screen) -> str:
    return terminal.getvalue()


def test_what_runs_now_and_how_far_a_download_is(terminal: Screen) -> None:
    with render_live.LiveLines(terminal) as live:
        live.looking(STEP)
        live._live.refresh()
        live.received("amazon-ssm-agent.deb", 15_000_000, 30_000_000)
        live._live.refresh()
        live.pausing(2.0, "S3 is too busy")
        live._live.refresh()
    text = drawn(terminal)
    assert "looking whether the SSM Agent's package is installed" in text
    assert "receiving amazon-ssm-agent.deb: 15.0 MB of 30.0 MB" in text
    assert "trying again in 2 s" in text


def test_what_was_found_stays_when_the_last_line_is_given_back(terminal: Screen) -> None:
    with render_live.LiveLines(terminal) as live:
        live.applying(STEP, "3.3.1.0 is to be installed")
        live.found(STEP, Finding.ok("version 3.3.1.0 is installed"))
    assert "\x1b[32mok      \x1b[0m version 3.3.1.0 is installed" in drawn(terminal)


def test_a_dumb_terminal_gets_plain_lines(terminal: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(render_live.watcher(terminal)) is render_live.LiveLines
    monkeypatch.setenv("TERM", "dumb")
    assert type(render_live.watcher(terminal)) is Lines


def test_no_terminal_gets_plain_lines() -> None:
    assert type(render_live.watcher(io.StringIO())) is Lines
