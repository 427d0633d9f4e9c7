"""The line to AWS: promises that can only be looked at."""

from __future__ import annotations

from agent_bootstrap.steps.network.clock import Clock
from agent_bootstrap.steps.network.dns_model import DnsModel
from agent_bootstrap.steps.network.forward_proxy import ForwardProxy
from agent_bootstrap.steps.network.metadata_service import MetadataService
from agent_bootstrap.steps.network.mirrors_objects import MirrorsObjects
from agent_bootstrap.steps.network.name_servers import NameServers
from agent_bootstrap.steps.network.names_buckets import NamesBuckets
from agent_bootstrap.steps.network.opens_websockets import OpensWebSockets
from agent_bootstrap.steps.network.proxies import Proxies
from agent_bootstrap.steps.network.reaches import Reaches
from agent_bootstrap.steps.network.resolves import Resolves
from agent_bootstrap.steps.network.serves_objects import ServesObjects
from agent_bootstrap.steps.network.trust_store import TrustStore

__all__ = [
    "Clock",
    "DnsModel",
    "ForwardProxy",
    "MetadataService",
    "MirrorsObjects",
    "NameServers",
    "NamesBuckets",
    "OpensWebSockets",
    "Proxies",
    "Reaches",
    "Resolves",
    "ServesObjects",
    "TrustStore",
]
