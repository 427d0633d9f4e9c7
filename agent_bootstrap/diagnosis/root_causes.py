"""All that was seen of a server, and the root causes behind what is not well."""

from __future__ import annotations

from typing import Iterable, Mapping, Optional, Sequence

from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.value_object import value_object

_CONCERNS: Mapping[str, tuple[str, ...]] = {
    "network.names_buckets": ("s3",),
    "network.opens_websockets": ("ssmmessages",),
    "network.metadata_service": ("logs", "monitoring"),
}
"""Promise that is about nothing by its name -> the services for which it counts. Any other such one counts for all."""


@value_object
class Seen:
    """All that the rules look at."""

    settings: Settings
    findings: Mapping[str, Finding]
    """Name of a promise -> what was seen."""
    needs: Mapping[str, Sequence[str]]
    """Name of a promise -> the promises that it waits for."""
    ssm_agent: Optional[str]
    """Version of the SSM Agent that is installed; None without one."""
    cloudwatch_agent: Optional[str]

    def problems(self, names: Iterable[str]) -> dict[str, Problem]:
        """Code -> problem: the root causes for which these promises are not kept."""
        found: dict[str, Problem] = {}
        for name in names:
            finding = self.findings.get(name)
            if finding is None or finding.status.kept:
                continue
            if finding.problem is not None:
                found[finding.problem.code] = finding.problem
            elif finding.status is Status.BLOCKED:
                found.update(self.problems(self.needs.get(name, ())))
        return found

    def unsettled(self, names: Iterable[str]) -> bool:
        """Whether one of these promises, or one that it waits for, could not be seen."""
        return any(
            finding.status is Status.UNKNOWN
            or (finding.status is Status.BLOCKED and self.unsettled(self.needs.get(name, ())))
            for name in names
            for finding in [self.findings.get(name)]
            if finding is not None
        )

    def promises_of(self, service: str, agent: str) -> list[str]:
        """The promises that count for what an agent does with a service: theirs, and those of the whole server.

        One of the whole server's that waits says nothing: what it waits for counts by itself, where it counts.
        """
        return [name for name, finding in self.findings.items() if _counts_for(name, (service, agent), finding)]

    def left_out(self, service: str) -> bool:
        """Whether the settings say that there is no endpoint for a service."""
        return bool(self.settings.network.services) and service not in self.settings.network.services


def _counts_for(name: str, concerned: tuple[str, str], finding: Finding) -> bool:
    _, separator, about = name.partition("/")
    if separator or name in _CONCERNS:
        return not set(concerned).isdisjoint(_CONCERNS.get(name, (about,)))
    return finding.status is not Status.BLOCKED
