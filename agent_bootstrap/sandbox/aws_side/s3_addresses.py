"""Which bucket and key a request to S3 means: the bucket stands in the name or in the path."""

from __future__ import annotations

import re
import urllib.parse
from typing import Optional

from agent_bootstrap.sandbox.aws_side.messages import Request
from agent_bootstrap.sandbox.world import (
    CLOUDWATCH_BUCKET,
    REGION,
    SSM_BUCKET,
    dual_stack_name,
    endpoint_name,
    vpce_name,
)

_PUBLISHED = (endpoint_name("s3"), dual_stack_name("s3"))

PATH_STYLE_HOSTS = (*_PUBLISHED, f"bucket.{vpce_name('s3')}")
"""Under these names the bucket is the first part of the path."""

_BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Amazon S3 User Guide, "Bucket naming rules"."""

_REGION_CODE = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")

_FAMILIES = tuple(bucket[: -len(REGION)] for bucket in (SSM_BUCKET, CLOUDWATCH_BUCKET))
"""AWS keeps one bucket of each family in every Region, named after it."""


def is_name(bucket: str) -> bool:
    """Whether a bucket may be called so."""
    return _BUCKET_NAME.fullmatch(bucket) is not None


def bucket_and_key(request: Request) -> tuple[str, str]:
    """The bucket and the key; each may be empty. A name that is no endpoint of S3 is itself taken for a bucket."""
    path = urllib.parse.unquote(request.path.lstrip("/"))
    if request.host in PATH_STYLE_HOSTS:
        bucket, _, key = path.partition("/")
        return bucket, key
    for suffix in (f".{name}" for name in _PUBLISHED):
        if request.host.endswith(suffix):
            return request.host[: -len(suffix)], path
    return request.host, path


def foreign_region(bucket: str) -> Optional[str]:
    """The Region of a bucket that AWS keeps elsewhere; None for any other bucket."""
    for family in _FAMILIES:
        region = bucket[len(family) :]
        if bucket.startswith(family) and region != REGION and _REGION_CODE.fullmatch(region):
            return region
    return None
