"""The traps of the sections `agent` and `metrics`, and those that all sections share."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any, Iterator, Mapping

from agent_bootstrap.aws.cloudwatch_configuration import SECTIONS
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Surroundings, Trap, table
from agent_bootstrap.model.problems import cloudwatch_configuration as problems
from agent_bootstrap.model.problems import metrics_and_logs
from agent_bootstrap.model.settings import SERVICES

COLLECTD_TYPES = "/usr/share/collectd/types.db"
"""What the agent reads unless `collectd_typesdb` names others (awsdocs/amazon-cloudwatch-user-guide, custom metrics)."""

_REGION = re.compile("[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")


def collectd_types(values: Any) -> tuple[str, ...]:
    """The type definitions that the configuration needs; none if it does not ask for collectd."""
    collected = table(values, "metrics", "metrics_collected")
    if "collectd" not in collected:
        return ()
    named = table(collected, "collectd").get("collectd_typesdb")
    return tuple(map(str, named)) if isinstance(named, list) else (COLLECTD_TYPES,)


def run_as_user(values: Any) -> str:
    """The user that the agent shall run as; it is root unless the configuration says otherwise."""
    return str(table(values, "agent").get("run_as_user") or "root")


def assumes_roles(values: Any) -> bool:
    """Whether the agent has to ask AWS STS for a role."""
    return any(_roles(values))


def traps(values: Any, around: Surroundings) -> Iterator[Trap]:
    """All of them."""
    yield from _of_agent(table(values, "agent"), around)
    if "append_dimensions" in table(values, "metrics"):
        yield Trap(("metrics", "append_dimensions"), metrics_and_logs.NEEDS_EC2)
    if around.absent_types:
        collectd = ("metrics", "metrics_collected", "collectd")
        yield Trap(collectd, problems.COLLECTD_TYPES_ABSENT, {"types": ", ".join(around.absent_types)})
    for section, service in SECTIONS.items():
        override = table(values, section).get("endpoint_override")
        if isinstance(override, str):
            yield from _of_endpoint(section, service, override, around.region)
    if not around.sts_is_private:
        for path in _roles(values):
            yield Trap(path, problems.ROLE_WITHOUT_STS, {"region": around.region})


def _of_agent(agent: Mapping[str, Any], around: Surroundings) -> Iterator[Trap]:
    region = agent.get("region", around.region)
    if region != around.region:
        yield Trap(("agent", "region"), problems.REGION_DIFFERS, {"other": region, "region": around.region})
    if not around.user_exists:
        yield Trap(("agent", "run_as_user"), metrics_and_logs.USER_MISSING, {"user": agent.get("run_as_user")})
    if agent.get("omit_hostname") is True:
        yield Trap(("agent", "omit_hostname"), problems.HOSTNAME_OMITTED)


def _of_endpoint(section: str, service: str, override: str, region: str) -> Iterator[Trap]:
    path = (section, "endpoint_override")
    if not override.startswith("https://"):
        yield Trap(path, problems.ENDPOINT_NOT_HTTPS, {"value": override})
    hostname = urllib.parse.urlsplit(override if "://" in override else f"//{override}").hostname or ""
    labels = hostname.split(".")
    # A FIPS endpoint has its own label: `logs-fips`.
    named = [label for label in (label.removesuffix("-fips") for label in labels) if label in SERVICES]
    if named and service not in named:
        names = {"value": override, "other": named[0], "service": service, "section": section}
        yield Trap(path, problems.ENDPOINT_MISPLACED, names)
    regions = [label for label in labels if _REGION.fullmatch(label)]
    if regions and region not in regions:
        yield Trap(path, problems.REGION_DIFFERS, {"other": regions[0], "region": region})


def _roles(values: Any) -> Iterator[tuple[str, ...]]:
    for section in ("agent", *SECTIONS):
        if "role_arn" in table(values, section, "credentials"):
            yield (section, "credentials", "role_arn")
