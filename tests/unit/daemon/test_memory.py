"""What outlives a restart of the daemon."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_bootstrap.daemon import memory
from agent_bootstrap.daemon.repairs import Repairs
from agent_bootstrap.host.files import Files
from tests.unit.daemon.entries import DRIFTED, FAILED, NOW, STUCK, entry, report

STEP = "ssm_agent.registration"


def remembered(files: Files) -> Repairs:
    repairs = Repairs("fingerprint")
    repairs.ended(report([entry(STEP, STUCK), entry("a", FAILED)]), NOW)
    memory.write(files, repairs)
    return memory.read(files)


def test_what_was_found_stuck_is_remembered_and_what_may_pass_is_not(tmp_path: Path) -> None:
    found = remembered(Files(tmp_path))
    assert found.fingerprint == "fingerprint"
    assert list(found.unkept) == [STEP]
    assert not found.due([entry(STEP, DRIFTED)], NOW + 1e9)
    assert found.due([entry("a", DRIFTED)], NOW)


def test_the_file_is_for_root_alone_and_is_not_written_for_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path)
    repairs = remembered(files)
    before = (tmp_path / memory.PATH[1:]).stat()
    memory.write(files, repairs)
    assert (tmp_path / memory.PATH[1:]).stat().st_ino == before.st_ino
    assert files.mode(memory.PATH) == 0o600


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "5", "{}", '{"fingerprint": "a", "unkept": 5}', '{"fingerprint": "a", "unkept": ["a"]}',
     '{"fingerprint": "a", "unkept": [{"step": "a"}]}'],
)  # fmt: skip
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    files = Files(tmp_path)
    files.write(memory.PATH, text, mode=0o600)
    assert memory.read(files) == Repairs()


def test_a_memory_with_a_moment_that_is_none_is_none(tmp_path: Path) -> None:
    files = Files(tmp_path)
    remembered(files)
    values = json.loads(files.read(memory.PATH) or "")
    values["unkept"][0]["since"] = 5
    files.write(memory.PATH, json.dumps(values), mode=0o600)
    assert memory.read(files) == Repairs()


def test_a_memory_that_is_a_directory_does_not_stop_the_daemon(tmp_path: Path) -> None:
    (tmp_path / memory.PATH[1:]).mkdir(parents=True)
    assert memory.read(Files(tmp_path)) == Repairs()
