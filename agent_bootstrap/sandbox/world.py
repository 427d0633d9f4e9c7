"""The world of the sandbox, as data: addresses, names, objects, the activation, and how each of them misbehaves.

The AWS side reads it again whenever its file changes, so a fault can be switched on and off under a running program.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Mapping

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.model.value_object import value_object

REGION = "eu-west-1"
DOMAIN = "amazonaws.com"
ACTIVATION_ID = "5a0db0c5-7e57-4b0c-8a11-0123456789ab"
ACTIVATION_CODE = "SandboxActivationCode1"
"""Made up: it opens nothing outside the sandbox."""

ACCESS_KEY_ID = "AKIASANDBOXEXAMPLE01"
SECRET_ACCESS_KEY = "SandboxSecretAccessKeyThatOpensNothing01"
"""The static key of an IAM user, as made up as the activation."""

SSM_BUCKET = f"amazon-ssm-{REGION}"
CLOUDWATCH_BUCKET = f"amazoncloudwatch-agent-{REGION}"
SSM_AGENT_VERSION = "3.3.4851.0"
CLOUDWATCH_AGENT_VERSION = "1.300071.0b1"

NAME_SERVERS = ("10.10.0.53", "10.10.0.54")
"""The site's own DNS servers, which forward AWS's names over the private line."""

INBOUND = ("10.20.0.10", "10.20.0.11")
"""The Route 53 Resolver inbound endpoint: AWS makes it with an address in two subnets at least."""

SITE_DOMAIN = "corp.example"
"""The site's own zone. Its servers answer every name below it with INTRANET, as many sites' do."""

INTRANET = "10.10.0.80"

PROXY = "10.10.0.90"
PROXY_PORT = 3128
"""The site's forward proxy; squid's own port. Nobody needs it who has the private line."""

PUBLIC_ADDRESS = "52.94.0.1"
"""What a resolver that misses the forwarding rule would answer: an address of AWS's public range."""

PUBLIC_IPV6_ADDRESS = "2600:1f18::1"
"""One of AWS's public range, too."""

SMALL_MTU = 1400
"""Bytes; a common figure for an IPsec tunnel over a line of 1500."""

ADDRESSES: Mapping[str, str] = {service: f"10.20.1.{number}" for number, service in enumerate(SERVICES, start=11)}
"""One private address per interface endpoint."""


def endpoint_name(service: str) -> str:
    """The regional name of a service, as the agents know it."""
    return f"{service}.{REGION}.{DOMAIN}"


def dual_stack_name(service: str) -> str:
    """The name of a service that AWS gives IPv6 addresses, too."""
    return f"s3.dualstack.{REGION}.{DOMAIN}" if service == "s3" else f"{service}.{REGION}.api.aws"


S3_CONTROL = f"s3-control.{REGION}.{DOMAIN}"
"""Private DNS for S3 answers all names below this one, too."""


def vpce_name(service: str) -> str:
    """The endpoint-specific name of a service. For S3, `bucket.` goes in front of it."""
    return f"vpce-0a1b2c3d4e5f6a7b8-5andb0x1.{service}.{REGION}.vpce.{DOMAIN}"


@value_object
class World:
    """How the closed network behaves. The defaults are a healthy one."""

    dns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Service -> `nxdomain`, `no-address`, `public`, `public-ipv6`, `servfail` or `silent`: what Route 53 says of its names.

    `s3-apex` and `s3-buckets` are S3's name without a bucket, and those with one.
    """

    name_servers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Address of one name server -> `silent`, `refused`, `servfail`, `no-tcp`, or `unforwarded`: it asks the internet."""

    dns_model: str = "private-dns"
    """How names lead to the endpoints: `private-dns`, also for S3; `s3-hosted-zone`, a zone made by hand for S3 alone; or
    `endpoint-names`, where only the endpoints' own `vpce-` names exist.
    """

    tcp: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Service -> `refused` (nobody listens), `black-hole` (packets vanish), `no-route`, or `small-mtu`.

    `small-mtu`: packets of more than SMALL_MTU bytes vanish, and nobody is told so.
    """

    tls: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Service -> `intercepted` or `root-missing` (the certificate comes from an authority of the site, or from one with
    Amazon's name, that this server does not trust), `wrong-name`, `expired`, `not-yet-valid`, `silent` (nothing is said), or
    `no-tls`.
    """

    http: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Service -> `portal` or `web-server` (somebody else answers), or `hangs-up`: what becomes of a request once TLS stands."""

    late: Mapping[str, float] = dataclasses.field(default_factory=dict)
    """Service -> seconds that it takes to answer a request."""

    websockets: str = "allowed"
    """What becomes of requests for WebSockets to ssmmessages: `allowed`, `forbidden` (a device shows a page), `dropped`,
    or `cut`: the connection breaks once the agent has said who it is.
    """

    clock_offset: int = 0
    """Seconds by which all endpoints' clocks are ahead of this machine's, in the `Date:` of their answers."""

    proxy: str = "healthy"
    """What the site's forward proxy does: `healthy`, `no-connect` (it refuses to open connections), or `no-websocket`: it looks
    into TLS, and refuses WebSockets.
    """

    s3_denied: tuple[str, ...] = ()
    """Buckets that the endpoint policy denies: 403 AccessDenied for every object."""

    s3_buckets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Bucket -> `absent`, `elsewhere` (in another Region), `wrong-style`, `filtered` or `hangs-up`: what becomes of its objects.

    `wrong-style`: S3 takes the name that it was called by for the bucket's. `filtered`: a device answers with a page.
    """

    s3_unavailable: int = 0
    """How many object requests are answered with 503 SlowDown before S3 recovers."""

    s3_cut: tuple[str, ...] = ()
    """Endings of keys (`.deb`) whose transfer is cut half-way, each time, also when it is resumed."""

    s3_stalled: tuple[str, ...] = ()
    """Endings of keys of which the first half is transferred, and then nothing more; nobody hangs up."""

    s3_replaced: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Ending of keys -> how many transfers of such an object AWS follows with another version of it."""

    s3_tampered: tuple[str, ...] = ()
    """Endings of keys in which one byte differs from what was signed."""

    activation_state: str = "valid"
    """`valid`, `expired`, or `invalid` (AWS does not know the ID, or the code is wrong)."""

    activation_ids: tuple[str, ...] = (ACTIVATION_ID,)
    """IDs of the activations that AWS knows; their code is the same."""

    activation_limit: int = 1
    """How many managed nodes may register with the activation."""

    refusals: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Operation of Systems Manager, session messages, CloudWatch or CloudWatch Logs -> error that AWS answers it with."""

    unanswered: tuple[str, ...] = ()
    """Operations that AWS does and whose answers never arrive: the connection stays open, and silent."""

    swallowed: tuple[str, ...] = ()
    """Operations of CloudWatch and CloudWatch Logs that are answered as done, and not done."""

    forgotten_nodes: int = 0
    """How many managed nodes, from the first on, somebody has deregistered."""

    parameters: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Name -> value of the parameters that Systems Manager holds."""

    static_access_keys: Mapping[str, str] = dataclasses.field(
        default_factory=lambda: {ACCESS_KEY_ID: SECRET_ACCESS_KEY}
    )
    """Access key ID -> secret access key of the IAM users that AWS knows."""

    def to_json(self) -> str:
        """The text of the world's file."""
        return json.dumps(dataclasses.asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> World:
        """The world that a file describes."""
        read: dict[str, Any] = json.loads(text)
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in read.items()
        }
        return cls(**values)
