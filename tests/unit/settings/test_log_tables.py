"""Arrays of tables: the logs of all files add up, each knows its place, and what is wrong with them is told at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

from agent_bootstrap.cli import config
from agent_bootstrap.host.files import Files
from agent_bootstrap.settings import Loaded, load_files
from agent_bootstrap.settings.toml_text import parse
from tests.unit.settings.conftest import Errors
from tests.unit.settings.test_config_command import _run

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
DROP_IN = "/etc/agent-bootstrap/conf.d/10-logs.toml"

SYSLOG = '[[cloudwatch_agent.logs]]\nfile = "/var/log/syslog"\ngroup = "syslog"\n'
APP = '[[cloudwatch_agent.logs]]\nfile = "/var/log/app.log"\ngroup = "app"\nretention_days = 30\n'


def test_the_logs_of_all_files_add_up_and_each_knows_where_it_stands(
    put: Callable[..., None], loaded: Callable[..., Loaded]
) -> None:
    put(FILE, f'region = "eu-west-1"\n{SYSLOG}')
    put(DROP_IN, f"\n{APP}")
    logs = loaded().settings.cloudwatch_agent.logs
    assert [(log.file, log.group, log.retention_days, log.origin) for log in logs] == [
        ("/var/log/syslog", "syslog", None, f"{FILE}:2"),
        ("/var/log/app.log", "app", 30, f"{DROP_IN}:2"),
    ]
    assert logs[0].stream == "{hostname}"


def test_a_table_in_braces_is_known_by_its_first_line(put: Callable[..., None], loaded: Callable[..., Loaded]) -> None:
    put(FILE, 'cloudwatch_agent.logs = [\n  { file = "/a", group = "a" },\n  { file = "/b", group = "b" },\n]\n')
    assert [log.origin for log in loaded().settings.cloudwatch_agent.logs] == [f"{FILE}:2", f"{FILE}:3"]


def test_the_same_file_in_the_same_group_is_an_error_that_names_both_places(
    put: Callable[..., None], errors: Errors
) -> None:
    put(FILE, SYSLOG)
    put(DROP_IN, f"# mine\n{SYSLOG}")
    (error,) = errors()
    assert error.problem.code == "log-written-twice"
    assert str(error).startswith(f"{DROP_IN}:2: cloudwatch_agent.logs.file: ")
    assert f"{FILE}:1" in error.message


def test_the_same_file_in_two_groups_is_none(put: Callable[..., None], errors: Errors) -> None:
    put(FILE, SYSLOG + SYSLOG.replace('"syslog"', '"audit"'))
    assert errors() == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('[[cloudwatch_agent.logs]]\nfile = "/a"\n', ["log-incomplete"]),
        ("[[cloudwatch_agent.logs]]\n", ["log-incomplete", "log-incomplete"]),
        (f"{APP}retenion = 3\n", ["setting-misspelled"]),
        (APP.replace("30", "10"), ["log-retention-not-allowed"]),
        (APP.replace("30", '"30"'), ["setting-wrong-type"]),
        (APP.replace("30", "true"), ["setting-wrong-type"]),
        (APP.replace('"app"', '"a:b"'), ["log-group-malformed"]),
        (f'{APP}stream = "a:b"\n', ["log-stream-malformed"]),
        (APP.replace('"/var/log/app.log"', '"app.log"'), ["path-not-absolute"]),
        (f'{APP}encoding = ""\n', ["value-empty"]),
        ("[cloudwatch_agent]\nlogs = 3\n", ["setting-wrong-type"]),
        ("[cloudwatch_agent.logs]\nfile = 3\n", ["setting-wrong-type"]),
        ("[cloudwatch_agent.metrics]\nlevel = 3\ninterval = 1.5\n", ["setting-wrong-type", "setting-wrong-type"]),
        (
            '[cloudwatch_agent.metrics]\ninterval = 0\nlevel = "x"\n',
            ["metrics-interval-out-of-range", "metrics-level-unknown"],
        ),
        ('[cloudwatch_agent.metrics]\nnamespace = "AWS/EC2"\n', ["metrics-namespace-malformed"]),
        ('[cloudwatch_agent]\nconfiguration = "file:my.json"\n', ["cloudwatch-configuration-malformed"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    put: Callable[..., None], errors: Errors, text: str, codes: list[str]
) -> None:
    put(DROP_IN, text)
    found = errors()
    assert sorted(error.problem.code for error in found) == sorted(codes)
    assert all(error.origin.source == DROP_IN and error.origin.line for error in found)


@pytest.mark.parametrize(
    ("text", "key"), [(SYSLOG, "cloudwatch_agent.logs"), ("", "cloudwatch_agent.metrics.interval")]
)
def test_a_configuration_that_is_named_and_written_is_an_error_that_names_both_places(
    put: Callable[..., None], errors: Errors, text: str, key: str
) -> None:
    put(FILE, '[cloudwatch_agent]\nconfiguration = "ssm:AmazonCloudWatch-linux"\n')
    put(DROP_IN, text or "[cloudwatch_agent.metrics]\ninterval = 30\n")
    (error,) = errors()
    assert (error.problem.code, error.key) == ("cloudwatch-configuration-twice", key)
    assert f"{FILE}:2" in error.message
    assert error.origin.source == DROP_IN


def test_numbers_come_from_the_environment_and_flags_and_logs_do_not(
    loaded: Callable[..., Loaded], errors: Errors
) -> None:
    interval = {"cloudwatch_agent.metrics.interval": "300"}
    assert loaded({}, interval).settings.cloudwatch_agent.metrics.interval == 300
    assert [error.problem.code for error in errors({}, {"cloudwatch_agent.metrics.interval": "5m"})] == [
        "setting-wrong-type"
    ]
    assert [error.problem.code for error in errors({"AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_LOGS": "[]"})] == [
        "setting-misspelled"
    ]


def _shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    file = tmp_path / "a.toml"
    file.write_text(SYSLOG + APP)
    monkeypatch.setattr(config, "load_or_exit", lambda _: load_files(Files(), [str(file)]))
    assert _run("show", *words) == 0


def test_show_prints_logs_that_give_the_same_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _shown(tmp_path, monkeypatch, "--origin")
    out = capsys.readouterr().out
    assert parse(out)["cloudwatch_agent"]["logs"] == parse(SYSLOG + APP)["cloudwatch_agent"]["logs"]
    assert f"# {tmp_path}/a.toml:4" in out


def test_show_tells_machines_of_the_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _shown(tmp_path, monkeypatch, "--json")
    told: dict[str, Any] = json.loads(capsys.readouterr().out)["settings"]["cloudwatch_agent.logs"]
    assert told["value"][0] == {"file": "/var/log/syslog", "group": "syslog"}
    assert told["origin"] == f"{tmp_path}/a.toml:1, {tmp_path}/a.toml:4"
