"""The settings: the desired state, frozen. What each value means stands beside it, once, for all who tell it."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any, Optional

from agent_bootstrap.model.secret import Secret


class Kind(enum.Enum):
    """What a value must look like. `settings/values.py` checks each kind."""

    REGION = "region"
    UUID = "uuid"
    ACTIVATION_CODE = "activation-code"
    PATH = "path"
    HOSTNAME = "hostname"
    ADDRESSES = "addresses"
    CIDRS = "cidrs"
    PROXY = "proxy"
    SERVICES = "services"
    NAMES = "names"
    SSM_AGENT_VERSION = "ssm-agent-version"
    CLOUDWATCH_AGENT_VERSION = "cloudwatch-agent-version"
    FINGERPRINTS = "fingerprints"
    ACCESS_KEY_ID = "access-key-id"
    SECRET_ACCESS_KEY = "secret-access-key"  # noqa: S105 - the name of a kind, not a password
    BOOLEAN = "boolean"
    TABLE = "table"

    @property
    def secret(self) -> bool:
        """Whether a value of this kind must never be shown."""
        return self in (Kind.ACTIVATION_CODE, Kind.SECRET_ACCESS_KEY)

    @property
    def many(self) -> bool:
        """Whether a value of this kind is an array of texts."""
        return self in (Kind.ADDRESSES, Kind.CIDRS, Kind.SERVICES, Kind.FINGERPRINTS)


@dataclasses.dataclass(frozen=True)
class About:
    """What a person may know about a setting."""

    kind: Kind
    description: str
    example: str


def setting(kind: Kind, description: str, *, default: object, example: str = "") -> Any:
    """A dataclass field that knows what it is for. The default is the vendor's layer of the settings."""
    return dataclasses.field(default=default, metadata={"about": About(kind, description, example)})


SERVICES = ("ssm", "ssmmessages", "ec2messages", "kms", "s3", "logs", "monitoring")
"""The AWS services that have an interface VPC endpoint of interest, by the name AWS gives the endpoint."""

FIPS = "fips"
DUAL_STACK = "dual-stack"
NAMES = ("regional", FIPS, DUAL_STACK)
"""The kinds of names that AWS publishes for one service."""


@dataclasses.dataclass(frozen=True)
class Activation:
    """The hybrid activation that this server registers with."""

    id: Optional[str] = setting(
        Kind.UUID,
        "Activation ID, from `aws ssm create-activation` or the Systems Manager console.",
        example="3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90",
        default=None,
    )
    code: Optional[Secret] = setting(
        Kind.ACTIVATION_CODE,
        "Activation code. A file that holds it must be readable by root only.",
        example="s3cr3tActivationCode1",
        default=None,
    )
    code_file: Optional[str] = setting(
        Kind.PATH,
        "File whose first line is the activation code; `-` reads standard input (flag only).",
        example="/etc/agent-bootstrap/activation-code",
        default=None,
    )


_ENDPOINT = "Name to use for {} instead of the regional one: the endpoint-specific `vpce-` name."


@dataclasses.dataclass(frozen=True)
class Endpoints:
    """The names of the VPC endpoints, where they are not the regional names."""

    ssm: Optional[str] = setting(
        Kind.HOSTNAME,
        _ENDPOINT.format("Systems Manager"),
        example="vpce-0a1b2c3d4e5f-abcd1234.ssm.eu-west-1.vpce.amazonaws.com",
        default=None,
    )
    ssmmessages: Optional[str] = setting(Kind.HOSTNAME, _ENDPOINT.format("session messages"), default=None)
    ec2messages: Optional[str] = setting(Kind.HOSTNAME, _ENDPOINT.format("EC2 messages"), default=None)
    kms: Optional[str] = setting(Kind.HOSTNAME, _ENDPOINT.format("KMS"), default=None)
    s3: Optional[str] = setting(
        Kind.HOSTNAME,
        _ENDPOINT.format("S3") + " Objects are then asked of `bucket.NAME`, path style.",
        example="vpce-0a1b2c3d4e5f-abcd1234.s3.eu-west-1.vpce.amazonaws.com",
        default=None,
    )
    logs: Optional[str] = setting(Kind.HOSTNAME, _ENDPOINT.format("CloudWatch Logs"), default=None)
    monitoring: Optional[str] = setting(Kind.HOSTNAME, _ENDPOINT.format("CloudWatch"), default=None)


