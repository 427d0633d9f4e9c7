"""Everything that this program promises: the table of contents, in the order in which a person would do it."""

from __future__ import annotations

import datetime
from typing import Iterator, Optional, Sequence

from agent_bootstrap.aws import endpoints, packages, services
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.steps import cloudwatch_agent, network, server, ssm_agent
from agent_bootstrap.steps.step import Check


def for_settings(settings: Settings, *, register_again_since: Optional[datetime.datetime] = None) -> tuple[Check, ...]:
    """All promises that these settings ask for.

    `register_again_since`: an identity that is older than this moment is given up for a new one.
    """
    steps = [*_server(settings), *_network(settings), *_ssm_agent(settings, register_again_since)]
    if settings.cloudwatch_agent.enabled:
        steps += _cloudwatch_agent(settings)
    return tuple(steps)


def _server(settings: Settings) -> Iterator[Check]:
    wanted = (packages.SSM_AGENT, *((packages.CLOUDWATCH_AGENT,) if settings.cloudwatch_agent.enabled else ()))
    yield server.Supported()
    yield server.Systemd()
    yield server.Tools()
    yield server.Room(wanted)
    yield server.Mounts(wanted)


def _network(settings: Settings) -> Iterator[Check]:
    there = [endpoints.endpoint(service, settings) for service in services.looked_at(settings)]
    yield from _names(settings, there)
    yield from _ways(there)
    yield from _strangers(settings, there)
    yield network.ServesObjects(packages.ssm_agent_version("latest", settings))
    if settings.cloudwatch_agent.enabled:
        yield network.ServesObjects(packages.cloudwatch_agent_key(settings))


def _names(settings: Settings, there: Sequence[endpoints.Endpoint]) -> Iterator[Check]:
    yield network.NameServers(tuple(there), settings.network.allowed_cidrs)
    for endpoint in there:
        others = tuple(other for other in there if other is not endpoint)
        yield network.Resolves(endpoint, others, settings.network)
    if not settings.endpoints.s3:
        yield network.NamesBuckets(settings)
    if {"ssm", "s3"} <= {endpoint.service for endpoint in there}:
        yield network.DnsModel(settings)


def _ways(there: Sequence[endpoints.Endpoint]) -> Iterator[Check]:
    yield network.TrustStore()
    for endpoint in there:
        yield network.Reaches(endpoint)
    for endpoint in there:
        if endpoint.service == "ssm":
            yield network.Clock(endpoint)
        if endpoint.service == "ssmmessages":
            yield network.OpensWebSockets(endpoint)


def _strangers(settings: Settings, there: Sequence[endpoints.Endpoint]) -> Iterator[Check]:
    """What may stand between the agents and AWS, or in AWS's place."""
    meant = settings.network.proxy
    for agent in ("ssm_agent", *(("cloudwatch_agent",) if settings.cloudwatch_agent.enabled else ())):
        yield network.Proxies(agent, there, settings.region, meant=meant is not None)
    if meant:
        ssm, ssmmessages = (endpoints.endpoint(service, settings) for service in ("ssm", "ssmmessages"))
        yield network.ForwardProxy(meant, ssm, ssmmessages)
    if settings.cloudwatch_agent.enabled:
        yield network.MetadataService()


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
