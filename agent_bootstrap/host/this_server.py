"""Puts the host together that this program runs on, port by port."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.host import Host
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
from agent_bootstrap.host.package_lock import PackageLock
from agent_bootstrap.host.packages import Packages
from agent_bootstrap.host.processes import Processes
from agent_bootstrap.host.proxies import Proxies
from agent_bootstrap.host.readers import Readers
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.host.signatures import Signatures
from agent_bootstrap.host.units import Units
from agent_bootstrap.host.vault import Vault
from agent_bootstrap.host.witness import Witness, WitnessedFiles, WitnessedProcesses
from agent_bootstrap.model.watcher import Watcher


def host(watcher: Optional[Watcher], witness: Optional[Witness]) -> Host:
    """This server. Downloads tell the watcher how far they are; the witness sees what is looked at."""
    clock, commands, facts, name_servers = Clock(), Commands(), Facts(), NameServers()
    files = WitnessedFiles(witness=witness) if witness else Files()
    processes = WitnessedProcesses(witness) if witness else Processes()
    resolver = Resolver(files, name_servers)
    downloads = Downloads(files, resolver, watcher or Watcher())
    packages = Packages(commands, facts, files, PackageLock(files, processes))
    signatures = Signatures(commands, files)
    return Host(
        accounts=Accounts(),
        aws_api=AwsApi(),
        clock=clock,
        commands=commands,
        connections=Connections(),
        downloads=downloads,
        facts=facts,
        files=files,
        forward_proxies=ForwardProxies(),
        installer=Installer(clock, downloads, facts, files, Keyring(files), packages, signatures),
        metadata_service=MetadataService(),
        mounts=Mounts(),
        name_servers=name_servers,
        packages=packages,
        processes=processes,
        proxies=Proxies(files, facts),
        readers=Readers(files),
        resolver=resolver,
        units=Units(commands, facts),
        vault=Vault(files, clock, processes),
    )
