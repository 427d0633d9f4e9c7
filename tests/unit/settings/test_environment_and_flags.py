"""The environment and the command line: names that follow from the keys, and texts that become values."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.settings import Loaded, SettingError, add_flags, flags_from
from agent_bootstrap.settings.keys import KEYS, TABLES

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
CODE = "AbCdEfGhIjKlMnOpQr12"

Put = Callable[..., None]
Errors = Callable[..., tuple[SettingError, ...]]
Load = Callable[..., Loaded]


def _parsed(*words: str) -> dict[str, str]:
    parser = argparse.ArgumentParser()
    add_flags(parser)
    return dict(flags_from(parser.parse_args(words)))


def test_no_two_keys_share_an_environment_variable() -> None:
    names = [key.environment_name for key in (*KEYS.values(), *TABLES.values())]
    assert len(set(names)) == len(names)


def test_the_variables_that_are_promised_exist() -> None:
    names = {key.environment_name for key in KEYS.values()}
    promised = ("REGION", "ACTIVATION_ID", "ACTIVATION_CODE", "ACTIVATION_CODE_FILE", "NETWORK_SERVICES")
    assert {f"AGENT_BOOTSTRAP_{name}" for name in promised} <= names


def test_environment_wins_over_files_and_flags_over_environment(put: Put, loaded: Load) -> None:
    put(FILE, 'region = "eu-west-1"\nssm_agent.version = "stable"\nnetwork.services = ["ssm"]')
    found = loaded(
        {"AGENT_BOOTSTRAP_REGION": "eu-west-2", "AGENT_BOOTSTRAP_SSM_AGENT_VERSION": "latest"}, {"region": "eu-west-3"}
    )
    assert found.settings.region == "eu-west-3"
    assert found.settings.ssm_agent.version == "latest"
    origins = {value.key: str(value.origin) for value in found.values}
    assert origins["region"] == "--region"
    assert origins["ssm_agent.version"] == "AGENT_BOOTSTRAP_SSM_AGENT_VERSION"
    assert origins["network.services"] == f"{FILE}:3"


def test_arrays_and_booleans_are_written_as_text(loaded: Load) -> None:
    found = loaded(
        {"AGENT_BOOTSTRAP_NETWORK_SERVICES": "ssm, s3,", "AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_ENABLED": "False"},
        {"network.allowed_cidrs": "198.18.0.0/15"},
    )
    assert found.settings.network.services == ("ssm", "s3")
    assert found.settings.network.allowed_cidrs == ("198.18.0.0/15",)
    assert found.settings.cloudwatch_agent.enabled is False


def test_a_word_that_is_no_boolean_is_refused(errors: Errors) -> None:
    (error,) = errors({"AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_ENABLED": "perhaps"})
    assert (str(error.origin), error.problem.code) == ("AGENT_BOOTSTRAP_CLOUDWATCH_AGENT_ENABLED", "setting-wrong-type")


def test_an_unknown_variable_of_ours_is_an_error_with_the_nearest_name(errors: Errors) -> None:
    (error,) = errors({"AGENT_BOOTSTRAP_REGOIN": "eu-west-1", "HOME": "/root"})
    assert error.problem.code == "setting-misspelled"
    assert "AGENT_BOOTSTRAP_REGION" in error.message


def test_the_mark_of_the_sandbox_is_no_setting(errors: Errors) -> None:
    assert errors({"AGENT_BOOTSTRAP_SANDBOX": "1"}) == ()


def test_a_variable_that_is_set_to_nothing_is_not_set(put: Put, loaded: Load) -> None:
    put(FILE, 'region = "eu-west-1"')
    assert loaded({"AGENT_BOOTSTRAP_REGION": ""}).settings.region == "eu-west-1"


def test_a_flag_that_is_set_to_nothing_is_an_error(errors: Errors) -> None:
    assert [error.problem.code for error in errors({}, {"region": ""})] == ["value-empty"]


def test_an_unknown_key_of_set_is_an_error_with_the_nearest_name(errors: Errors) -> None:
    (error,) = errors({}, {"ssm_agent.versoin": CODE})
    assert str(error.origin) == "--set ssm_agent.versoin"
    assert "ssm_agent.version" in error.message
    assert CODE not in repr(error)


def test_flags_become_keys_and_the_later_wins() -> None:
    assert _parsed("--region", "eu-west-1", "--set", "region=eu-west-2", "--set", "ssm_agent.version=stable") == {
        "region": "eu-west-2",
        "ssm_agent.version": "stable",
    }
    assert _parsed() == {}


def test_a_relative_code_file_is_meant_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert _parsed("--activation-code-file", "code") == {"activation.code_file": str(tmp_path / "code")}
    assert _parsed("--activation-code-file", "-") == {"activation.code_file": "-"}


def test_set_without_an_equals_sign_is_a_usage_error_that_repeats_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        _parsed("--set", CODE)
    assert caught.value.code == 2
    assert CODE not in capsys.readouterr().err


def test_a_secret_on_the_command_line_works_and_warns(loaded: Load) -> None:
    found = loaded({}, {"activation.code": CODE})
    assert found.settings.activation.code is not None
    assert found.settings.activation.code.reveal() == CODE
    (warning,) = found.warnings
    assert "process list" in warning
    assert "--activation-code-file" in warning
    assert CODE not in warning
