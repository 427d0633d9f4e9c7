"""Completions for shells, made from the command line's own parser."""

from __future__ import annotations

import argparse
from typing import Iterator

import shtab

from agent_bootstrap.cli.main import VERBS, parser_for
from agent_bootstrap.model import problems

_FILES = ("FILE", "PATH")
"""Names of arguments for which the shell offers files."""


def script(shell: str) -> str:
    """The script for `bash`, `fish` or `zsh`."""
    parser = whole_parser()
    for action in actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        if action.metavar == "CODE" and not action.option_strings:
            action.choices = sorted(problems.by_code())
    return str(shtab.complete(parser, shell=shell))


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the flags of every verb that the package has."""
    return parser_for(set(VERBS) - {"sandbox"})


def actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every flag and argument, those of verbs and of verbs' verbs included."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from actions(below)
        else:
            yield action