@dataclasses.dataclass(frozen=True)
class Network:
    """The line to AWS."""

    services: tuple[str, ...] = setting(
        Kind.SERVICES,
        "The services that have an endpoint in the VPC; each is checked. Without it, what the settings need: ssm, ssmmessages, "
        "kms and s3; logs and monitoring for the CloudWatch agent; ec2messages for an SSM Agent before 3.3.40.0 alone.",
        example='["ssm", "ssmmessages", "s3", "logs", "monitoring"]',
        default=(),
    )
    names: str = setting(
        Kind.NAMES,
        "Which of AWS's names the endpoints are reached by where [endpoints] names none: `regional`; `fips`, in Regions of the "
        "US and Canada, a service without a FIPS endpoint keeping its regional name; or `dual-stack`.",
        example="fips",
        default="regional",
    )
    inbound_endpoint: tuple[str, ...] = setting(
        Kind.ADDRESSES,
        "Addresses of the Route 53 Resolver inbound endpoint. They are asked when a name is wrong, to tell a forwarder from Route 53.",
        example='["10.20.0.10", "10.20.0.11"]',
        default=(),
    )
    allowed_cidrs: tuple[str, ...] = setting(
        Kind.CIDRS,
        "Ranges that count as private beside those of RFC 1918, RFC 6598 and RFC 4193.",
        example='["198.18.0.0/15"]',
        default=(),
    )
    proxy: Optional[str] = setting(
        Kind.PROXY,
        "The forward proxy that the agents are meant to use, if any: it is tried out then. The agents have settings of their own.",
        example="http://proxy.corp.example:3128",
        default=None,
    )


@dataclasses.dataclass(frozen=True)
class SsmAgent:
    """The SSM Agent."""

    version: str = setting(
        Kind.SSM_AGENT_VERSION,
        "`latest`, `stable`, or an exact version.",
        example="3.3.4851.0",
        default="latest",
    )
    trusted_keys: tuple[str, ...] = setting(
        Kind.FINGERPRINTS,
        "Full fingerprints of signing keys to trust beside AWS's; the keys lie in /etc/agent-bootstrap/keys.d.",
        example='["1C5B395CBE5E74E2F1CA21592784DBF388D19D46"]',
        default=(),
    )


@dataclasses.dataclass(frozen=True)
class Credentials:
    """Static keys of an IAM user for the CloudWatch agent. Without them it uses the SSM Agent's rotating ones."""

    access_key_id: Optional[str] = setting(
        Kind.ACCESS_KEY_ID, "Access key ID of the IAM user.", example="AKIAIOSFODNN7EXAMPLE", default=None
    )
    secret_access_key: Optional[Secret] = setting(
        Kind.SECRET_ACCESS_KEY,
        "Secret access key of the IAM user. A file that holds it must be readable by root only.",
        default=None,
    )


@dataclasses.dataclass(frozen=True)
class CloudWatchAgent:
    """The CloudWatch agent."""

    enabled: bool = setting(
        Kind.BOOLEAN, "Whether the CloudWatch agent is installed and run.", example="false", default=True
    )
    version: str = setting(
        Kind.CLOUDWATCH_AGENT_VERSION,
        "`latest`, or an exact version.",
        example="1.300067.0b1404",
        default="latest",
    )
    configuration_file: Optional[str] = setting(
        Kind.PATH,
        "The agent's JSON configuration. Without it, memory and disk use are reported every minute.",
        example="/etc/agent-bootstrap/cloudwatch-agent.json",
        default=None,
    )
    trusted_keys: tuple[str, ...] = setting(
        Kind.FINGERPRINTS,
        "Full fingerprints of signing keys to trust beside AWS's.",
        example='["937616F3450B7D806CBD9725D58167303B789C72"]',
        default=(),
    )
    credentials: Credentials = setting(Kind.TABLE, "Static keys, if any.", default=Credentials())


@dataclasses.dataclass(frozen=True)
class Settings:
    """Everything that this server shall be."""

    region: str = setting(Kind.REGION, "The AWS Region of the VPC endpoints.", example="eu-west-1", default="")
    """Empty until somebody sets it; every verb that reaches for AWS requires it."""

    activation: Activation = setting(Kind.TABLE, "The hybrid activation.", default=Activation())
    endpoints: Endpoints = setting(Kind.TABLE, "Endpoint names.", default=Endpoints())
    network: Network = setting(Kind.TABLE, "The line to AWS.", default=Network())
    ssm_agent: SsmAgent = setting(Kind.TABLE, "The SSM Agent.", default=SsmAgent())
    cloudwatch_agent: CloudWatchAgent = setting(Kind.TABLE, "The CloudWatch agent.", default=CloudWatchAgent())
