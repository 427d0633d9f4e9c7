"""Promise: nothing answers on 169.254.169.254, so no agent takes this server for one of EC2's."""

from __future__ import annotations

from agent_bootstrap.diagnosis import foreign_words
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import metadata_service


@component
class MetadataService:
    """The place of EC2's metadata service."""

    name: str = "network.metadata_service"
    promise: str = "nothing answers on 169.254.169.254"
    needs: tuple[str, ...] = ()

    def check(self, host: Host) -> Finding:
        """Ask, and hope for silence."""
        address, answer = host.metadata_service.address, host.metadata_service.answer()
        if answer is None:
            return Finding.ok(f"nothing answers on {address}")
        details = f"it says {answer.words}: {foreign_words.shown(answer.body)}"
        return Finding.of(metadata_service.ANSWERS.found(details, address=address))
