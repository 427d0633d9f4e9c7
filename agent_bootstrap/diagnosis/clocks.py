"""How far this server's clock is from AWS's, by the `Date:` that every endpoint tells without credentials."""

from __future__ import annotations

import datetime
import email.utils
from typing import Optional

from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import connection as problems


def date_of(header: Optional[str]) -> Optional[datetime.datetime]:
    """The moment that a `Date:` header tells; None if there is none, or it tells no moment."""
    try:
        moment = email.utils.parsedate_to_datetime(header or "")
    except (TypeError, ValueError):
        return None
    # RFC 9110, 5.6.7: it is UTC, also where it says so with the `-0000` that stands for an unknown place.
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def skew(name: str, now: datetime.datetime, date: datetime.datetime, details: str = "") -> Problem:
    """The problem clock-skew, for this server's moment `now` and the moment `date` of the endpoint `name`."""
    seconds = round((now - date).total_seconds())
    direction = "ahead of" if seconds > 0 else "behind"
    seen = f"{name} answered with Date {shown(date)} when this server's clock said {shown(now)}"
    return problems.CLOCK_SKEW.found(
        "; ".join(filter(None, (seen, details))), name=name, seconds=abs(seconds), direction=direction
    )


def shown(moment: datetime.datetime) -> str:
    """The moment as AWS writes it: `2026-11-22T10:00:00Z`."""
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
