"""Redaction: a text without its secrets, those that are known and those that have the shape of one.

It would rather hide too much: whoever reads the text can do without a word of it, and the owner of a secret cannot.
"""

from __future__ import annotations

import json
import re
from typing import Iterable, Iterator, Sequence
from urllib.parse import quote, quote_plus

from agent_bootstrap.model.secret import HIDDEN

_SHORTEST = 4
"""A shorter secret would take every other word with it; a proxy's password of three letters is hidden by its place alone."""

_WORD = 8
"""A shorter secret is hidden where it stands by itself: `root` may be somebody's password."""

_NAME = (
    r"(?:secret|passw(?:or)?d|session_?token|security_?token|auth_?token|private_?key|activation[._\-]?code(?![._\-]?file)"
    r"|access_?key|authorization)[\w.\-]{0,40}"
)
"""How things are called that hold a secret. `code_file` names a file."""

_QUOTE = r"\\*[\"']"
"""A quotation mark, however often it was escaped on its way through JSON in JSON."""

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

_USER = r"(?:\\.|[^\s\"'<>\\]){0,300}@"
"""User and password of a URL, up to the last @ that may belong to them; bounded, so that no text takes for ever."""

_SCHEME = r"[A-Za-z][A-Za-z0-9+.\-]{0,20}://"

_RUN = r"[A-Za-z0-9/+]"

_TEXT_SHAPES: Sequence[tuple[str, str, str]] = (
    # A private key, also one that was cut off, also one whose line ends were escaped.
    ("private key", r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z ]*PRIVATE KEY[A-Z ]*-----|\Z)", HIDDEN),
    # On a command line, in an array of arguments, in a shell's history: -code X, --activation-code=X, -id X.
    ("code", rf"(?i)((?<!\w)-{{1,2}}(?:activation-)?code(?:{_QUOTE})?[\s,=]+(?:{_QUOTE})?)[^\s\"',]+", rf"\1{HIDDEN}"),
    ("-id", rf"(?i)((?<!\w)-{{1,2}}(?:activation-)?id(?:{_QUOTE})?[\s,=]+(?:{_QUOTE})?){_UUID}", rf"\1{HIDDEN}"),
    # What has the length of a secret key and is no fingerprint, and what has the length of a token.
    ("", rf"(?<!{_RUN})(?!(?:[0-9a-f]{{40}}|[0-9A-F]{{40}})(?!{_RUN})){_RUN}{{40}}(?!{_RUN})", HIDDEN),
    ("", rf"(?:{_RUN}|[_\-]){{100,}}={{0,2}}", HIDDEN),
)  # fmt: skip
"""What is in any text that has the shape, the shape, and what is shown instead."""

_LINE_SHAPES: Sequence[tuple[str, str, str]] = (
    # A URL in quotes may hold anything but its quotes; a proxy may be named without its scheme.
    ("@", rf"([\"']{_SCHEME})(?:\\.|[^\"'\\\n]){{0,300}}@", rf"\1{HIDDEN}@"),
    ("@", rf"(?<![A-Za-z0-9])({_SCHEME}){_USER}", rf"\1{HIDDEN}@"),
    ("@", rf"(?i)(proxy\w{{0,20}}(?:{_QUOTE})?\s*[:=]\s*(?:{_QUOTE})?)(?!{_SCHEME})[^\s\"'/@]{{1,100}}:{_USER}", rf"\1{HIDDEN}@"),
    # A line that speaks of activations may name two.
    ("activation", _UUID, HIDDEN),
    # By name: in quotes, in quotes that were escaped, behind an equals sign, alone on its line.
    ("", rf"(?i)({_NAME}[\"']?\s*[:=]\s*([\"']))(?:\\.|(?!\2)[^\\\n])*", rf"\1{HIDDEN}"),
    ("", rf"(?i)({_NAME}\\+[\"']\s*[:=]\s*(\\+[\"']))(?:(?!(?<!\\)\2)[^\n])*", rf"\1{HIDDEN}"),
    ("", rf"(?i)({_NAME}=)[^\s\"'&;]+", rf"\1{HIDDEN}"),
    ("", rf"(?i)^([ \t#]*(?:export\s+)?[\w.\-]{{0,60}}?{_NAME}[ \t]*[:=][ \t]*)(?![\"'])\S[^\n]*", rf"\1{HIDDEN}"),
    ("authorization", r"(?i)(authorization\s*:\s*)[^\n\"']+", rf"\1{HIDDEN}"),
    ("x-amz-", r"(?i)(X-Amz-(?:Security-Token|Signature|Credential)=)[^\s&\"']+", rf"\1{HIDDEN}"),
    # Access key IDs of users and of sessions.
    ("ia", r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12,}", HIDDEN),
)  # fmt: skip
"""The same within one line, so that the search in a log of a million letters ends."""

_WORDS = (
    "secret",
    "passw",
    "token",
    "private",
    "activation",
    "access",
    "authorization",
    "://",
    "proxy",
    "x-amz-",
    "akia",
    "asia",
)
"""In a line without any of these nothing has the shape of a secret."""

_TEXT, _LINE = (
    tuple((needle, re.compile(pattern), shown) for needle, pattern, shown in shapes)
    for shapes in (_TEXT_SHAPES, _LINE_SHAPES)
)


class Redactor:
    """Hides secrets."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        spelled = {spelling for secret in known for spelling in _spellings(secret)}
        # The longest first: one secret may be the beginning of another.
        words = sorted((word for word in spelled if len(word) >= _SHORTEST), key=lambda word: (-len(word), word))
        self._known = re.compile("|".join(map(_pattern, words))) if words else None

    def redacted(self, text: str) -> str:
        """The text with *** in place of each secret."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        lowered = text.lower()
        for needle, shape, shown in _TEXT:
            text = shape.sub(shown, text) if needle in lowered else text
        return "".join(map(_line, text.splitlines(keepends=True)))


def _line(line: str) -> str:
    lowered = line.lower()
    if not any(word in lowered for word in _WORDS):
        return line
    for needle, shape, shown in _LINE:
        line = shape.sub(shown, line) if needle in lowered else line
    return line


def _pattern(word: str) -> str:
    return re.escape(word) if len(word) >= _WORD else rf"(?<!\w){re.escape(word)}(?!\w)"


def _spellings(secret: str) -> Iterator[str]:
    """A secret as it is, and as it stands in JSON, in a URL, and in a unit file."""
    text = secret.strip()
    yield text
    for ascii_only in (True, False):
        written = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield written
        yield written.replace("/", "\\/")
        yield json.dumps(written, ensure_ascii=ascii_only)[1:-1]
    yield quote(text, safe="")
    yield quote(text)
    yield quote_plus(text)
    yield text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
