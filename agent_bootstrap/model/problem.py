"""A problem names one cause, who owns it, and what that owner must do."""

from __future__ import annotations

import dataclasses
import enum
from typing import Mapping

from agent_bootstrap.model.value_object import value_object


class Owner(enum.Enum):
    """Who can remove the cause."""

    DNS = "dns"
    FIREWALL = "firewall"
    AWS_ACCOUNT = "aws-account"
    SERVER = "server"
    SETTINGS = "settings"

    @property
    def title(self) -> str:
        """The owner as a person would say it."""
        return {
            Owner.DNS: "DNS",
            Owner.FIREWALL: "firewall and network",
            Owner.AWS_ACCOUNT: "AWS account",
            Owner.SERVER: "this server",
            Owner.SETTINGS: "these settings",
        }[self]


@value_object
class Problem:
    """One cause, seen on this host."""

    code: str
    """Kebab-case word, stable for ever."""
    brief: str
    """One line: the name of the thing and what is wrong with it."""
    details: str
    """How it was seen: addresses, answers, times, the words of other programs. Never a secret."""
    owner: Owner
    remedy: str
    """What the owner must do, as an instruction."""
    may_pass: bool
    """Whether it may pass by itself. What may not is never tried twice in a run."""
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    warning: bool = False
    """Whether everything works all the same, for now. It changes no exit code."""


class ProblemFoundError(Exception):
    """Raised by `host/` and by steps when a problem stands in the way."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.brief)
        self.problem = problem


@value_object
class ProblemKind:
    """An entry of the catalogue: what is the same each time a problem is seen.

    `brief` and `remedy` are templates for `str.format`; the names in braces are given to `found`.
    """

    code: str
    owner: Owner
    may_pass: bool
    brief: str
    remedy: str
    cause: str = ""
    """Why this happens, for somebody who meets it for the first time."""
    seen: str = ""
    """How the program sees it: what it asks whom, and what answer makes it say so."""
    verify: str = ""
    """A command to type on this server, with what it must print once the owner has acted."""
    warning: bool = False
    """Whether everything works all the same, for now."""

    @property
    def status(self) -> str:
        """How a finding of this kind stands: `warning`, `failed` or `stuck`."""
        return "warning" if self.warning else "failed" if self.may_pass else "stuck"

    @property
    def status_meaning(self) -> str:
        """The status, with what becomes of it."""
        return {
            "warning": "warning: everything works all the same, for now; no exit code changes",
            "failed": "failed: it may pass by itself, so it is tried again until --timeout",
            "stuck": "stuck: it waits for its owner, and is not tried again in the same run",
        }[self.status]

    def found(self, details: str = "", **names: object) -> Problem:
        """The problem as it was seen here. Raises KeyError if a name of a template is not given."""
        return Problem(
            code=self.code,
            brief=self.brief.format_map(names),
            details=details,
            owner=self.owner,
            remedy=self.remedy.format_map(names),
            may_pass=self.may_pass,
            facts=names,
            warning=self.warning,
        )

    def error(self, details: str = "", **names: object) -> ProblemFoundError:
        """The same, ready to be raised."""
        return ProblemFoundError(self.found(details, **names))
