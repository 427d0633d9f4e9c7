"""Everything that this program promises: the table of contents, in the order in which a person would do it."""

from __future__ import annotations

import datetime
import functools
from typing import Iterator, Optional, Sequence

from agent_bootstrap.aws import agent_environment, endpoints, objects, packages, services
from agent_bootstrap.diagnosis import proxies
from agent_bootstrap.model.depth import Depth
from agent_bootstrap.model.settings import FROM_S3, Settings
from agent_bootstrap.steps import cloudwatch_agent, network, server, ssm_agent
from agent_bootstrap.steps.step import Check, is_step


def for_settings(
    settings: Settings,
    *,
    register_again_since: Optional[datetime.datetime] = None,
    depth: Depth = Depth.EVERYTHING,
) -> tuple[Check, ...]:
    """The promises that these settings ask for, as far as a look of this depth can see them.

    `register_again_since`: an identity that is older than this moment is given up for a new one.
    """
    steps = [*_server(settings)]
    if depth >= Depth.NETWORK:
        steps += _network(settings)
    steps += _ssm_agent(settings, register_again_since, depth)
    if settings.cloudwatch_agent.enabled:
        steps += _cloudwatch_agent(settings, depth)
    return tuple(steps)


def looks_for_settings(settings: Settings) -> tuple[Check, ...]:
    """What can be looked at before anything is installed: neither steps, nor checks of what a step has made."""
    everything = for_settings(settings)
    made = {step.name for step in everything if is_step(step)}
    return tuple(step for step in everything if step.name not in made and not made.intersection(step.needs))


def _server(settings: Settings) -> Iterator[Check]:
    wanted = (packages.SSM_AGENT, *((packages.CLOUDWATCH_AGENT,) if settings.cloudwatch_agent.enabled else ()))
    yield server.Supported()
    yield server.Systemd()
    yield server.Tools()
    yield server.Room(wanted)
    yield server.Mounts(wanted)
    yield server.SigningKeys(settings)


def _network(settings: Settings) -> Iterator[Check]:
    there = [endpoints.endpoint(service, settings) for service in services.looked_at(settings)]
    yield from _names(settings, there)
    yield from _ways(there)
    yield from _strangers(settings, there)
    yield from _sources(settings)


def _names(settings: Settings, there: Sequence[endpoints.Endpoint]) -> Iterator[Check]:
    yield network.NameServers(tuple(there), settings.network.allowed_cidrs)
    for endpoint in there:
        others = tuple(other for other in there if other is not endpoint)
        yield network.Resolves(endpoint, others, settings.network)
    if not settings.endpoints.s3 and "s3" in {endpoint.service for endpoint in there}:
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


def _sources(settings: Settings) -> Iterator[Check]:
    """Where the packages come from, unless somebody else installs them."""
    bucket, source = objects.ssm_agent_bucket(settings), settings.ssm_agent.source
    if source == FROM_S3:
        yield network.ServesObjects(packages.ssm_agent_version("latest", settings))
    else:
        sample = functools.partial(packages.ssm_agent_sample, settings=settings)
        yield network.MirrorsObjects(bucket, source, sample)
    if not packages.brings_cloudwatch_agent(settings):
        return
    bucket, source = objects.cloudwatch_agent_bucket(settings), settings.cloudwatch_agent.source
    if source == FROM_S3:
        yield network.ServesObjects(packages.cloudwatch_agent_key(settings))
    else:
        sample = functools.partial(packages.cloudwatch_agent_sample, settings=settings)
        yield network.MirrorsObjects(bucket, source, sample)


def _strangers(settings: Settings, there: Sequence[endpoints.Endpoint]) -> Iterator[Check]:
    """What may stand between the agents and AWS, or in AWS's place."""
    meant = settings.network.proxy
    for agent in ("ssm_agent", *(("cloudwatch_agent",) if settings.cloudwatch_agent.enabled else ())):
        yield network.Proxies(agent, there, settings.region, meant=meant is not None)
    ssm, ssmmessages = (endpoints.endpoint(service, settings) for service in ("ssm", "ssmmessages"))
    exceptions = ",".join(agent_environment.exceptions(settings))
    if meant and not all(proxies.bypasses(exceptions, name) for name in (*ssm.hostnames, *ssmmessages.hostnames)):
        yield network.ForwardProxy(meant, ssm, ssmmessages)
    if settings.cloudwatch_agent.enabled:
        yield network.MetadataService()


def _ssm_agent(settings: Settings, register_again_since: Optional[datetime.datetime], depth: Depth) -> Iterator[Check]:
    yield ssm_agent.Identity()
    yield ssm_agent.Package(settings, asks_source=depth >= Depth.NETWORK)
    yield ssm_agent.Configuration(settings)
    yield ssm_agent.Environment(settings)
    variables = agent_environment.ssm_agent_variables(settings)
    yield ssm_agent.Registration(settings.region, settings.activation, register_again_since, variables)
    yield ssm_agent.Service()


def _cloudwatch_agent(settings: Settings, depth: Depth) -> Iterator[Check]:
    yield cloudwatch_agent.Package(settings)
    yield cloudwatch_agent.Credentials(settings.region, settings.cloudwatch_agent.credentials)
    yield cloudwatch_agent.CommonConfiguration(settings)
    if depth >= Depth.NETWORK or not settings.cloudwatch_agent.configuration.startswith(cloudwatch_agent.PARAMETER):
        yield cloudwatch_agent.Configuration(settings)
    yield cloudwatch_agent.Service()
    yield cloudwatch_agent.Delivery(settings, reads_back=depth >= Depth.EVERYTHING)
