"""When a line of a log happened, by its own stamp, and whether CloudWatch Logs would take it."""

from __future__ import annotations

import datetime
from typing import Optional

_OLDEST = datetime.timedelta(days=14)
_EARLIEST = datetime.timedelta(hours=2)
"""How old, and how early, an event may be (Amazon CloudWatch Logs API Reference, PutLogEvents)."""


def stamp(line: str, form: str) -> Optional[datetime.datetime]:
    """The moment that the line begins with, in the form of strptime; None if it begins with none."""
    now = datetime.datetime.now()
    try:
        return datetime.datetime.strptime(line[: len(now.strftime(form))], form)
    except ValueError:
        return None


def accepted(moment: datetime.datetime) -> bool:
    """Whether an event of this moment, local time, is neither too old nor too early."""
    now = datetime.datetime.now()
    return now - _OLDEST <= moment <= now + _EARLIEST
