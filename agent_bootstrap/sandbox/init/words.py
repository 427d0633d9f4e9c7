"""Splits a value of a unit file into words, with the quotes and escapes of systemd.syntax(7)."""

from __future__ import annotations

from typing import Optional

_ESCAPES = {"n": "\n", "t": "\t", "s": " ", "r": "\r"}
"""A backslash before any other character stands for that character."""


def split_words(text: str) -> list[str]:
    """The words of `text`; quotes keep spaces inside a word and are dropped."""
    words: list[str] = []
    word: Optional[str] = None
    quote = ""
    characters = iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters, "\\")
            word = (word or "") + _ESCAPES.get(following, following)
        elif character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote, word = character, word or ""
        elif not quote and character.isspace():
            words += [] if word is None else [word]
            word = None
        else:
            word = (word or "") + character
    return words + ([] if word is None else [word])
