from __future__ import annotations

import pathlib

import pytest

from agent_bootstrap.sandbox.aws_side.world_file import WorldFile
from agent_bootstrap.sandbox.world import World


def test_a_world_survives_its_file() -> None:
    world = World(dns={"ssm": "silent"}, s3_cut=(".deb",), activation_limit=3)
    assert World.from_json(world.to_json()) == world


def test_without_a_file_the_world_is_healthy(tmp_path: pathlib.Path) -> None:
    assert WorldFile(tmp_path / "world.json").world() == World()


def test_an_unchanged_file_gives_the_same_world_and_a_changed_one_another(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(World(activation_limit=2).to_json())
    file = WorldFile(path)
    assert file.world() is file.world()
    path.write_text(World(activation_limit=30).to_json())
    assert file.world().activation_limit == 30


def test_half_a_file_leaves_the_world_as_it_was(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "world.json"
    path.write_text(World(activation_limit=2).to_json())
    file = WorldFile(path)
    file.world()
    path.write_text('{"dns": {')
    assert file.world().activation_limit == 2
    assert "not a world" in capsys.readouterr().err
