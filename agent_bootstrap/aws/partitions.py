"""A partition gives every AWS name of its Regions its last part."""

from __future__ import annotations

from agent_bootstrap.model.value_object import value_object


@value_object
class Partition:
    """One of AWS's worlds, which share no accounts and no names."""

    name: str
    """As in an ARN: `aws-cn`."""
    prefixes: tuple[str, ...]
    """How the codes of its Regions begin; none for the partition of all the others."""
    domain: str
    dual_stack_domain: str


_AWS = Partition("aws", (), "amazonaws.com", "api.aws")

PARTITIONS = (
    Partition("aws-cn", ("cn-",), "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    Partition("aws-us-gov", ("us-gov-",), "amazonaws.com", "api.aws"),
    Partition("aws-iso", ("us-iso-",), "c2s.ic.gov", "api.aws.ic.gov"),
    Partition("aws-iso-b", ("us-isob-",), "sc2s.sgov.gov", "api.aws.scloud"),
    Partition("aws-iso-e", ("eu-isoe-",), "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    Partition("aws-iso-f", ("us-isof-",), "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    Partition("aws-eusc", ("eusc-de-",), "amazonaws.eu", "api.amazonwebservices.eu"),
    _AWS,
)
"""The domains as AWS's SDK has them (botocore 1.44.5, data/partitions.json: dnsSuffix and dualStackDnsSuffix).

The SSM Agent has the same (common/identity/endpoint/endpoint.go).
"""


def partition(region: str) -> Partition:
    """The partition of a Region. One that AWS has yet to open counts as one of the ordinary partition."""
    return next((one for one in PARTITIONS if region.startswith(one.prefixes)), _AWS)


def domain(region: str) -> str:
    """The domain of a Region's service names: `amazonaws.com` for `eu-west-1`."""
    return partition(region).domain
