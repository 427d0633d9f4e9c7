"""Everything that this program promises: the table of contents, in the order in which a person would do it."""

from __future__ import annotations

import datetime
from typing import Iterator, Optional

from agent_bootstrap.aws import endpoints, packages
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.steps import cloudwatch_agent, network, ssm_agent
from agent_bootstrap.steps.step import Check


def for_settings(settings: Settings, *, register_again_since: Optional[datetime.datetime] = None) -> tuple[Check, ...]:
    """All promises that these settings ask for.

    `register_again_since`: an identity that is older than this moment is given up for a new one.
    """
    steps = [*_network(settings), *_ssm_agent(settings, register_again_since)]
    if settings.cloudwatch_agent.enabled:
        steps += _cloudwatch_agent(settings)
    return tuple(steps)


def _network(settings: Settings) -> Iterator[Check]:
    there = [endpoints.endpoint(service, settings) for service in settings.network.services]
    for endpoint in there:
        yield network.Resolves(endpoint, settings.network.allowed_cidrs)
    for endpoint in there:
        yield network.Reaches(endpoint)
    yield network.ServesObjects(packages.ssm_agent_version("latest", settings))
    if settings.cloudwatch_agent.enabled:
        yield network.ServesObjects(packages.cloudwatch_agent_key(settings))


def _ssm_agent(settings: Settings, register_again_since: Optional[datetime.datetime]) -> Iterator[Check]:
    yield ssm_agent.Package(settings)
    yield ssm_agent.Configuration(settings)
    yield ssm_agent.Registration(settings.region, settings.activation, register_again_since)
    yield ssm_agent.Service()


def _cloudwatch_agent(settings: Settings) -> Iterator[Check]:
    yield cloudwatch_agent.Package(settings)
    yield cloudwatch_agent.Credentials(settings.region, settings.cloudwatch_agent.credentials)
    yield cloudwatch_agent.CommonConfiguration()
    yield cloudwatch_agent.Configuration(settings)
    yield cloudwatch_agent.Service()
