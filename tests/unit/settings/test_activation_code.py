"""The activation code: every place it may come from, which place wins, and that it is never shown."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.settings import Loaded, SettingError, SettingsError

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
CODE = "AbCdEfGhIjKlMnOpQr12"
OTHER = "ZyXwVuTsRqPoNmLkJi98"

Put = Callable[..., None]
Errors = Callable[..., tuple[SettingError, ...]]
Load = Callable[..., Loaded]


def _came(loaded: Loaded) -> tuple[str, str]:
    (origin,) = (str(value.origin) for value in loaded.values if value.key == "activation.code")
    assert loaded.settings.activation.code is not None
    return loaded.settings.activation.code.reveal(), origin


def test_it_comes_from_a_root_only_settings_file(put: Put, loaded: Load) -> None:
    put(FILE, f'[activation]\ncode = "{CODE}"', 0o600)
    assert _came(loaded()) == (CODE, f"{FILE}:2")


def test_it_comes_from_the_first_line_of_a_code_file(put: Put, loaded: Load) -> None:
    put(FILE, '[activation]\ncode_file = "/root/code"')
    put("/root/code", f"  {CODE} \r\nwritten by me\n", 0o600)
    assert _came(loaded()) == (CODE, "/root/code")


def test_it_comes_from_standard_input(monkeypatch: pytest.MonkeyPatch, loaded: Load) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CODE}\n"))
    assert _came(loaded({}, {"activation.code_file": "-"})) == (CODE, "standard input")


def test_it_comes_from_the_environment(loaded: Load) -> None:
    assert _came(loaded({"AGENT_BOOTSTRAP_ACTIVATION_CODE": CODE})) == (CODE, "AGENT_BOOTSTRAP_ACTIVATION_CODE")


def test_it_comes_from_a_systemd_credential(put: Put, loaded: Load) -> None:
    put("/run/credentials/agent-bootstrap.service/activation-code", f"{CODE}\n", 0o440)
    directory = "/run/credentials/agent-bootstrap.service"
    assert _came(loaded({"CREDENTIALS_DIRECTORY": directory})) == (CODE, f"{directory}/activation-code")


def test_a_unit_without_this_credential_is_no_error(loaded: Load) -> None:
    assert loaded({"CREDENTIALS_DIRECTORY": "/run/credentials/x.service"}).settings.activation.code is None


def test_the_higher_layer_wins_whichever_way_it_says_it(put: Put, loaded: Load) -> None:
    put(FILE, '[activation]\ncode_file = "/root/none"')
    put("/run/c/activation-code", OTHER)
    assert _came(loaded({"CREDENTIALS_DIRECTORY": "/run/c"}))[0] == OTHER
    found = loaded({"CREDENTIALS_DIRECTORY": "/run/c", "AGENT_BOOTSTRAP_ACTIVATION_CODE": CODE})
    assert _came(found) == (CODE, "AGENT_BOOTSTRAP_ACTIVATION_CODE")
    assert found.settings.activation.code_file is None
    put("/root/code", OTHER, 0o600)
    by_flag = loaded({"AGENT_BOOTSTRAP_ACTIVATION_CODE": CODE}, {"activation.code_file": "/root/code"})
    assert _came(by_flag) == (OTHER, "/root/code")


def test_both_ways_in_one_layer_are_an_error(put: Put, errors: Errors) -> None:
    put(FILE, f'[activation]\ncode = "{CODE}"\ncode_file = "/root/code"', 0o600)
    put("/root/code", CODE, 0o600)
    assert [(str(error.origin), error.problem.code) for error in errors()] == [(f"{FILE}:2", "activation-code-twice")]


def test_a_code_file_that_others_may_read_is_refused(put: Put, errors: Errors) -> None:
    put("/root/code", CODE, 0o644)
    (error,) = errors({}, {"activation.code_file": "/root/code"})
    assert error.problem.code == "secret-file-exposed"
    assert "chmod 600 /root/code" in error.remedy


@pytest.mark.parametrize("text", ["", "\n", "  \nAbCdEfGhIjKlMnOpQr12\n"])
def test_an_empty_first_line_is_an_error(put: Put, errors: Errors, text: str) -> None:
    put("/root/code", text, 0o600)
    assert [error.problem.code for error in errors({}, {"activation.code_file": "/root/code"})] == [
        "activation-code-empty"
    ]


def test_the_code_in_a_file_is_checked_like_any_other(put: Put, errors: Errors) -> None:
    put("/root/code", "short", 0o600)
    (error,) = errors({}, {"activation.code_file": "/root/code"})
    assert (str(error.origin), error.problem.code) == ("/root/code", "activation-code-length")


def test_a_code_file_that_is_gone_is_an_error_where_it_was_just_named(errors: Errors) -> None:
    for environment, flags in (
        ({"AGENT_BOOTSTRAP_ACTIVATION_CODE_FILE": "/x"}, {}),
        ({}, {"activation.code_file": "/x"}),
    ):
        assert [error.problem.code for error in errors(environment, flags)] == ["activation-code-file-absent"]


def test_a_code_file_that_is_gone_is_a_warning_until_the_code_is_needed(put: Put, loaded: Load, errors: Errors) -> None:
    put(FILE, '[activation]\ncode_file = "/root/code"')
    assert "/root/code" in loaded().warnings[0]
    (error,) = errors({}, {}, "activation.code")
    assert (str(error.origin), error.problem.code) == (f"{FILE}:2", "activation-code-file-absent")


def test_a_code_file_that_cannot_be_read_is_treated_alike(
    tmp_path: Path, put: Put, loaded: Load, errors: Errors
) -> None:
    (tmp_path / "root/code").mkdir(parents=True)
    put(FILE, '[activation]\ncode_file = "/root/code"')
    assert len(loaded().warnings) == 1
    assert [error.problem.code for error in errors({}, {}, "activation.code")] == ["settings-unreadable"]


def test_minus_is_standard_input_by_flag_alone(put: Put, errors: Errors) -> None:
    put(FILE, '[activation]\ncode_file = "-"')
    codes = [error.problem.code for error in errors({"AGENT_BOOTSTRAP_ACTIVATION_CODE_FILE": "-"})]
    assert codes == ["standard-input-only-by-flag"] * 2


def test_no_secret_is_in_any_text_or_repr(put: Put, loaded: Load, errors: Errors) -> None:
    put(FILE, f'[activation]\nid = 5\ncode = "{CODE} "\n[cloudwatch_agent.credentials]\nsecret_access_key = "{OTHER}"')
    found = errors()
    told = f"{found!r} {SettingsError(found)} {[error.remedy for error in found]}"
    assert len(found) == 4
    assert CODE not in told
    assert OTHER not in told
    assert CODE not in repr(loaded_with_secret(put, loaded))


def loaded_with_secret(put: Put, loaded: Load) -> Loaded:
    put(FILE, f'activation.code = "{CODE}"', 0o600)
    return loaded()
