"""The picture of a day is one that browsers read, and shows every fault of its scenario."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bench.day_picture import draw
from tests.sandbox.scenes.toggles import SPREAD

KEPT = Path(__file__).parents[3] / "docs" / "day.svg"
_SVG = "{http://www.w3.org/2000/svg}"
ROW = {"name": "dns-silent", "began": 61.0, "noticed": 2.0, "told": 12.0, "lifted": 17.0, "healed": 3.0}


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def test_the_picture_in_the_documentation_names_every_fault_of_the_scenario() -> None:
    shown = words(KEPT.read_text(encoding="utf-8"))
    assert [name for name in SPREAD if name not in shown] == []


def test_a_row_says_when_it_was_noticed_told_and_healed() -> None:
    shown = words(draw([ROW]))
    assert "01:01" in shown
    assert "noticed 2 s, told 12 s, healed 3 s" in shown


@pytest.mark.parametrize("noticed", [2.0, None])
def test_the_pieces_of_a_bar_follow_one_another(noticed: object) -> None:
    bars = list(ElementTree.fromstring(draw([{**ROW, "noticed": noticed}])).iter(f"{_SVG}rect"))[-4:]
    edges = [(float(bar.get("x", 0)), float(bar.get("width", 0))) for bar in bars]
    assert all(abs(left + width - next_left) < 2 for (left, width), (next_left, _) in zip(edges, edges[1:]))
    assert len({bar.get("fill") for bar in bars}) == 4
