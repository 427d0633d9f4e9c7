"""What a file that came as a package is instead, and what a package manager means when it refuses one."""

from __future__ import annotations

import re
from typing import Optional

from agent_bootstrap.model.problem import Problem, ProblemKind
from agent_bootstrap.model.problems import package as problems

_BEGINNING = 2048
"""Bytes in which a page's title stands, and all of an error of S3's, which has some 300."""

_LOCKED = re.compile("lock was locked by |can't create transaction lock")
"""dpkg's words (then "another process", or since dpkg 1.22 that process by its path), and rpm's."""

_POLICY = re.compile(
    r"does not verify"
    r"|Header V\d.* (BAD|NOKEY|NOTTRUSTED)\b"
    r"|(Header|Payload) .*digest.*: BAD"
    r"|^(debsig|error): Verification on package .* failed|Failed verification for"
    r"|Policy rejects|Not live|policy violation",
    re.MULTILINE,
)
"""rpm's, those of its OpenPGP implementation on RHEL 9 and 10 (Sequoia), and debsig-verify's, which dpkg may be told to call."""


def stranger(beginning: bytes, *, file: str, source: str, url: str) -> Optional[Problem]:
    """The problem of a file whose first bytes are not a package's but a page's, or S3's error; None for any other."""
    text = beginning[:_BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", errors="replace")
    names = {"file": file, "source": source, "url": url}
    if not text.startswith("<"):
        return None
    code = re.search(r"<Error>.*?<Code>([^<]*)</Code>", text, re.DOTALL)
    if code:
        return problems.PACKAGE_IS_ERROR.found(_plain(text), error=code[1], **names)
    title = re.search(r"<title>([^<]*)</title>", text, re.IGNORECASE)
    return problems.PACKAGE_IS_PAGE.found(f"its words: {title[1] if title else _plain(text)}", **names)


def refusal(words: str) -> ProblemKind:
    """The kind of problem that dpkg or rpm speaks of. The signature was good: its own refusal of one is a policy's."""
    if _LOCKED.search(words):
        return problems.PACKAGE_MANAGER_BUSY
    return problems.SIGNATURE_POLICY if _POLICY.search(words) else problems.INSTALLATION_FAILED


def _plain(text: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", text).split())[:80]
