"""By which arrangement the names of this network lead to the endpoints, and what that arrangement leaves undone."""

from __future__ import annotations

import enum

from agent_bootstrap.aws import services, versions
from agent_bootstrap.model.value_object import value_object


class Model(enum.Enum):
    """How names lead to endpoints."""

    PRIVATE_DNS = "private-dns"
    """Private DNS on every endpoint, S3's included: nobody keeps records by hand."""
    S3_HOSTED_ZONE = "s3-hosted-zone"
    """Private DNS, but for S3, whose names stand in a hosted zone that somebody keeps: all there was before March 2023."""
    ENDPOINT_NAMES = "endpoint-names"
    """The settings name every endpoint."""
    MIXED = "mixed"
    """The settings name some endpoints; the others have private DNS."""


@value_object
class Names:
    """What is known of the names of this network."""

    services: tuple[str, ...]
    """The services that are looked at."""
    named: tuple[str, ...]
    """Those of them whose endpoint the settings name."""
    s3_apex: bool
    """Whether S3's name without a bucket resolves to private addresses."""
    s3_bucket: bool
    """Whether S3's name with a bucket in front does."""
    s3_control: bool
    """Whether a name below `s3-control` does: AWS's private DNS for S3 has it, a zone that somebody made for S3 has not.

    Amazon S3 User Guide, "AWS PrivateLink for Amazon S3", section "Private DNS".
    """


_LOGS = (
    f"SSM Agents before {versions.text(services.WITH_LOGS_ENDPOINT)} cannot be told the name of the Logs endpoint,"
    " so the output of sessions and commands cannot go to CloudWatch Logs from them"
)


def recognise(names: Names) -> Model:
    """The arrangement that fits what was seen."""
    if names.named:
        return Model.ENDPOINT_NAMES if set(names.named) == set(names.services) else Model.MIXED
    whole = names.s3_apex and names.s3_bucket and names.s3_control
    return Model.PRIVATE_DNS if whole else Model.S3_HOSTED_ZONE


def sentence(names: Names) -> str:
    """The arrangement, and what to know about it, in one sentence."""
    model = recognise(names)
    if model is Model.PRIVATE_DNS:
        return "private DNS on the endpoints, S3's included"
    if model is Model.S3_HOSTED_ZONE:
        return (
            "private DNS on the endpoints, and a hosted zone for S3; since March 2023 S3's endpoint can have private DNS, too"
            ' ("only for inbound endpoints"), and the zone can go'
        )
    logs = f"; {_LOGS}" if "logs" in names.named else ""
    if model is Model.ENDPOINT_NAMES:
        return f"the settings name every endpoint{logs}"
    return f"the settings name the endpoints of {', '.join(names.named)}; the others have private DNS{logs}"
