"""An endpoint is one AWS service, with the name by which this host must reach it."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.aws import buckets, fips, partitions
from agent_bootstrap.model.settings import DUAL_STACK, FIPS, Settings
from agent_bootstrap.model.value_object import value_object


@value_object
class Endpoint:
    """One AWS service and its names."""

    service: str
    hostnames: tuple[str, ...]
    """The names to try in turn: the first that resolves is the one in use."""


def regional_name(service: str, region: str) -> str:
    """The name that the agents use unless told otherwise: `ssm.eu-west-1.amazonaws.com`."""
    return f"{service}.{region}.{partitions.domain(region)}"


def published_name(service: str, settings: Settings) -> str:
    """The name that AWS publishes for a service, of the kind that the settings want; S3's has no bucket yet.

    A service without a FIPS endpoint in this Region keeps its regional name.
    """
    region, kind = settings.region, settings.network.names
    partition = partitions.partition(region)
    if kind == FIPS:
        return f"{fips.label(service, region) or service}.{region}.{partition.domain}"
    if kind == DUAL_STACK and service == "s3":
        # S3 is older than the others' form (Amazon S3 User Guide, "Using Amazon S3 dual-stack endpoints").
        return f"s3.dualstack.{region}.{partition.domain}"
    if kind == DUAL_STACK:
        return f"{service}.{region}.{partition.dual_stack_domain}"
    return regional_name(service, region)


def s3_control_name(region: str) -> str:
    """A name that private DNS for S3 answers and a hosted zone of `s3.REGION…` does not; S3 Control puts an account in front."""
    return f"agent-bootstrap.s3-control.{region}.{partitions.domain(region)}"


def endpoint_specific_name(service: str, settings: Settings) -> Optional[str]:
    """The name that the settings give for a service. S3's answers to `bucket.` in front of it, and to nothing less."""
    name: Optional[str] = getattr(settings.endpoints, service)
    return f"bucket.{name}" if name and service == "s3" else name


def chosen_name(service: str, settings: Settings) -> Optional[str]:
    """The name that the agents must be told; None where it is the one that they take by themselves."""
    published = published_name(service, settings)
    default = regional_name(service, settings.region)
    return endpoint_specific_name(service, settings) or (published if published != default else None)


def endpoint(service: str, settings: Settings) -> Endpoint:
    """The endpoint of one service under these settings."""
    specific = endpoint_specific_name(service, settings)
    if specific:
        return Endpoint(service, (specific,))
    published = published_name(service, settings)
    if service == "s3":
        # AWS's agents ask for bucket names; the name alone serves where a hosted zone has no wildcard record.
        return Endpoint(service, (f"{buckets.SSM_AGENT.name(settings.region)}.{published}", published))
    return Endpoint(service, (published,))
