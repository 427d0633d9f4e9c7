"""An endpoint is one AWS service, with the name by which this host must reach it."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import partitions
from agent_bootstrap.model.settings import Settings


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """One AWS service and its names."""

    service: str
    hostnames: tuple[str, ...]
    """The names to try in turn: the first that resolves is the one in use."""


def regional_name(service: str, region: str) -> str:
    """The name that the agents use unless told otherwise: `ssm.eu-west-1.amazonaws.com`."""
    return f"{service}.{region}.{partitions.domain(region)}"


def chosen_name(service: str, settings: Settings) -> str | None:
    """The name that the settings give for a service. S3's answers to `bucket.` in front of it, and to nothing less."""
    name: str | None = getattr(settings.endpoints, service)
    return f"bucket.{name}" if name and service == "s3" else name


def endpoint(service: str, settings: Settings) -> Endpoint:
    """The endpoint of one service under these settings."""
    chosen = chosen_name(service, settings)
    if chosen:
        return Endpoint(service, (chosen,))
    regional = regional_name(service, settings.region)
    if service == "s3":
        # AWS's agents ask for bucket names; the regional name alone serves where a hosted zone has no wildcard record.
        return Endpoint(service, (f"amazon-ssm-{settings.region}.{regional}", regional))
    return Endpoint(service, (regional,))
