"""The closed network: a name server and seven endpoints over one directory, following the world's file."""

from __future__ import annotations

import pathlib
from typing import Mapping

from agent_bootstrap.sandbox.aws_side import atomic_files
from agent_bootstrap.sandbox.aws_side.callers import Callers
from agent_bootstrap.sandbox.aws_side.certificates import Certificates
from agent_bootstrap.sandbox.aws_side.cloudwatch import CloudWatch
from agent_bootstrap.sandbox.aws_side.endpoints import Endpoint
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

WORLD_FILE = "world.json"
OBJECTS = "objects"
CERTIFICATE = "ca.pem"
JOURNAL = "requests.jsonl"
STATE = "ssm-state.json"
"""What lies in the directory where the parts of the sandbox meet."""


class ClosedNetwork:
    """Everything that answers. It answers as soon as it is made. Raises OSError if an address is not free.

    `name_server` is an address and a port; `addresses` holds one address per service, all with the same `port`.
    """

    def __init__(
        self, directory: pathlib.Path, name_server: tuple[str, int], addresses: Mapping[str, str], port: int
    ) -> None:
        self._file = WorldFile(directory / WORLD_FILE)
        self._followed = self._file.world()
        certificates, journal = Certificates(), Journal(directory / JOURNAL)
        atomic_files.replace(directory / CERTIFICATE, certificates.authority)
        self.name_server = NameServer(*name_server, self._file.world, addresses)
        self._endpoints = [
            Endpoint(name, service, (addresses[name], port), self._file.world, certificates, journal)
            for name, service in _services(directory, self._file).items()
        ]
        self._follow()

    def look_again(self) -> None:
        """Open and close what a changed world opens and closes; all else follows the world by itself."""
        world = self._file.world()
        if world is not self._followed:
            self._followed = world
            self._follow()

    def close(self) -> None:
        """Answer nobody any more."""
        self.name_server.close()
        for endpoint in self._endpoints:
            endpoint.close()

    def _follow(self) -> None:
        for endpoint in self._endpoints:
            endpoint.follow(self._followed)


def _services(directory: pathlib.Path, file: WorldFile) -> Mapping[str, Service]:
    callers = Callers(file.world)
    return {
        "ssm": SystemsManager(file.world, Nodes(directory / STATE), callers),
        "ssmmessages": MessageChannels(callers),
        "ec2messages": MessageDelivery(callers),
        "kms": KeyManagement(callers),
        "s3": SimpleStorage(file.world, directory / OBJECTS),
        "logs": CloudWatch("logs", callers),
        "monitoring": CloudWatch("monitoring", callers),
    }
