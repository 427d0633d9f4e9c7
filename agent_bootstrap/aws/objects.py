"""An object is a file that AWS keeps in S3 for the agents, with the addresses under which it, or a copy, may be asked for."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import buckets, endpoints
from agent_bootstrap.model.settings import FROM_S3, Settings
from agent_bootstrap.model.value_object import value_object


@value_object
class S3Object:
    """One object of a regional bucket that belongs to AWS, or a copy of it in the place that the settings name."""

    bucket: str
    key: str
    addresses: tuple[str, ...]
    """URLs to try in turn: the first whose name resolves is used. In a directory paths: the first that is there."""
    source: str = FROM_S3
    """`s3`, or the URL or the directory below which the copies lie."""

    @property
    def file_name(self) -> str:
        """The last part of the key."""
        return self.key.rsplit("/", 1)[-1]

    @property
    def in_s3(self) -> bool:
        """Whether AWS's own bucket is asked."""
        return self.source == FROM_S3

    @property
    def in_directory(self) -> bool:
        """Whether it lies on this server."""
        return self.source.startswith("/")

    def signature(self) -> S3Object:
        """The detached OpenPGP signature that lies beside it."""
        addresses = tuple(f"{address}.sig" for address in self.addresses)
        return dataclasses.replace(self, key=f"{self.key}.sig", addresses=addresses)


@value_object
class Head:
    """An object that is there."""

    address: str
    """The URL or the path that it was found under."""
    size: int
    """Bytes."""
    version: str
    """Changes when the object does: S3's ETag, or when it was written last."""


def s3_object(bucket: str, key: str, settings: Settings, source: str = FROM_S3) -> S3Object:
    """The object, with the addresses that these settings allow.

    An endpoint-specific name knows path style only. Otherwise AWS's own habit comes first (the bucket in the name);
    path style on the service's own name still works where a hosted zone lacks the wildcard record. Below a mirror's URL the
    keys are the bucket's; in a directory they are, too, or the files lie in it side by side.
    """
    if source != FROM_S3:
        return _copy(bucket, key, source.rstrip("/"))
    specific = endpoints.endpoint_specific_name("s3", settings)
    if specific:
        return S3Object(bucket, key, (f"https://{specific}/{bucket}/{key}",))
    published = endpoints.published_name("s3", settings)
    return S3Object(bucket, key, (f"https://{bucket}.{published}/{key}", f"https://{published}/{bucket}/{key}"))


def _copy(bucket: str, key: str, source: str) -> S3Object:
    file_name = key.rsplit("/", 1)[-1]
    side_by_side = (f"{source}/{file_name}",) if source.startswith("/") else ()
    return S3Object(bucket, key, (f"{source}/{key}", *side_by_side), source)


def ssm_agent_bucket(settings: Settings) -> str:
    """The bucket of the SSM Agent's packages."""
    return buckets.SSM_AGENT.name(settings.region)


def cloudwatch_agent_bucket(settings: Settings) -> str:
    """The regional bucket of the CloudWatch agent's packages: an S3 interface endpoint serves its own Region only."""
    return buckets.CLOUDWATCH_AGENT.name(settings.region)
