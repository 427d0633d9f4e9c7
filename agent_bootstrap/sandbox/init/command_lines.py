"""One command of ExecStart= and its like: prefixes, words, and the variables in them (systemd.service(5))."""

from __future__ import annotations

import re
from typing import Mapping

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.init.words import split_words

_VARIABLE = re.compile(r"\$(\$|\{(\w+)\})")
_WORD_VARIABLE = re.compile(r"\$(\w+)")


@value_object
class CommandLine:
    """What is to be executed, before variables are replaced."""

    words: tuple[str, ...]
    failure_ignored: bool = False
    """Prefix `-`: a failure counts as a success."""
    names_itself: bool = False
    """Prefix `@`: the second word is what the program is told as its own name."""
    literal: bool = False
    """Prefix `:`: variables are left as they are."""
    privileged: bool = False
    """Prefix `+`, `!` or `!!`: User= does not count."""

    @classmethod
    def parse(cls, text: str) -> CommandLine:
        """The command of one assignment. Raises ValueError if there is none."""
        bare = text.lstrip("-@:+!")
        prefixes = text[: len(text) - len(bare)]
        words = tuple(split_words(bare))
        if not words:
            raise ValueError(f"{text!r} names no program")
        return cls(words, "-" in prefixes, "@" in prefixes, ":" in prefixes, "+" in prefixes or "!" in prefixes)

    @property
    def program(self) -> str:
        """Path or name of the program."""
        return self.words[0]

    def arguments(self, environment: Mapping[str, str]) -> list[str]:
        """The argument vector, the program's name for itself first."""
        rest = (
            self.words[1:] if self.literal else [part for word in self.words[1:] for part in _expand(word, environment)]
        )
        return list(rest) if self.names_itself else [self.program, *rest]


def _expand(word: str, environment: Mapping[str, str]) -> list[str]:
    """`$NAME` alone becomes any number of words, `${NAME}` stays within its word, `$$` is a dollar sign."""
    alone = _WORD_VARIABLE.fullmatch(word)
    if alone:
        return environment.get(alone[1], "").split()
    return [_VARIABLE.sub(lambda found: environment.get(found[2], "") if found[2] else "$", word)]
