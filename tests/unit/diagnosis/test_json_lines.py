"""Every member and item of a JSON text stands on the line that is told."""

from __future__ import annotations

import json
from typing import Any, Iterator

from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.diagnosis.json_lines import Path, lines, written

TEXT = """{
  "a": "x: {[,\\"]}", "b": [
    1,
    {"c d": null,
     "e": []}, [
      true]
  ],
  "f": {}
}
"""


def test_each_place_has_its_line() -> None:
    assert lines(TEXT) == {
        ("a",): 2,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c d"): 4,
        ("b", 1, "e"): 5,
        ("b", 2): 5,
        ("b", 2, 0): 6,
        ("f",): 8,
    }


def test_a_path_is_written_as_people_write_it() -> None:
    assert written(("logs", "collect_list", 2, "file_path")) == "logs.collect_list[2].file_path"


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda values: st.one_of(st.lists(values), st.dictionaries(st.text(), values)),
)


@given(_VALUES, st.sampled_from([None, 0, 2]))
def test_the_scanner_finds_what_the_parser_finds(value: Any, indent: int | None) -> None:
    assert set(lines(json.dumps(value, indent=indent))) == set(_paths(value, ()))


def _paths(value: Any, above: Path) -> Iterator[Path]:
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, content in pairs:
        yield (*above, name)
        yield from _paths(content, (*above, name))
