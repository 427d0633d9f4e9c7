"""Characters that come along when a value is pasted from a word processor, a web page or a chat, and cannot be seen."""

from __future__ import annotations

_NAMES = {
    "\u201c": "a typographic quote (\u201c, U+201C)",
    "\u201d": "a typographic quote (\u201d, U+201D)",
    "\u201e": "a typographic quote (\u201e, U+201E)",
    "\u2018": "a typographic quote (\u2018, U+2018)",
    "\u2019": "a typographic quote (\u2019, U+2019)",
    "\u00a0": "a non-breaking space (U+00A0)",
    "\u202f": "a narrow non-breaking space (U+202F)",
    "\u200b": "a zero-width space (U+200B)",
    "\u200c": "a zero-width non-joiner (U+200C)",
    "\u200d": "a zero-width joiner (U+200D)",
    "\u2060": "a zero-width word joiner (U+2060)",
    "\ufeff": "a zero-width byte order mark (U+FEFF)",
    "\u2010": "a typographic hyphen (\u2010, U+2010)",
    "\u2011": "a non-breaking hyphen (\u2011, U+2011)",
    "\u2013": "a typographic dash (\u2013, U+2013)",
}

_REPLACEMENTS = {
    **dict.fromkeys(_NAMES, ""),
    "\u00a0": " ",
    "\u202f": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
}


def oddities(text: str) -> str:
    """What the text should not hold, in words; empty if it is clean. No other character of the text is told."""
    found = [name for character, name in _NAMES.items() if character in text]
    if text != text.lstrip(" \t\r\n"):
        found.append("white space before it")
    if text != text.rstrip(" \t\r\n"):
        found.append("white space after it")
    return " and ".join(found)


def cleaned(text: str) -> str:
    """The same text as a person would have typed it."""
    for character, replacement in _REPLACEMENTS.items():
        text = text.replace(character, replacement)
    return text.strip()
