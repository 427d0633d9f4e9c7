"""Settings files: their layers, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.settings import Loaded, SettingError, SettingsError, load, load_files

FILE = "/etc/agent-bootstrap/agent-bootstrap.toml"
DROP_INS = "/etc/agent-bootstrap/conf.d"

Put = Callable[..., None]
Errors = Callable[..., tuple[SettingError, ...]]
Load = Callable[..., Loaded]


def _origins(loaded: Loaded) -> dict[str, str]:
    return {value.key: str(value.origin) for value in loaded.values}


def test_without_any_file_the_defaults_stand(loaded: Load) -> None:
    found = loaded()
    assert found.settings.ssm_agent.version == "latest"
    assert set(_origins(found).values()) == {"default"}


def test_drop_ins_win_by_name_key_by_key_and_arrays_are_replaced(put: Put, loaded: Load) -> None:
    put(FILE, '[network]\nservices = ["ssm"]\nallowed_cidrs = ["198.18.0.0/15"]\n[ssm_agent]\nversion = "stable"\n')
    put(f"{DROP_INS}/20-b.toml", '[network]\nservices = ["s3"]\n')
    put(f"{DROP_INS}/10-a.toml", '[network]\nservices = ["kms"]\nallowed_cidrs = []\n')
    found = loaded()
    assert found.settings.network.services == ("s3",)
    assert found.settings.network.allowed_cidrs == ()
    assert found.settings.ssm_agent.version == "stable"
    assert _origins(found)["network.services"] == f"{DROP_INS}/20-b.toml:2"
    assert _origins(found)["network.allowed_cidrs"] == f"{DROP_INS}/10-a.toml:3"
    assert _origins(found)["ssm_agent.version"] == f"{FILE}:5"


def test_files_of_another_kind_and_hidden_ones_are_left_alone(put: Put, errors: Errors) -> None:
    for name in (".#10.toml", "10.toml.bak", "README"):
        put(f"{DROP_INS}/{name}", "this is not toml")
    assert errors() == ()


def test_all_errors_of_all_files_are_told_at_once(put: Put, errors: Errors) -> None:
    put(FILE, 'regoin = "eu-west-1"\n\n[ssm_agent]\nversion = 3.3\n')
    put(f"{DROP_INS}/10.toml", "broken\n")
    put(f"{DROP_INS}/20.toml", 'region = "EU"\n')
    assert [(str(error.origin), error.problem.code) for error in errors()] == [
        (f"{FILE}:1", "setting-misspelled"),
        (f"{FILE}:4", "setting-wrong-type"),
        (f"{DROP_INS}/10.toml:1", "settings-file-syntax"),
        (f"{DROP_INS}/20.toml:1", "region-malformed"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "key", "code"),
    [
        ("a = 1\n", 1, "a", "setting-unknown"),
        ('\n[ssm_agnt]\nversion = "latest"', 2, "ssm_agnt", "setting-misspelled"),
        ('"activation.id" = "x"', 1, '"activation.id"', "setting-misspelled"),
        ('activation = "x"', 1, "activation", "setting-wrong-type"),
        ('[region]\nname = "x"', 1, "region", "setting-wrong-type"),
        ('[network]\nservices = "ssm"', 2, "network.services", "setting-wrong-type"),
        ("[network]\nservices = [1]", 2, "network.services", "setting-wrong-type"),
        ("region = 1979-05-27", 1, "region", "setting-wrong-type"),
        ('[cloudwatch_agent]\nenabled = "yes"', 2, "cloudwatch_agent.enabled", "setting-wrong-type"),
        ('region = "eu-west-1"\n\nregion = "x"', 3, "region", "setting-written-twice"),
        ("[activation]\n[network]\n[activation]", 3, "activation", "setting-written-twice"),
        ("# fine\nregion = \u201ceu-west-1\u201d", 2, "", "settings-file-typographic"),
        ('\ufeffregion = "eu-west-1"', 1, "", "settings-file-typographic"),
        ('region = "eu-west-1"\u00a0', 1, "", "settings-file-typographic"),
        ("[[a]]\n[[a]]\nbroken", 3, "", "settings-file-syntax"),
        ("[a]\nb = {c = 1}\n[a.b]", 3, "a.b", "setting-written-twice"),
        ("region = eu-west-1", 1, "", "settings-file-syntax"),
        ('region = "eu-west-1"\n[activation', 2, "", "settings-file-syntax"),
        ('text = """\nno end\n', 2, "", "settings-file-syntax"),
    ],
)
def test_an_error_has_its_line_and_its_key(put: Put, errors: Errors, text: str, line: int, key: str, code: str) -> None:
    put(FILE, text)
    assert [(error.origin.line, error.key, error.problem.code) for error in errors()] == [(line, key, code)]


