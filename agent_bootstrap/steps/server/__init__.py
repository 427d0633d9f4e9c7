"""This server itself: promises that need no network, and can only be looked at."""

from __future__ import annotations

from agent_bootstrap.steps.server.mounts import Mounts
from agent_bootstrap.steps.server.room import Room
from agent_bootstrap.steps.server.signing_keys import SigningKeys
from agent_bootstrap.steps.server.supported import Supported
from agent_bootstrap.steps.server.systemd import Systemd
from agent_bootstrap.steps.server.tools import Tools

__all__ = ["Mounts", "Room", "SigningKeys", "Supported", "Systemd", "Tools"]
