"""The scanner finds every key that the parser finds, on the line where it was written."""

from __future__ import annotations

import json
from typing import Any, Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent_bootstrap.settings.toml_lines import Path, lines
from agent_bootstrap.settings.toml_text import TomlError, parse

TRAPS = '''\
# region = "comment"
region = "a # b" # tail
"quoted.key" = 1
'literal key' . sub = 2
"\\u0061bc" = 3
text = """
region = "not a key"
[not.a.table]
\\""" still inside"""
quotes = """a"""""
literal = \'\'\'
x = 1 \\\'\'\'
list = [
  "]", # ]
  [1, 2],
  { inner = "}" },
]
inline = { one = 1, two.three = { four = "x" } }
when = 1979-05-27 07:32:00
[ table . "sub table" ]
key = 'C:\\'
[[array]]
name = "first"
[[array]]
name = "second"
[array.below.it]
'''


def test_traps_are_not_fallen_into() -> None:
    assert parse(TRAPS)
    assert lines(TRAPS) == [
        (("region",), 2),
        (("quoted.key",), 3),
        (("literal key", "sub"), 4),
        (("abc",), 5),
        (("text",), 6),
        (("quotes",), 10),
        (("literal",), 11),
        (("list",), 13),
        (("list", 2, "inner"), 16),
        (("inline",), 18),
        (("inline", "one"), 18),
        (("inline", "two", "three"), 18),
        (("inline", "two", "three", "four"), 18),
        (("when",), 19),
        (("table", "sub table"), 20),
        (("table", "sub table", "key"), 21),
        (("array", 0), 22),
        (("array", 0, "name"), 23),
        (("array", 1), 24),
        (("array", 1, "name"), 25),
        (("array", 1, "below", "it"), 26),
    ]


@pytest.mark.parametrize(
    "text", ["a = [", "a = {", "a", "[a", "= 1", 'a = "', "a = [1,\n[", "a = {b", '"\\q" = 1', "a ="]
)
def test_text_that_is_not_toml_is_read_up_to_its_fault(text: str) -> None:
    assert lines(f"good = 1\n{text}")[0] == (("good",), 1)


_ANY_TEXT = st.text(alphabet="ab\"'#=[]{}.,\\ \t\n\u00e9", max_size=12)
_BARE = st.text(alphabet="abc-_1", min_size=1, max_size=4)


@st.composite
def _strings(draw: st.DrawFn) -> str:
    text = draw(_ANY_TEXT)
    basic = json.dumps(text)
    return draw(st.sampled_from([basic, f"'{text}'", f"'''{text}'''", f'"""\n{basic[1:-1]}\n"""', f'"""{text}"""']))


_KEYS = st.one_of(_BARE, _ANY_TEXT.map(json.dumps), _BARE.map(lambda text: f"'{text}#'"))
_DOTTED = st.lists(_KEYS, min_size=1, max_size=3).map(" . ".join)
_BLANKS = st.sampled_from(["", " ", "\n", "\n# [x] = {\n"])


def _arrays(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.lists(values, max_size=3), _BLANKS).map(
        lambda pair: f"[{f',{pair[1]}'.join(pair[0])}{pair[1]}]"
    )


def _inlines(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(_DOTTED, values).map(" = ".join), max_size=3)
    return pairs.map(lambda items: f"{{ {', '.join(items)} }}")


_SCALARS = st.one_of(_strings(), st.sampled_from(["1", "-1.5e3", "true", "1979-05-27 07:32:00", "07:32:00", "inf"]))
_VALUES = st.recursive(_SCALARS, lambda values: st.one_of(_arrays(values), _inlines(values)), max_leaves=6)
_STATEMENTS = st.one_of(
    st.tuples(_DOTTED, _VALUES).map(" = ".join),
    _DOTTED.map(lambda key: f"[{key}]"),
    _DOTTED.map(lambda key: f"[[ {key} ]]"),
    _ANY_TEXT.map(lambda text: "# " + text.replace("\n", "")),
    st.just(""),
)
_DOCUMENTS = st.lists(_STATEMENTS, max_size=8).map("\n".join)


@given(_DOCUMENTS)
def test_the_scanner_finds_the_keys_that_the_parser_finds(text: str) -> None:
    try:
        tree = parse(text)
    except TomlError:
        assume(False)
    begun = {path[:end] for path, _ in lines(text) for end in range(1, len(path) + 1)}
    assert set(_paths(tree, ())) == {path for path in begun if not isinstance(path[-1], int)}


@given(st.lists(_VALUES, max_size=6))
def test_a_key_stands_on_the_line_that_is_told_whatever_its_value(values: list[str]) -> None:
    text, expected = "", []
    for number, value in enumerate(values):
        expected.append(((f"key{number}",), text.count("\n") + 1))
        text += f"key{number} = {value}\n"
    try:
        # Each alone: the open quotes of one may be closed by those of the next, and swallow its key.
        for value in values:
            parse(f"key = {value}\n")
    except TomlError:
        assume(False)
    assert [(path, line) for path, line in lines(text) if len(path) == 1] == expected


@given(st.text(alphabet="ab=[]{}\"'\n#. ,\\", max_size=40))
def test_any_text_comes_to_an_end(text: str) -> None:
    assert len(lines(text)) <= len(text)


def _paths(tree: Any, above: Path) -> Iterator[Path]:
    if isinstance(tree, list):
        for number, item in enumerate(tree):
            yield from _paths(item, (*above, number))
    elif isinstance(tree, dict):
        for name, content in tree.items():
            yield (*above, name)
            yield from _paths(content, (*above, name))
