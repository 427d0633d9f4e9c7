"""Files and functions stay small enough to be read at once, and every file has a name that says something."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

import agent_bootstrap
from tests.house.syntax import parsed

PACKAGE = Path(agent_bootstrap.__file__).parent
SOURCES = {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}

LONGEST_FILE = 300
LONGEST_FUNCTION = 45
MEDIAN_OF_FUNCTIONS = 12
NAMES_THAT_SAY_NOTHING = {"util.py", "utils.py", "helper.py", "helpers.py", "common.py", "misc.py"}


def lengths(source: str) -> dict[str, int]:
    """The lines of every function, its decorators left out."""
    return {
        f"{node.name} (line {node.lineno})": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(parsed(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def complaints(name: str, source: str) -> list[str]:
    found = [f"{name} has {len(source.splitlines())} lines"] if len(source.splitlines()) > LONGEST_FILE else []
    found += [
        f"{name}: {function} has {length} lines"
        for function, length in lengths(source).items()
        if length > LONGEST_FUNCTION
    ]
    return found + ([f"{name} says nothing"] if Path(name).name in NAMES_THAT_SAY_NOTHING else [])


def test_files_and_functions_are_small_and_well_named() -> None:
    assert [complaint for name, source in SOURCES.items() for complaint in complaints(name, source)] == []


def test_the_median_function_is_short() -> None:
    functions = [length for source in SOURCES.values() for length in lengths(source).values()]
    assert statistics.median(functions) <= MEDIAN_OF_FUNCTIONS


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("steps/long.py", "a = 1\n" * (LONGEST_FILE + 1)),
        ("steps/long.py", "def f():\n" + "    a = 1\n" * LONGEST_FUNCTION),
        ("steps/long.py", "class A:\n    async def f(self):\n" + "        a = 1\n" * LONGEST_FUNCTION),
        ("steps/utils.py", ""),
    ],
)
def test_what_is_too_long_or_badly_named_is_seen(name: str, source: str) -> None:
    assert len(complaints(name, source)) == 1


def test_what_just_fits_is_allowed() -> None:
    source = "def f():\n" + "    a = 1\n" * (LONGEST_FUNCTION - 1) + "a = 1\n" * (LONGEST_FILE - LONGEST_FUNCTION)
    assert complaints("steps/fits.py", source) == []
