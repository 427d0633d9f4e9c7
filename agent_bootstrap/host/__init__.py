"""THE ONLY DOOR TO THE WORLD: a host is a bundle of ports, one small file each, and nothing else touches anything."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Optional

from agent_bootstrap.host import look_only
from agent_bootstrap.model.component import component

if TYPE_CHECKING:
    from agent_bootstrap.host.accounts import Accounts
    from agent_bootstrap.host.aws_api import AwsApi
    from agent_bootstrap.host.clock import Clock
    from agent_bootstrap.host.commands import Commands
    from agent_bootstrap.host.connections import Connections
    from agent_bootstrap.host.downloads import Downloads
    from agent_bootstrap.host.facts import Facts
    from agent_bootstrap.host.files import Files
    from agent_bootstrap.host.forward_proxies import ForwardProxies
    from agent_bootstrap.host.installer import Installer
    from agent_bootstrap.host.keyring import Keyring
    from agent_bootstrap.host.metadata_service import MetadataService
    from agent_bootstrap.host.mounts import Mounts
    from agent_bootstrap.host.name_servers import NameServers
    from agent_bootstrap.host.packages import Packages
    from agent_bootstrap.host.processes import Processes
    from agent_bootstrap.host.proxies import Proxies
    from agent_bootstrap.host.readers import Readers
    from agent_bootstrap.host.resolver import Resolver
    from agent_bootstrap.host.units import Units
    from agent_bootstrap.host.vault import Vault
    from agent_bootstrap.host.witness import Witness
    from agent_bootstrap.model.watcher import Watcher


@component
class Host:
    """This server, as far as the program may see and touch it."""

    aws_api: AwsApi
    accounts: Accounts
    clock: Clock
    commands: Commands
    connections: Connections
    downloads: Downloads
    facts: Facts
    files: Files
    forward_proxies: ForwardProxies
    installer: Installer
    keyring: Keyring
    metadata_service: MetadataService
    mounts: Mounts
    name_servers: NameServers
    packages: Packages
    processes: Processes
    proxies: Proxies
    readers: Readers
    resolver: Resolver
    units: Units
    vault: Vault

    def looking(self) -> Host:
        """The same host for somebody who may only look: whatever touches it raises `TouchedError`."""
        ports = {field.name: look_only.view(getattr(self, field.name)) for field in dataclasses.fields(self)}
        return dataclasses.replace(self, **ports)


def local(
    watcher: Optional[Watcher] = None,
    witness: Optional[Witness] = None,
    certificates: Optional[str] = None,
    *,
    one_look: bool = False,
) -> Host:
    """The server that the program runs on. Downloads tell the watcher how far they are; the witness sees what is looked at.

    `certificates`: the file of those to trust in place of the system's; None for the system's. `one_look`: nobody changes anything
    through this host, so that what a program has said is not asked again.
    """
    # The ports load a quarter of a second's worth of libraries; who wants one of them shall not wait for the others.
    from agent_bootstrap.host import this_server

    return this_server.host(watcher, witness, certificates, one_look=one_look)
