"""Promise: S3 gives an object of a bucket that the agents need, so the endpoint policy and the name's style are right."""

from __future__ import annotations

from urllib.parse import urlsplit

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding


@component
class ServesObjects:
    """One object that stands for its bucket."""

    sample: S3Object
    needs: tuple[str, ...] = ("network.reaches/s3",)

    @property
    def name(self) -> str:
        """`network.serves_objects/BUCKET`."""
        return f"network.serves_objects/{self.sample.bucket}"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"S3 serves the bucket {self.sample.bucket}"

    def check(self, host: Host) -> Finding:
        """Ask for the object's head."""
        found = host.downloads.head(self.sample)
        return Finding.ok(
            f"{urlsplit(found.address).hostname} serves {self.sample.bucket}",
            address=found.address,
            bytes=found.size,
        )
