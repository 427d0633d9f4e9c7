"""The names that AWS publishes for the endpoints, for its name server and for its certificates alike."""

from __future__ import annotations

from typing import Mapping, Optional

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.world import S3_CONTROL, dual_stack_name, endpoint_name, vpce_name


def _names(service: str) -> tuple[str, ...]:
    if service == "s3":
        # An S3 endpoint answers to `bucket.vpce-…` and to nothing less, so the bare name does not exist.
        bare = endpoint_name("s3"), dual_stack_name("s3")
        return *bare, *(f"*.{name}" for name in (*bare, S3_CONTROL, vpce_name("s3")))
    return endpoint_name(service), dual_stack_name(service), vpce_name(service)


PUBLISHED: Mapping[str, tuple[str, ...]] = {service: _names(service) for service in SERVICES}
"""Service -> its names; a leading `*.` stands for any labels in DNS and for one label in a certificate."""


def service_of(name: str) -> Optional[str]:
    """The service that a DNS name belongs to. `name` is in lower case, without the final dot."""
    for service, published in PUBLISHED.items():
        if any(_fits(name, pattern) for pattern in published):
            return service
    return None


def leads_somewhere(name: str) -> bool:
    """Whether published names lie below this one: such a name exists, without an address (RFC 8020)."""
    return any(pattern.endswith(f".{name}") for published in PUBLISHED.values() for pattern in published)


def endpoint_specific(name: str) -> bool:
    """Whether this is a `vpce-…` name, which resolves to private addresses everywhere in the world."""
    return any(name.endswith(vpce_name(service)) for service in SERVICES)


def exists(name: str, dns_model: str) -> bool:
    """Whether a published name exists in a network whose names follow this model of World."""
    if dns_model == "endpoint-names":
        return endpoint_specific(name)
    return dns_model == "private-dns" or not name.endswith(f".{S3_CONTROL}")


def _fits(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern
