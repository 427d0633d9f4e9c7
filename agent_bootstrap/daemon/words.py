"""What the daemon says in sentences: a piece of news, and one line of how things stand."""

from __future__ import annotations

from typing import Optional, Sequence

from agent_bootstrap.daemon.told import Change, News
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.model.report import Entry


def message(alike: Sequence[News], drift: Optional[str]) -> str:
    """The journal's line about news of one cause. `drift`: why it was repaired."""
    item = alike[0]
    finding, promise = item.entry.finding, item.entry.promise
    if finding.problem is not None:
        problem = finding.problem
        told = f"{_brief(finding)}{_more(len(alike))} [{problem.code}]; {problem.owner.title}: {problem.remedy}"
        return f"warning: {told}" if finding.problem.warning else told
    if item.change is Change.REPAIRED:
        return f"repaired, so that {promise}: {drift or finding.reason}"
    return f"well again: {finding.reason}{_more(len(alike))}"


def repairing(drift: Sequence[str]) -> str:
    """The line for `systemctl status` while a repair goes on."""
    return f"Repairing: {drift[0]}{_more(len(drift))}" if drift else "Repairing"


def status(entries: Sequence[Entry]) -> str:
    """The line for `systemctl status`."""
    wrong = [entry for entry in entries if entry.finding.problem is not None and not entry.finding.status.kept]
    if wrong:
        worst = min(wrong, key=lambda entry: entry.finding.status is not Status.STUCK).finding
        assert worst.problem is not None
        state = "Stuck" if worst.status is Status.STUCK else "Failed, and tried again"
        return f"{state}: {_brief(worst)} ({worst.problem.owner.title}){_more(len(wrong))}; agent-bootstrap status tells all"
    drifted = [entry.finding.reason for entry in entries if entry.finding.status is Status.DRIFTED]
    if drifted:
        return f"To be repaired: {drifted[0]}{_more(len(drifted))}"
    unseen = [entry for entry in entries if not entry.finding.status.kept]
    if unseen:
        return f"Not all can be seen: {unseen[0].finding.reason}{_more(len(unseen))}"
    return f"Converged: all {len(entries)} promises are kept"


def _brief(finding: Finding) -> str:
    """What is wrong, in settings with the place to mend in front."""
    assert finding.problem is not None
    place = finding.facts.get("place") if finding.problem.owner is Owner.SETTINGS else None
    return f"{place}: {finding.problem.brief}" if place else finding.problem.brief


def _more(number: int) -> str:
    return f", and {number - 1} more" if number > 1 else ""
