"""Promise: the mirror or the directory that stands for one of AWS's buckets has what these settings need of it."""

from __future__ import annotations

from typing import Callable

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.platform import Platform


@component
class MirrorsObjects:
    """One object that stands for all the others."""

    bucket: str
    source: str
    sample: Callable[[Platform], S3Object]
    """Which object is asked for depends on the platform, which only the host knows."""
    needs: tuple[str, ...] = ("server.supported",)

    @property
    def name(self) -> str:
        """`network.serves_objects/BUCKET`, as of the bucket itself: what needs the bucket needs no other name."""
        return f"network.serves_objects/{self.bucket}"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"{self.source} serves the objects of {self.bucket}"

    def check(self, host: Host) -> Finding:
        """Ask for the object's head, or look for the file."""
        found = host.downloads.head(self.sample(host.facts.platform()))
        return Finding.ok(f"{self.source} serves the objects of {self.bucket}", address=found.address, bytes=found.size)
