"""What systemd says of how a service ended, or why it does not start it, becomes a problem of ours."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.model.problem import Problem, ProblemKind
from agent_bootstrap.model.problems import unit as problems

_EXIT_STATUS = {203: problems.PROGRAM_UNUSABLE, 217: problems.USER_MISSING}
"""systemd.exec(5), "Process Exit Codes": EXEC and USER."""

_SIGKILL = 9

_TOO_OFTEN = ("attempted too often", "reset-failed")
"""What systemctl says of a start limit: the reason, or after a crash loop only how to force a start."""


def ending(unit: str, result: str, status: int) -> Optional[Problem]:
    """The problem behind the properties Result and ExecMainStatus of a service; None where they tell of none."""
    kind = _kind(result, status)
    return kind.found(f"systemd says Result={result}, ExecMainStatus={status}", unit=unit) if kind else None


def refusal(words: str) -> ProblemKind:
    """The problem behind a systemctl that did not do what it was told."""
    return problems.START_LIMIT if any(said in words for said in _TOO_OFTEN) else problems.REFUSED


def _kind(result: str, status: int) -> Optional[ProblemKind]:
    if result == "start-limit-hit":
        return problems.START_LIMIT
    if result == "oom-kill" or (result == "signal" and status == _SIGKILL):
        return problems.KILLED
    return _EXIT_STATUS.get(status) if result == "exit-code" else None
