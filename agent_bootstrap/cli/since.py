"""Who looked at this server, and how long ago that was."""

from __future__ import annotations

import datetime

from agent_bootstrap.model.report import DAEMON, Report

_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def line(report: Report, now: datetime.datetime) -> str:
    """`The daemon looked at 14:03:20 UTC, 42 s ago`."""
    who = "The daemon looked" if report.command == DAEMON else f"{report.command} ended"
    ended = report.finished_at.astimezone(datetime.timezone.utc)
    day = "" if ended.date() == now.date() else f"{ended:%Y-%m-%d} "
    return f"{who} at {day}{ended:%H:%M:%S} UTC, {ago((now - ended).total_seconds())}"


def ago(seconds: float) -> str:
    """`42 s ago`, in the largest unit of which there are two; a clock that was set back makes it `in 42 s`."""
    whole = int(abs(seconds))
    size, unit = next(((size, unit) for size, unit in _UNITS if whole >= 2 * size), _UNITS[-1])
    return f"{whole // size} {unit} ago" if seconds >= 0 else f"{whole // size} {unit} from now"
