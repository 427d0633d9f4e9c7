"""The instance metadata service: whether anything plays it for this server."""

from __future__ import annotations

from typing import Optional

from agent_bootstrap.diagnosis.http_answers import HttpAnswer
from agent_bootstrap.host import http_exchange, tcp
from agent_bootstrap.host.deadline import Deadline
from agent_bootstrap.model.component import component

ADDRESS = "169.254.169.254"
"""Link-local: it needs no name and no route on EC2, and must lead nowhere on other servers."""

SECONDS = 1.0
"""How long an answer may take. EC2's own comes within milliseconds, and the agents wait no longer for each of theirs."""

_PATH = "/latest/meta-data/"


@component
class MetadataService:
    """Asks as the agents do, but past every proxy."""

    address: str = ADDRESS
    port: int = 80

    def answer(self) -> Optional[HttpAnswer]:
        """What answers, whatever its status; None if nobody does."""
        deadline = Deadline(SECONDS)
        try:
            with tcp.opened(self.address, self.port, deadline.left()) as stream:
                return http_exchange.get(stream, self.address, _PATH, {}, deadline)
        except (OSError, ValueError):
            return None
