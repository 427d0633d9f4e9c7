"""How this server finds names and ways: the resolver's files, what the endpoints' names resolve to, addresses, routes, mounts."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import json
from typing import Iterator

from agent_bootstrap.aws import endpoints, services
from agent_bootstrap.host import Host
from agent_bootstrap.settings import SettingsError, load
from agent_bootstrap.support.pieces import Piece, command, file

_RESOLVER_FILES = (
    "/etc/resolv.conf",
    "/run/systemd/resolve/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/hosts",
    "/etc/gai.conf",
)

_IP = {
    "addresses.txt": ("-details", "address"),
    "links.txt": ("-statistics", "link"),
    "routes.txt": ("route", "show", "table", "all"),
    "rules.txt": ("rule", "show"),
}
"""File -> what `ip` is asked for it."""


def resolver(host: Host) -> Iterator[Piece]:
    """Files, and answers."""
    for path in _RESOLVER_FILES:
        yield file(host, path, f"resolver{path}")
    yield _answers(host)


def surroundings(host: Host) -> Iterator[Piece]:
    """What `ip` tells, and the mounts."""
    for name, words in _IP.items():
        yield command(host, f"network/{name}", "ip", *words)
    yield file(host, "/proc/self/mountinfo", "network/mounts.txt")


def _answers(host: Host) -> Piece:
    """What the system and each of its name servers say of the endpoints' names, all at the same time."""
    try:
        settings = load(host.files, host.facts.environment(), {}, require={"region"}).settings
    except SettingsError:
        return Piece("resolver/answers.json", None, "the settings cannot be used: see settings.txt")
    names = [
        name for service in services.looked_at(settings) for name in endpoints.endpoint(service, settings).hostnames
    ]
    servers = host.resolver.name_servers()
    with concurrent.futures.ThreadPoolExecutor(len(names) + 1) as pool:
        said = pool.submit(host.name_servers.say_all, servers, names)
        seen = list(pool.map(host.resolver.seen, names))
        asked = said.result()
    found = {
        name: {
            "system": dataclasses.asdict(system),
            "name_servers": {server: dataclasses.asdict(one) for server, one in answers.items()},
        }
        for name, system, answers in zip(names, seen, asked)
    }
    return Piece("resolver/answers.json", json.dumps(found, indent=2) + "\n")
