"""Any lines of the agents' logs, whichever agent wrote them, are told as problems: each once, with how often it was said."""

from __future__ import annotations

import dataclasses
import re
from typing import Iterable, Optional

from agent_bootstrap.diagnosis import agent_words, cloudwatch_agent_words, ssm_agent_words
from agent_bootstrap.diagnosis.agent_words import Meaning, Tongue
from agent_bootstrap.model.problem import Problem

_TONGUES = (ssm_agent_words.TONGUE, cloudwatch_agent_words.TONGUE)

_FOREIGN = re.compile(r"\[outputs\.|\[inputs\.|cloudwatch: |\b[EWID]! ")
"""What only the CloudWatch agent writes. All else is taken for the SSM Agent's first."""

_Topic = tuple[str, Optional[str]]
"""Whose (by how the agent's lives start), and what it is."""

_ERROR = re.compile(r"\bERROR\b|\bE! ")


@dataclasses.dataclass
class Translation:
    """What a log tells."""

    problems: list[Problem] = dataclasses.field(default_factory=list)
    """Each problem as it was said last, in the order in which they came up first."""
    times: dict[str, int] = dataclasses.field(default_factory=dict)
    """Brief of a problem -> how often it was said."""
    harmless: int = 0
    """Entries that look bad and are not."""
    unknown: list[str] = dataclasses.field(default_factory=list)
    """Errors that this program does not know, as they stand there."""
    _open: dict[str, set[_Topic]] = dataclasses.field(default_factory=dict)
    """Brief of a problem -> what it was said about, without what the agent has since said to work."""

    @property
    def over(self) -> set[str]:
        """Briefs of the problems of which the agent has said since that all they were about works.

        So is the first problem of most installations: the package starts the SSM Agent before anybody can have registered the server.
        """
        return {brief for brief, topics in self._open.items() if not topics}

    @property
    def lasting(self) -> list[Problem]:
        """The problems that are not over, as far as the log tells."""
        return [problem for problem in self.problems if problem.brief not in self.over]

    def add(self, entry: str) -> None:
        """Take one entry of a log into account."""
        works = {(tongue.starts, name) for tongue in _TONGUES for name in agent_words.succeeded(tongue, entry)}
        for topics in self._open.values():
            topics -= works
        tongue, known = _meaning(entry)
        found = agent_words.problem(known, entry, {}) if known else None
        if found:
            self._say(found)
            self._open.setdefault(found.brief, set()).add((tongue.starts, agent_words.topic(tongue, entry)))
        elif known:
            self.harmless += 1
        elif _ERROR.search(entry):
            self.unknown.append(agent_words.quoted(entry))

    def _say(self, found: Problem) -> None:
        self.times[found.brief] = self.times.get(found.brief, 0) + 1
        places = [number for number, other in enumerate(self.problems) if other.brief == found.brief]
        if places:
            self.problems[places[0]] = found
        else:
            self.problems.append(found)


def translate(lines: Iterable[str]) -> Translation:
    """What these lines tell."""
    told = Translation()
    for entry in agent_words.entries(lines):
        told.add(entry)
    return told


def _meaning(entry: str) -> tuple[Tongue, Optional[Meaning]]:
    """What an entry means in the tongue that knows it, or nothing."""
    tongues = _TONGUES[::-1] if _FOREIGN.search(entry) else _TONGUES
    if not any(re.match(tongue.quiet, entry) for tongue in _TONGUES):
        for tongue in tongues:
            known = agent_words.meaning(tongue, entry)
            if known:
                return tongue, known
    return tongues[0], None
