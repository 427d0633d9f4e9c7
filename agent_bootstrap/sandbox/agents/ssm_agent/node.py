"""The node as the worker knows it: who it is, how it is configured, with which keys it signs."""

from __future__ import annotations

from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials
from agent_bootstrap.sandbox.agents.ssm_agent import shared_credentials
from agent_bootstrap.sandbox.agents.ssm_agent.configuration import Configuration


class Node:
    """A managed node. Its channel changes while it runs."""

    def __init__(self, node_id: str, region: str, configuration: Configuration) -> None:
        self.node_id = node_id
        self.region = region
        self.configuration = configuration
        self.channel = ""
        """`ssmmessages`, `ec2messages`, or empty before either is known."""

    def credentials(self) -> Credentials:
        """The role's keys, read each time: the core renews them."""
        return shared_credentials.read(self.configuration.profile() or "default")
