"""The small grammars: unit files, words, command lines, time spans, moments."""

from __future__ import annotations

import pytest

from agent_bootstrap.sandbox.init import time_spans
from agent_bootstrap.sandbox.init.command_lines import CommandLine
from agent_bootstrap.sandbox.init.endings import Ending, Endings
from agent_bootstrap.sandbox.init.journalctl import moment
from agent_bootstrap.sandbox.init.service_settings import read_settings
from agent_bootstrap.sandbox.init.unit_files import UnitFile
from agent_bootstrap.sandbox.init.words import split_words


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("1min 30s", 90), ("500ms", 0.5), ("1h30min", 5400), ("0", 0)]
)
def test_time_spans_are_read(text: str, seconds: float) -> None:
    assert time_spans.seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "soon", "-5", "5 parsecs", "5s soon"])
def test_what_is_no_time_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time span"):
        time_spans.seconds(text)


@pytest.mark.parametrize(("seconds", "text"), [(90, "1min 30s"), (0.1, "100ms"), (0, "0"), (float("inf"), "infinity")])
def test_time_spans_are_spelled_as_systemd_does(seconds: float, text: str) -> None:
    assert time_spans.spell(seconds) == text


def test_unit_files_continue_lines_skip_comments_and_reset_lists() -> None:
    unit = UnitFile()
    unit.read(
        "[Service]\nEnvironment=A=1 \\\n# in between\n  B=2\n; no\nExecStart=/bin/a\nExecStart=\nExecStart=/bin/b\n"
    )
    unit.read("[Service]\nEnvironment=C=3\n[Unit]\nDescription=x=y\n")
    assert [word for value in unit.every("Service", "Environment") for word in value.split()] == ["A=1", "B=2", "C=3"]
    assert unit.every("Service", "ExecStart") == ["/bin/b"]
    assert unit.last("Unit", "Description") == "x=y"


def test_words_keep_what_is_quoted_or_escaped() -> None:
    assert split_words("a 'b c' \"d\\\"e\" f\\sg ''") == ["a", "b c", 'd"e', "f g", ""]


def test_command_lines_replace_variables_and_know_their_prefixes() -> None:
    command = CommandLine.parse("-@/bin/sh name $LIST ${ONE}x $$HOME")
    assert command.failure_ignored
    assert command.arguments({"LIST": "a b", "ONE": "1"}) == ["name", "a", "b", "1x", "$HOME"]


def test_specifiers_are_replaced() -> None:
    unit = UnitFile()
    unit.read("[Service]\nExecStart=/bin/echo %n %p %i %t 100%%\n")
    start = read_settings(unit, "a@b.service").start[0]
    assert start.words == ("/bin/echo", "a@b.service", "a", "b", "/run", "100%")


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("Type=simple", "no ExecStart="),
        ("ExecStart=/a\nExecStart=/b", "more than one ExecStart="),
        ("ExecStart=/a\nRestartSec=soon", "'soon' is not a time span"),
        ("ExecStart=/a\nRestart=maybe", "Restart=maybe"),
    ],
)
def test_settings_that_make_no_sense_are_refused(lines: str, complaint: str) -> None:
    unit = UnitFile()
    unit.read(f"[Service]\n{lines}\n")
    with pytest.raises(ValueError, match=complaint):
        read_settings(unit, "x.service")


def test_endings_are_sets_of_statuses_and_signals() -> None:
    endings = Endings.parse(["194", "SIGKILL", "NOTRUNNING"])
    assert Ending("exited", 194) in endings
    assert Ending("exited", 7) in endings
    assert Ending("killed", 9) in endings
    assert Ending("exited", 9) not in endings
    assert str(Ending("killed", 15)) == "code=killed, status=15/TERM"


@pytest.mark.parametrize(
    ("text", "before"), [("now", 0), ("-5min", 300), ("2h ago", 7200), ("@999400", 600), ("999400", 600)]
)
def test_moments_are_read(text: str, before: float) -> None:
    assert moment(text, 1_000_000) == 1_000_000 - before


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        moment("soon", 0)
