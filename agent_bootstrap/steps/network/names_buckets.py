"""Promise: S3's name resolves with a bucket in front of it and without one: AWS's agents and tools use both."""

from __future__ import annotations

from agent_bootstrap.aws import endpoints
from agent_bootstrap.diagnosis import names
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import dns
from agent_bootstrap.model.settings import Settings


@component
class NamesBuckets:
    """The two kinds of S3 names."""

    settings: Settings
    needs: tuple[str, ...] = ("network.resolves/s3",)
    name: str = "network.names_buckets"
    promise: str = "S3's name resolves with a bucket and without"

    def check(self, host: Host) -> Finding:
        """One of them resolves, or the need would not be met; look which."""
        bucket, apex = endpoints.endpoint("s3", self.settings).hostnames
        right = {name: self._is_right(host, name) for name in (bucket, apex)}
        if all(right.values()):
            return Finding.ok(f"{apex} resolves with a bucket and without")
        kind = dns.S3_WILDCARD_MISSING if right[apex] else dns.S3_APEX_MISSING
        missing = bucket if right[apex] else apex
        said = host.name_servers.say(host.resolver.name_servers(), missing)
        details = "\n".join(f"{server} says {one} for {missing}" for server, one in said.items())
        return Finding.of(kind.found(details, apex=apex, bucket=bucket))

    def _is_right(self, host: Host, name: str) -> bool:
        return not names.wrong(host.resolver.seen(name), self.settings.network.allowed_cidrs)
