"""Texts to paste into tickets: one for each team that must act, with all that it needs and nothing secret."""

from __future__ import annotations

import datetime
import ipaddress
import re
from typing import Callable, Iterable, Iterator, Optional, Sequence

from agent_bootstrap.aws import addresses
from agent_bootstrap.cli import plain
from agent_bootstrap.model import problems
from agent_bootstrap.model.problem import Owner, Problem
from agent_bootstrap.model.report import Entry, Report
from agent_bootstrap.model.templates import filled

TEAMS = (Owner.DNS, Owner.FIREWALL, Owner.AWS_ACCOUNT, Owner.SERVER)
"""Those to whom a ticket can go. The settings are the reader's own."""

SourceAddress = Callable[[str], Optional[str]]
"""From where this server would go to an address; None if there is no way."""

_INDENT = 10


def lines(report: Report, region: str, source_address: SourceAddress) -> Iterator[str]:
    """All tickets of a report, or one line that says that none is needed."""
    entries = [entry for entry in report.entries if entry.finding.problem]
    teams = [team for team in TEAMS if _of(team, entries)]
    for team in teams:
        yield from _ticket(team, _of(team, entries), report, region, source_address)
    if not entries:
        yield "No ticket is needed: all is well."
    elif _of(Owner.SETTINGS, entries):
        yield "What is wrong with these settings needs no ticket: it is told above, and yours to mend."


def _of(team: Owner, entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.finding.problem and entry.finding.problem.owner is team]


def _ticket(
    team: Owner, entries: Sequence[Entry], report: Report, region: str, source_address: SourceAddress
) -> Iterator[str]:
    found = [entry.finding.problem for entry in entries if entry.finding.problem]
    server = report.host["name"]
    yield f"----- Ticket for: {team.title} -----"
    yield f"Subject: {server}: {_subject(found)}"
    yield ""
    for alike in _alike(found):
        yield from _problem(alike)
        yield ""
    yield from plain.labelled("server", f"{server}, {report.host['distribution']}, Region {region}", indent=_INDENT)
    for address in _addresses(found, report):
        own = source_address(address)
        # An address of this very server, such as a local resolver's, lies behind no firewall.
        if own and own != address and not ipaddress.ip_address(own).is_loopback:
            yield from plain.labelled("source", f"{own} is this server's address towards {address}", indent=_INDENT)
    began, ended = min(entry.since for entry in entries), report.finished_at
    yield from plain.labelled("seen at", f"{_moment(began)} to {_moment(ended)}, UTC", indent=_INDENT)
    yield ""


def _subject(found: Sequence[Problem]) -> str:
    others = len({problem.brief for problem in found}) - 1
    return f"{found[0].brief} [{found[0].code}]" + (f", and {others} more" if others else "")


def _alike(found: Sequence[Problem]) -> Iterator[list[Problem]]:
    """Problems with one code and one remedy are asked for together."""
    for code, remedy in dict.fromkeys((problem.code, problem.remedy) for problem in found):
        alike = [problem for problem in found if (problem.code, problem.remedy) == (code, remedy)]
        yield list({problem.brief: problem for problem in alike}.values())


def _problem(alike: Sequence[Problem]) -> Iterator[str]:
    kind = problems.by_code()[alike[0].code]
    for problem in alike:
        mildly = " (a warning: everything works, for now)" if problem.warning else ""
        yield from plain.wrapped("", f"{problem.brief} [{problem.code}]{mildly}", indent=_INDENT)
    yield from plain.labelled("please", alike[0].remedy, indent=_INDENT)
    for number, line in enumerate(dict.fromkeys(line for problem in alike for line in _evidence(problem))):
        yield f"{'' if number else 'seen':<{_INDENT}}{line}"
    yield from plain.labelled("why", filled(kind.cause, alike[0].facts), indent=_INDENT)
    for problem in alike:
        yield from plain.labelled("verify", filled(kind.verify, problem.facts), indent=_INDENT)


def _evidence(problem: Problem) -> Iterator[str]:
    """How it was seen, and the facts that are told nowhere else."""
    yield from problem.details.splitlines()
    told = f"{problem.brief} {problem.details} {problem.remedy}"
    yield from (f"{name}: {value}" for name, value in problem.facts.items() if str(value) not in told)


def _addresses(found: Sequence[Problem], report: Report) -> list[str]:
    """Every address that is spoken of, and those of every name, once, in the order in which they come."""
    told = " ".join(f"{problem.details} {' '.join(map(str, problem.facts.values()))}" for problem in found)
    for facts in (entry.finding.facts for entry in report.entries):
        if facts.get("hostname") and str(facts["hostname"]) in told:
            told += f" {facts.get('addresses', '')}"
    return list(
        dict.fromkeys(word for word in re.findall(r"[0-9A-Fa-f:.]*[0-9A-Fa-f]", told) if addresses.is_address(word))
    )


def _moment(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
