"""Puts the host together that this program runs on, port by port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from agent_bootstrap.host import Host
from agent_bootstrap.host.accounts import Accounts
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.commands import Commands
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.late import late
from agent_bootstrap.host.mounts import Mounts
from agent_bootstrap.host.one_look import ForgettingClock, Memory, RememberedCommands
from agent_bootstrap.host.package_lock import PackageLock
from agent_bootstrap.host.packages import Packages
from agent_bootstrap.host.proxies import Proxies
from agent_bootstrap.host.readers import Readers
from agent_bootstrap.host.units import Units
from agent_bootstrap.host.vault import Vault
from agent_bootstrap.host.witness import Witness, WitnessedFiles
from agent_bootstrap.model.watcher import Watcher

if TYPE_CHECKING:
    from agent_bootstrap.host.aws_api import AwsApi
    from agent_bootstrap.host.connections import Connections
    from agent_bootstrap.host.downloads import Downloads
    from agent_bootstrap.host.forward_proxies import ForwardProxies
    from agent_bootstrap.host.installer import Installer
    from agent_bootstrap.host.keyring import Keyring
    from agent_bootstrap.host.metadata_service import MetadataService
    from agent_bootstrap.host.name_servers import NameServers
    from agent_bootstrap.host.processes import Processes
    from agent_bootstrap.host.resolver import Resolver


def host(
    watcher: Optional[Watcher], witness: Optional[Witness], certificates: Optional[str], *, one_look: bool
) -> Host:
    """This server. Downloads tell the watcher how far they are; the witness sees what is looked at.

    `certificates`: the file of those to trust; the system's when None. `one_look`: nobody changes anything through this host.
    """
    memory, facts = Memory() if one_look else None, Facts()
    clock = ForgettingClock(memory) if memory else Clock()
    commands = RememberedCommands(memory) if memory else Commands()
    files = WitnessedFiles(witness=witness) if witness else Files()
    processes = late(lambda: _processes(witness))
    name_servers = late(lambda: _name_servers(memory))
    resolver = late(lambda: _resolver(files, name_servers, memory))
    downloads = late(lambda: _downloads(files, resolver, watcher or Watcher(), certificates))
    keyring = late(lambda: _keyring(files))
    packages = Packages(commands, facts, files, PackageLock(files, processes))
    return Host(
        accounts=Accounts(),
        aws_api=late(lambda: _aws_api(certificates)),
        clock=clock,
        commands=commands,
        connections=late(lambda: _connections(certificates)),
        downloads=downloads,
        facts=facts,
        files=files,
        forward_proxies=late(lambda: _forward_proxies(certificates)),
        installer=late(lambda: _installer(clock, commands, downloads, facts, files, keyring, packages)),
        keyring=keyring,
        metadata_service=late(_metadata_service),
        mounts=Mounts(),
        name_servers=name_servers,
        packages=packages,
        processes=processes,
        proxies=Proxies(files, facts),
        readers=Readers(files),
        resolver=resolver,
        units=Units(commands, facts, clock),
        vault=Vault(files, clock, processes),
    )


def _processes(witness: Optional[Witness]) -> Processes:
    from agent_bootstrap.host import processes, witnessed_processes

    return witnessed_processes.WitnessedProcesses(witness) if witness else processes.Processes()


def _name_servers(memory: Optional[Memory]) -> NameServers:
    from agent_bootstrap.host import name_servers, remembered_names

    return remembered_names.RememberedNameServers(memory=memory) if memory else name_servers.NameServers()


def _resolver(files: Files, servers: NameServers, memory: Optional[Memory]) -> Resolver:
    from agent_bootstrap.host import remembered_names, resolver

    if memory:
        return remembered_names.RememberedResolver(files, servers, memory=memory)
    return resolver.Resolver(files, servers)


def _downloads(files: Files, resolver: Resolver, watcher: Watcher, certificates: Optional[str]) -> Downloads:
    from agent_bootstrap.host.downloads import Downloads

    return Downloads(files, resolver, watcher, certificates)


def _aws_api(certificates: Optional[str]) -> AwsApi:
    from agent_bootstrap.host.aws_api import AwsApi

    return AwsApi(certificates)


def _connections(certificates: Optional[str]) -> Connections:
    from agent_bootstrap.host.connections import Connections

    return Connections(certificates=certificates)


def _forward_proxies(certificates: Optional[str]) -> ForwardProxies:
    from agent_bootstrap.host.forward_proxies import ForwardProxies

    return ForwardProxies(certificates=certificates)


def _metadata_service() -> MetadataService:
    from agent_bootstrap.host.metadata_service import MetadataService

    return MetadataService()


def _installer(
    clock: Clock,
    commands: Commands,
    downloads: Downloads,
    facts: Facts,
    files: Files,
    keyring: Keyring,
    packages: Packages,
) -> Installer:
    from agent_bootstrap.host.installer import Installer
    from agent_bootstrap.host.signatures import Signatures

    return Installer(clock, downloads, facts, files, keyring, packages, Signatures(commands, files))


def _keyring(files: Files) -> Keyring:
    from agent_bootstrap.host.keyring import Keyring

    return Keyring(files)
