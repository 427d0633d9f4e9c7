"""The closed network: name servers and seven endpoints over one directory, following the world's file."""

from __future__ import annotations

import pathlib
import ssl
from typing import Callable, Mapping, Optional, Sequence

from agent_bootstrap.sandbox.aws_side import atomic_files, names
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.certificate_files import FOLDER, GOOD
from agent_bootstrap.sandbox.aws_side.certificates import Certificates
from agent_bootstrap.sandbox.aws_side.cloudwatch import CloudWatch
from agent_bootstrap.sandbox.aws_side.endpoints import Endpoint
from agent_bootstrap.sandbox.aws_side.forward_proxy import ForwardProxy
from agent_bootstrap.sandbox.aws_side.journal import Journal
from agent_bootstrap.sandbox.aws_side.kms import KeyManagement
from agent_bootstrap.sandbox.aws_side.message_channels import MessageChannels
from agent_bootstrap.sandbox.aws_side.message_delivery import MessageDelivery
from agent_bootstrap.sandbox.aws_side.messages import Service
from agent_bootstrap.sandbox.aws_side.name_server import NameServer
from agent_bootstrap.sandbox.aws_side.nodes import Nodes
from agent_bootstrap.sandbox.aws_side.s3 import SimpleStorage
from agent_bootstrap.sandbox.aws_side.ssm import SystemsManager
from agent_bootstrap.sandbox.aws_side.world_file import WorldFile
from agent_bootstrap.sandbox.world import World

WORLD_FILE = "world.json"
OBJECTS = "objects"
CERTIFICATE = "ca.pem"
JOURNAL = "requests.jsonl"
STATE = "ssm-state.json"
"""What lies in the directory where the parts of the sandbox meet."""


class ClosedNetwork:
    """Everything that answers. It answers as soon as it is made. Raises OSError if an address is not free.

    `name_servers` are addresses with one port, `addresses` one address per service, all with the same `port`; `firewall`
    is told of every world; `proxy` is where the site's forward proxy listens, if it has one.
    """

    def __init__(
        self,
        directory: pathlib.Path,
        name_servers: tuple[Sequence[str], int],
        addresses: Mapping[str, str],
        port: int,
        *,
        firewall: Callable[[World], None] = lambda _: None,
        proxy: Optional[tuple[str, int]] = None,
    ) -> None:
        self._firewall = firewall
        self._file = WorldFile(directory / WORLD_FILE)
        self._followed = self._file.world()
        certificates, journal = Certificates(directory / FOLDER), Journal(directory / JOURNAL)
        atomic_files.replace(directory / CERTIFICATE, certificates.authority)
        servers, dns_port = name_servers
        self.name_servers = [NameServer(server, dns_port, self._file.world, addresses) for server in servers]
        self._endpoints = [
            Endpoint(name, service, (addresses[name], port), self._file.world, certificates, journal)
            for name, service in _services(directory, self._file).items()
        ]
        self._proxy = ForwardProxy(*proxy, self._file.world, _shown_by(certificates), journal) if proxy else None
        self._follow()

    def look_again(self) -> None:
        """Open and close what a changed world opens and closes; all else follows the world by itself."""
        world = self._file.world()
        if world is not self._followed:
            self._followed = world
            self._follow()

    def close(self) -> None:
        """Answer nobody any more."""
        for server in self.name_servers:
            server.close()
        for endpoint in self._endpoints:
            endpoint.close()
        if self._proxy:
            self._proxy.close()

    def _follow(self) -> None:
        self._firewall(self._followed)
        for endpoint in self._endpoints:
            endpoint.follow(self._followed)


def _shown_by(certificates: Certificates) -> Callable[[str], ssl.SSLContext]:
    """What the proxy shows as an endpoint: its authority is one that every server of the site trusts."""
    return lambda host: certificates.context(names.service_of(host) or "ssm", GOOD)


def _services(directory: pathlib.Path, file: WorldFile) -> Mapping[str, Service]:
    callers = Callers(file.world)
    return {
        "ssm": SystemsManager(file.world, Nodes(directory / STATE), callers),
        "ssmmessages": MessageChannels(file.world, callers),
        "ec2messages": MessageDelivery(callers),
        "kms": KeyManagement(callers),
        "s3": SimpleStorage(file.world, directory / OBJECTS),
        "logs": CloudWatch("logs", callers),
        "monitoring": CloudWatch("monitoring", callers),
    }
