"""The manual page: verbs and flags from the command line's own parser, the rest from man/agent-bootstrap.8.in."""

from __future__ import annotations

import argparse
import re
from typing import Iterator

from agent_bootstrap.cli.main import VERBS
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.settings.keys import KEYS
from builder import completions, tree
from builder.description import PACKAGING

_TEMPLATE = PACKAGING / "man" / "agent-bootstrap.8.in"


def page(summary: str, version: str) -> str:
    """The source of the page. It bears no date, for it tells of a version."""
    values = {
        "VERSION": _escaped(version),
        "SUMMARY": _escaped(summary),
        "VERBS": "\n".join(_verbs(completions.whole_parser())),
        "EXIT_CODES": "\n".join(_tagged(str(int(code)), code.meaning) for code in ExitCode),
        "VARIABLES": "\n".join(_tagged(key.environment_name, key.about.description) for key in KEYS.values()),
    }
    return tree.filled(_TEMPLATE, values)


def _verbs(parser: argparse.ArgumentParser) -> Iterator[str]:
    for name, below in _below(parser):
        yield f".SS {_escaped(name)}"
        yield _sentence(VERBS[name])
        yield from _flags(below)
        for inner, parser_of_inner in _below(below):
            yield ".TP"
            yield f".B {_escaped(f'{name} {inner}')}"
            yield _sentence(_help(below, inner))
            yield from (".RS", *_flags(parser_of_inner), ".RE")


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _help(parser: argparse.ArgumentParser, name: str) -> str:
    choices = (action._choices_actions for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return next(choice.help or "" for listed in choices for choice in listed if choice.dest == name)


def _flags(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)) or action.help == argparse.SUPPRESS:
            continue
        yield _tagged(_shown(action), _filled(action))


def _shown(action: argparse.Action) -> str:
    """`--flag VALUE`, or for an argument `VALUE`, in brackets if it may be left out."""
    value = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
    if not action.option_strings:
        return f"[{value}]" + ("..." if action.nargs == "*" else "") if action.nargs in ("?", "*") else value
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _filled(action: argparse.Action) -> str:
    """The help of a flag with what argparse fills in."""
    known = {**vars(action), "prog": "agent-bootstrap", "choices": ", ".join(map(str, action.choices or ()))}
    return (action.help or "") % known


def _tagged(tag: str, text: str) -> str:
    return f".TP\n.B {_escaped(tag)}\n{_sentence(text)}"


def _sentence(text: str) -> str:
    return _escaped(text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else "."))


def _escaped(text: str) -> str:
    """Text as roff takes it literally. What stands between backticks is a command, and bold."""
    literal = text.replace("\\", "\\e").replace("-", "\\-")
    bold = re.sub("`([^`]*)`", r"\\fB\1\\fR", literal)
    return re.sub(r"^(?=[.'])", r"\\&", bold)
