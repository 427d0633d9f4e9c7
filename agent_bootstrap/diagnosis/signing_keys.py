"""Which signing keys of an agent are known here, who trusts them, and whether the newest of them will last."""

from __future__ import annotations

import datetime
from typing import Mapping, Optional, Sequence

from agent_bootstrap.aws import packages, signing_keys
from agent_bootstrap.diagnosis import openpgp
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import package as problems
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.value_object import value_object

WARNING_DAYS = 90
"""AWS published the key of 2026 six weeks before that of 2025 expired: who looks every quarter must be warned in time."""

IN_BUCKET = "bucket"

TITLES = {packages.SSM_AGENT: "SSM Agent", packages.CLOUDWATCH_AGENT: "CloudWatch agent"}

_PINNED = {packages.SSM_AGENT: signing_keys.SSM_AGENT, packages.CLOUDWATCH_AGENT: signing_keys.CLOUDWATCH_AGENT}


@value_object
class SigningKey:
    """One fingerprint that is trusted, or one key that is at hand."""

    agent: Optional[str]
    """The package that it may sign; None if it may sign none."""
    fingerprint: str
    source: str
    """Where the key comes from: `shipped`, a file of keys.d, or `bucket`, from which it is fetched with the package."""
    key: Optional[openpgp.Key]
    """None if the key itself is not at hand."""
    trusted_by: Optional[str]
    """`this program`, the setting that names it, or None."""

    def days_left(self, now: datetime.datetime) -> Optional[int]:
        """Whole days until it expires, negative after that; None if it never does, or nobody knows."""
        return (self.key.expires - now).days if self.key and self.key.expires else None


def trusted(agent: str, settings: Settings) -> Mapping[str, str]:
    """Full fingerprints that may sign an agent's package -> who says so."""
    added = settings.ssm_agent.trusted_keys if agent == packages.SSM_AGENT else settings.cloudwatch_agent.trusted_keys
    setting = f"{'ssm_agent' if agent == packages.SSM_AGENT else 'cloudwatch_agent'}.trusted_keys"
    return {**dict.fromkeys(added, setting), **dict.fromkeys(_PINNED[agent], "this program")}


def known(texts: Mapping[str, str], settings: Settings) -> tuple[SigningKey, ...]:
    """All keys, agent by agent; then those that are at hand and trusted by nobody. `texts`: where -> armored keys."""
    at_hand = {key.fingerprint: (source, key) for source, text in texts.items() for key in openpgp.keys(text)}
    found = []
    for agent in TITLES:
        for fingerprint, who in trusted(agent, settings).items():
            source, key = at_hand.get(fingerprint, (IN_BUCKET, None))
            found.append(SigningKey(agent, fingerprint, source, key, who))
    named = {one.fingerprint for one in found}
    idle = [SigningKey(None, one, source, key, None) for one, (source, key) in at_hand.items() if one not in named]
    return (*found, *idle)


def newest(agent: str, keys: Sequence[SigningKey]) -> Optional[SigningKey]:
    """The key at hand of this agent that was made last."""
    usable = [one for one in keys if one.agent == agent and one.key]
    return max(usable, key=lambda one: one.key.created.timestamp() if one.key else 0.0, default=None)


def expiries(keys: Sequence[SigningKey]) -> Mapping[str, str]:
    """Title of each agent whose newest key expires -> that day, as in 2027-07-15."""
    found = {title: newest(agent, keys) for agent, title in TITLES.items()}
    return {
        title: one.key.expires.date().isoformat() for title, one in found.items() if one and one.key and one.key.expires
    }


def expiring(agent: str, keys: Sequence[SigningKey], now: datetime.datetime) -> Optional[Problem]:
    """The warning, if the key of this agent that was made last will not last."""
    last = newest(agent, keys)
    days = last.days_left(now) if last else None
    if last is None or last.key is None or last.key.expires is None or days is None or days > WARNING_DAYS:
        return None
    return problems.SIGNING_KEY_EXPIRES.found(
        f"its fingerprint is {last.fingerprint}, from {last.source}",
        agent=TITLES[agent],
        expires=last.key.expires.date().isoformat(),
        days=days,
    )
