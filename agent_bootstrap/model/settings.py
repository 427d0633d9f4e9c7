"""The settings: the desired state, frozen. What each value means stands beside it, once, for all who tell it."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.model.collected import Log, Metrics
from agent_bootstrap.model.reporting import Reporting
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.setting import Kind, setting
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.model.watching import Daemon

SERVICES = ("ssm", "ssmmessages", "ec2messages", "kms", "s3", "logs", "monitoring")
"""The AWS services that have an interface VPC endpoint of interest, by the name AWS gives the endpoint."""

FIPS = "fips"
DUAL_STACK = "dual-stack"
NAMES = ("regional", FIPS, DUAL_STACK)
"""The kinds of names that AWS publishes for one service."""

FROM_SETTINGS = "settings"
"""The CloudWatch agent's configuration is written from the settings."""


@value_object
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


@value_object
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


@value_object
class Network:
    """The line to AWS."""

    services: tuple[str, ...] = setting(
        Kind.SERVICES,
        "The services that have an endpoint in the VPC; each is checked. Without it, what the settings need: ssm, ssmmessages, "
        "kms and s3; logs and monitoring for the CloudWatch agent, and monitoring for `reporting.cloudwatch_metrics`; ec2messages"
        " for an SSM Agent before 3.3.40.0 alone.",
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
        "The forward proxy for what has no endpoint in the VPC, if any. Both agents are told of it.",
        example="http://proxy.corp.example:3128",
        default=None,
    )
    no_proxy: tuple[str, ...] = setting(
        Kind.NO_PROXY,
        "What the agents go to past the proxy. Without it, every name that has an endpoint in the VPC, and the metadata addresses; "
        "where it leaves out ssm or ssmmessages, the proxy is tried out.",
        example='["169.254.169.254", ".corp.example"]',
        default=(),
    )
    ca_file: Optional[str] = setting(
        Kind.PATH,
        "Certificates, in PEM, that this program and the agents trust in place of the system's. Better: add yours to the system's.",
        example="/etc/pki/corp.pem",
        default=None,
    )


FROM_S3 = "s3"

_SOURCE = (
    "Where the package comes from: `s3`, AWS's bucket through the endpoint; the URL of a mirror that has the bucket's keys below it; "
    "or a directory on this server, with the bucket's keys below it or the package and its `.sig` in it. All are verified alike."
)

INSTALL = ("now", "wait")
"""What `cloudwatch_agent.install` may say."""


@value_object
class SsmAgent:
    """The SSM Agent."""

    version: str = setting(
        Kind.SSM_AGENT_VERSION,
        "`latest`, `stable`, or an exact version, also an older one. A snap stays as it is.",
        example="3.3.4851.0",
        default="latest",
    )
    source: str = setting(
        Kind.SOURCE, _SOURCE, example="https://mirror.corp.example/amazon-ssm-eu-west-1", default=FROM_S3
    )
    trusted_keys: tuple[str, ...] = setting(
        Kind.FINGERPRINTS,
        "Full fingerprints of signing keys to trust beside AWS's; the keys lie in /etc/agent-bootstrap/keys.d.",
        example='["1C5B395CBE5E74E2F1CA21592784DBF388D19D46"]',
        default=(),
    )


@value_object
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


@value_object
class CloudWatchAgent:
    """The CloudWatch agent."""

    enabled: bool = setting(
        Kind.BOOLEAN, "Whether the CloudWatch agent is installed and run.", example="false", default=True
    )
    install: str = setting(
        Kind.INSTALL,
        "`now` installs it here; `wait` leaves that to Systems Manager (Run Command, Distributor), and takes whatever version comes.",
        example="wait",
        default="now",
    )
    version: str = setting(
        Kind.CLOUDWATCH_AGENT_VERSION,
        "`latest`, or an exact version, also an older one.",
        example="1.300067.0b1404",
        default="latest",
    )
    source: str = setting(Kind.SOURCE, _SOURCE, example="/srv/agents", default=FROM_S3)
    configuration: str = setting(
        Kind.CLOUDWATCH_CONFIGURATION,
        "Where the agent's JSON configuration comes from: `settings` writes it from `[cloudwatch_agent.metrics]` and"
        " `[[cloudwatch_agent.logs]]`, `file:/PATH` takes a file of this server, `ssm:NAME` a parameter of Systems Manager.",
        example="ssm:AmazonCloudWatch-linux",
        default=FROM_SETTINGS,
    )
    metrics: Metrics = setting(Kind.TABLE, "What is measured, unless `configuration` names a JSON.", default=Metrics())
    logs: tuple[Log, ...] = setting(
        Kind.TABLES,
        "The logs that are sent, unless `configuration` names a JSON: one table for each. Those of all files add up.",
        default=(),
        item=Log(),
    )
    trusted_keys: tuple[str, ...] = setting(
        Kind.FINGERPRINTS,
        "Full fingerprints of signing keys to trust beside AWS's.",
        example='["937616F3450B7D806CBD9725D58167303B789C72"]',
        default=(),
    )
    credentials: Credentials = setting(Kind.TABLE, "Static keys, if any.", default=Credentials())


@value_object
class Settings:
    """Everything that this server shall be."""

    region: str = setting(Kind.REGION, "The AWS Region of the VPC endpoints.", example="eu-west-1", default="")
    """Empty until somebody sets it; every verb that reaches for AWS requires it."""

    activation: Activation = setting(Kind.TABLE, "The hybrid activation.", default=Activation())
    endpoints: Endpoints = setting(Kind.TABLE, "Endpoint names.", default=Endpoints())
    network: Network = setting(Kind.TABLE, "The line to AWS.", default=Network())
    ssm_agent: SsmAgent = setting(Kind.TABLE, "The SSM Agent.", default=SsmAgent())
    cloudwatch_agent: CloudWatchAgent = setting(Kind.TABLE, "The CloudWatch agent.", default=CloudWatchAgent())
    daemon: Daemon = setting(Kind.TABLE, "What keeps this server as it shall be.", default=Daemon())
    reporting: Reporting = setting(
        Kind.TABLE, "Where this server's health is told by `agent-bootstrap report`.", default=Reporting()
    )
