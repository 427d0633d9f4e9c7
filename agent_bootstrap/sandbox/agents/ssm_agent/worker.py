"""`ssm-agent-worker`: tells Systems Manager that the node lives, and keeps the control channel open."""

from __future__ import annotations

import os
import platform
import socket
import sys
import threading
import time

from agent_bootstrap.sandbox.agents.service_calls import ServiceError
from agent_bootstrap.sandbox.agents.signature_version_4 import Scope
from agent_bootstrap.sandbox.agents.ssm_agent import (
    VERSION,
    configuration,
    control_channel,
    log,
    message_delivery,
    ssm_api,
    vault,
)
from agent_bootstrap.sandbox.agents.ssm_agent.node import Node
from agent_bootstrap.sandbox.agents.surroundings import at, shortened

_HIBERNATION = (5 * 60.0, 60 * 60.0)
"""Seconds between two pings of a node that hibernates: first, and at most; they double."""

_ORPHANED = 1.0
"""Seconds between two looks whether the core still lives; the real worker notices by their common socket."""


def entry() -> None:
    """The program."""
    settings, identity = configuration.read(), vault.identity()
    node = Node(identity.node_id, identity.region, settings)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    log.info(f"[ssm-agent-worker] ssm-agent-worker - v{VERSION}")
    _hibernate_until_heard(node)
    for loop in (control_channel.keep_open, message_delivery.poll):
        threading.Thread(target=loop, args=(node,), daemon=True).start()
    while True:
        time.sleep(shortened(settings.ping_seconds()))
        log.info("[ssm-agent-worker] [HealthCheck] HealthCheck reporting agent health.")
        try:
            _ping(node, _description(node))
        except ServiceError as error:
            log.error(f"[ssm-agent-worker] [HealthCheck] error when calling AWS APIs. error details - {error}")


def _hibernate_until_heard(node: Node) -> None:
    """The first ping, which says little; until it succeeds the worker does nothing else."""
    pause, longest = _HIBERNATION
    while True:
        try:
            log.info("[ssm-agent-worker] [HealthCheck] HealthCheck reporting agent health.")
            _ping(node, {})
        except ServiceError as error:
            log.error(f"[ssm-agent-worker] Entering SSM Agent hibernate - {error}")
            time.sleep(shortened(pause))
            pause = min(pause * 2, longest)
        else:
            return


def _ping(node: Node, description: dict[str, str]) -> None:
    """UpdateInstanceInformation. Raises ServiceError."""
    basics = {
        "InstanceId": node.node_id,
        "AgentName": "amazon-ssm-agent",
        "AgentStatus": "Active",
        "AgentVersion": VERSION,
    }
    ssm_api.call(
        node.configuration.ssm_url(node.region),
        "UpdateInstanceInformation",
        {**basics, **description},
        node.credentials(),
        Scope(node.region, "ssm"),
    )


def _description(node: Node) -> dict[str, str]:
    name, version = _distribution()
    return {
        "AvailabilityZone": "",
        "AvailabilityZoneId": "",
        "ComputerName": socket.gethostname(),
        "IPAddress": _address(),
        "PlatformName": name,
        "PlatformType": "Linux",
        "PlatformVersion": version,
        "SSMConnectionChannel": node.channel,
    }


def _distribution() -> tuple[str, str]:
    try:
        lines = at("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.system(), platform.release()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return values.get("NAME", "Linux").strip('"'), values.get("VERSION_ID", "").strip('"')


def _address() -> str:
    """This host's address towards the network; nothing is sent for it."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("10.0.0.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return "127.0.0.1"


def _end_with(core: int) -> None:
    while os.getppid() == core:
        time.sleep(_ORPHANED)
    sys.stdout.flush()
    os._exit(0)
