"""Whether a registration that gave no identity may have used one up all the same: what the agent's words prove."""

from __future__ import annotations

import re
from typing import Iterable

from agent_bootstrap.diagnosis import agent_words

_FAILED = re.compile(r"Registration failed due to|Unable to save registration information")

_SENT_WITHOUT_ANSWER = re.compile(
    r"awaiting (?:response )?headers|context deadline exceeded"
    r"|(?:read|write) tcp [^\n]*: (?:i/o timeout|connection reset by peer|broken pipe)|: (?:unexpected )?EOF"
)
"""How Go words a request that left and was not answered (net/http); AWS may have done what it asked for."""


def doubtful(words: str) -> bool:
    """Whether a request may have reached AWS, though nobody answered it."""
    return _SENT_WITHOUT_ANSWER.search(words) is not None


def refused(lines: Iterable[str]) -> bool:
    """Whether the last registration in these lines of the agent's log certainly came to nothing."""
    ends = [entry for entry in agent_words.entries(lines) if _FAILED.search(entry)]
    return bool(ends) and not doubtful(ends[-1])
