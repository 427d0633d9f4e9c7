"""The settings that could be used last, kept for a time when those in /etc are broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.host.settings_copy import SettingsCopy
from agent_bootstrap.settings import load
from agent_bootstrap.settings.files import DROP_INS, FILE

BELOW = "/run/agent-bootstrap/settings"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    files = Files(tmp_path)
    files.write(FILE, 'region = "eu-west-1"\n', mode=0o640)
    files.write(f"{DROP_INS}/10-site.toml", "[network]\n", mode=0o644)
    return files


def test_the_copy_is_loaded_as_if_it_were_the_settings(files: Files) -> None:
    copy = SettingsCopy(files, BELOW)
    copy.take([FILE, f"{DROP_INS}/10-site.toml"])
    files.write(FILE, 'region = "', mode=0o640)
    assert load(copy, {}, {}).settings.region == "eu-west-1"
    assert copy.names(DROP_INS) == ("10-site.toml",)


def test_the_copy_is_for_root_alone(files: Files) -> None:
    copy = SettingsCopy(files, BELOW)
    copy.take([FILE])
    assert copy.mode(FILE) == 0o600
    assert files.mode(FILE) == 0o640


def test_whatever_else_settings_need_is_read_where_it_is(files: Files) -> None:
    files.write("/etc/agent-bootstrap/activation-code", "secret", mode=0o600)
    assert SettingsCopy(files, BELOW).read("/etc/agent-bootstrap/activation-code") == "secret"


def test_a_drop_in_that_is_gone_is_forgotten_and_the_settings_themselves_are_left_alone(files: Files) -> None:
    copy = SettingsCopy(files, BELOW)
    copy.take([FILE, f"{DROP_INS}/10-site.toml"])
    # What a copy left behind that was broken off, and the same name where the person's own files are.
    files.write(f"{BELOW}{DROP_INS}/.10-site.toml.1234", "", mode=0o600)
    files.write(f"{DROP_INS}/.10-site.toml.1234", "a person's", mode=0o600)
    copy.take([f"{DROP_INS}/20-site.toml"])
    assert (copy.read(FILE), copy.names(DROP_INS)) == (None, ())
    assert files.read(FILE) == 'region = "eu-west-1"\n'
    assert files.names(DROP_INS) == (".10-site.toml.1234", "10-site.toml")


def test_a_second_copy_loads_nothing_that_would_stay_for_months(files: Files) -> None:
    script = f"""
import sys
from pathlib import Path
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.settings_copy import SettingsCopy
for _ in range(2):
    SettingsCopy(Files(Path({str(files.root)!r})), {BELOW!r}).take([{FILE!r}])
print("shutil" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, check=True
    )
    assert ended.stdout == b"False\n"
