"""An object is a file that AWS keeps in S3 for the agents, with the addresses under which it may be asked for."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import buckets, endpoints
from agent_bootstrap.model.settings import Settings


@dataclasses.dataclass(frozen=True)
class S3Object:
    """One object of a regional bucket that belongs to AWS."""

    bucket: str
    key: str
    addresses: tuple[str, ...]
    """URLs to try in turn: the first whose name resolves is used."""

    @property
    def file_name(self) -> str:
        """The last part of the key."""
        return self.key.rsplit("/", 1)[-1]

    def signature(self) -> S3Object:
        """The detached OpenPGP signature that lies beside it."""
        return S3Object(self.bucket, f"{self.key}.sig", tuple(f"{address}.sig" for address in self.addresses))


def s3_object(bucket: str, key: str, settings: Settings) -> S3Object:
    """The object, with the addresses that these settings allow.

    An endpoint-specific name knows path style only. Otherwise AWS's own habit comes first (the bucket in the name);
    path style on the service's own name still works where a hosted zone lacks the wildcard record.
    """
    specific = endpoints.endpoint_specific_name("s3", settings)
    if specific:
        return S3Object(bucket, key, (f"https://{specific}/{bucket}/{key}",))
    published = endpoints.published_name("s3", settings)
    return S3Object(bucket, key, (f"https://{bucket}.{published}/{key}", f"https://{published}/{bucket}/{key}"))


def ssm_agent_bucket(settings: Settings) -> str:
    """The bucket of the SSM Agent's packages."""
    return buckets.SSM_AGENT.name(settings.region)


def cloudwatch_agent_bucket(settings: Settings) -> str:
    """The regional bucket of the CloudWatch agent's packages: an S3 interface endpoint serves its own Region only."""
    return buckets.CLOUDWATCH_AGENT.name(settings.region)