def test_a_misspelled_key_brings_the_nearest_name(put: Put, errors: Errors) -> None:
    put(FILE, '[activation]\ncod_file = "/x"')
    assert "activation.code_file" in errors()[0].message


def test_a_byte_that_is_not_utf_8_is_told_with_its_line(put: Put, errors: Errors) -> None:
    put(FILE, b'region = "eu-west-1"\r\n# caf\xe9\r\n')
    (error,) = errors()
    assert (str(error.origin), error.problem.code) == (f"{FILE}:2", "settings-file-not-utf-8")
    assert "0xe9" in error.message


def test_a_file_that_cannot_be_read_is_an_error_of_its_own(tmp_path: Path, put: Put, errors: Errors) -> None:
    (tmp_path / FILE.lstrip("/")).mkdir(parents=True)
    put(f"{DROP_INS}/10.toml", 'region = "EU"')
    assert [error.problem.code for error in errors()] == ["settings-unreadable", "region-malformed"]


def test_a_settings_file_without_secrets_may_be_read_by_everybody(put: Put, loaded: Load) -> None:
    put(FILE, 'region = "eu-west-1"', mode=0o644)
    assert loaded().settings.region == "eu-west-1"


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o601, 0o777])
@pytest.mark.parametrize(
    "text",
    [
        'activation.code = "hunter2hunter2hunter2"',
        'cloudwatch_agent.credentials = { access_key_id = "AKIAIOSFODNN7EXAMPLE", secret_access_key = "hunter2" }',
    ],
)
def test_a_file_with_a_secret_is_refused_if_others_may_use_it(put: Put, errors: Errors, text: str, mode: int) -> None:
    put(FILE, text, mode)
    (error,) = errors()
    assert (error.origin.line, error.problem.code) == (1, "secret-file-exposed")
    assert f"chmod 600 {FILE}" in error.remedy
    assert "hunter2" not in f"{error!r} {error.problem}"


def test_given_files_are_looked_at_alone(put: Put, files: Files) -> None:
    put(FILE, "broken")
    put("/root/mine.toml", 'region = "eu-west-1"')
    assert load_files(files, ["/root/mine.toml"]).settings.region == "eu-west-1"


def test_a_given_file_that_is_not_there_is_an_error(files: Files) -> None:
    with pytest.raises(SettingsError) as caught:
        load_files(files, ["/root/none.toml"])
    assert [error.problem.code for error in caught.value.errors] == ["settings-file-absent"]


def test_what_is_required_and_not_set_is_told_with_every_way_to_set_it(files: Files) -> None:
    with pytest.raises(SettingsError) as caught:
        load(files, {}, {}, require=["region"])
    (error,) = caught.value.errors
    assert error.problem.code == "setting-missing"
    for way in (FILE, "AGENT_BOOTSTRAP_REGION", "--region"):
        assert way in error.remedy


def test_what_a_file_may_hold_that_cannot_be_read_is_not_called_missing(put: Put, errors: Errors) -> None:
    put(FILE, 'region = "eu-west-1\n')
    assert [error.problem.code for error in errors({}, {}, "region")] == ["settings-file-syntax"]
    put(FILE, "")
    assert [error.problem.code for error in errors({}, {}, "region")] == ["setting-missing"]
