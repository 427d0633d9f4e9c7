"""The report of a run that could not begin: one finding for each thing that is wrong with the settings."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Iterable

from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import SETTINGS_STEP, Entry, Report
from agent_bootstrap.settings import SettingError

_PROMISE = "the settings can be used"


def report(host: Host, command: str, errors: Iterable[SettingError]) -> Report:
    """The errors in the format of every other report, so that configuration management reads only one."""
    now = host.clock.now()
    return Report(command, now, now, host.facts.summary(), entries(errors, now))


def entries(errors: Iterable[SettingError], now: datetime.datetime) -> tuple[Entry, ...]:
    """One finding for each error."""
    return tuple(_entry(error, now) for error in errors)


def _entry(error: SettingError, now: datetime.datetime) -> Entry:
    place = f"place: {error.origin}"
    problem = dataclasses.replace(
        error.problem,
        brief=f"{error.key}: {error.message}" if error.key else error.message,
        details="\n".join(filter(None, (place, error.problem.details))),
        # What a template was filled with may be anything; where it stands is what a program can use.
        facts={"place": str(error.origin), "key": error.key},
    )
    return Entry(SETTINGS_STEP, _PROMISE, Finding.of(problem), now)
