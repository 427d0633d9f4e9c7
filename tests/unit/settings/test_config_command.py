"""`agent-bootstrap config` from the arguments to the exit code and the two streams, on real files."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

import pytest

from agent_bootstrap.cli import config
from agent_bootstrap.settings import schema
from agent_bootstrap.settings.keys import ARRAYS, KEYS
from agent_bootstrap.settings.toml_text import parse

CODE = "AbCdEfGhIjKlMnOpQr12"


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("AGENT_BOOTSTRAP_"):
            monkeypatch.delenv(name)
    assert not Path("/etc/agent-bootstrap").exists(), "these tests read the real layers and expect none"


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    config.add_arguments(parser)
    return config.run(parser.parse_args(words))


def test_validate_says_one_line_for_good_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "good.toml"
    file.write_text('region = "eu-west-1"\n')
    assert _run("validate", str(file)) == 0
    assert capsys.readouterr() == (f"{file}: good.\n", "")


def test_validate_tells_every_error_with_its_place_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.toml").write_text('\nregion = "eu-west-1a"\n')
    (tmp_path / "b.toml").write_text("regoin = 1\n")
    monkeypatch.chdir(tmp_path)
    assert _run("validate", "a.toml", "b.toml") == 78
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        f'{tmp_path}/a.toml:2: region: "eu-west-1a" is an Availability Zone, not a Region  [region-is-zone]',
        "    Write eu-west-1",
        f"{tmp_path}/b.toml:1: regoin: there is no setting of this name; the nearest is region  [setting-misspelled]",
        "    Write region, or remove it.",
    ]


def test_validate_without_files_looks_at_the_real_layers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _run("validate") == 78
    assert "AGENT_BOOTSTRAP_REGION" in capsys.readouterr().err
    monkeypatch.setenv("AGENT_BOOTSTRAP_REGION", "eu-west-1")
    assert _run("validate") == 0


def test_validate_tells_machines_the_same_as_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text('regoin = "eu-west-1"\n')
    assert _run("validate", "--json", str(file)) == 78
    told = json.loads(capsys.readouterr().out)
    assert told["good"] is False
    assert told["errors"][0]["place"] == f"{file}:1"
    assert "region" in told["errors"][0]["remedy"] + told["errors"][0]["message"]


def test_show_prints_toml_that_gives_the_same_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("show", "--region", "eu-west-1", "--set", "network.services=ssm,s3") == 0
    shown = parse(capsys.readouterr().out)
    assert shown["region"] == "eu-west-1"
    assert shown["network"]["services"] == ["ssm", "s3"]
    assert shown["network"]["allowed_cidrs"] == []


def test_show_tells_origins_and_hides_the_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AGENT_BOOTSTRAP_ACTIVATION_CODE", CODE)
    assert _run("show", "--origin") == 0
    out, err = capsys.readouterr()
    assert '# activation.code = "***"  # AGENT_BOOTSTRAP_ACTIVATION_CODE' in out.splitlines()
    assert 'ssm_agent.version = "latest"  # default' in out.splitlines()
    assert CODE not in out + err


def test_show_json_holds_every_key_and_nothing_else_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(CODE))
    assert _run("show", "--json", "--activation-code-file", "-") == 0
    settings = json.loads(capsys.readouterr().out)["settings"]
    assert list(settings) == [*KEYS, *ARRAYS]
    assert settings["activation.code"] == {"value": "***", "origin": "standard input"}
    assert settings["region"] == {"value": None, "origin": "default"}


def test_schema_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("schema") == 0
    assert json.loads(capsys.readouterr().out) == schema()


def test_a_warning_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("show", "--activation-code", CODE) == 0
    out, err = capsys.readouterr()
    assert err.startswith("warning: --activation-code: ")
    assert CODE not in out + err
