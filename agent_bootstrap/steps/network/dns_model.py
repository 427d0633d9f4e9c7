"""Promise: the names of this network follow an arrangement that is known, and this tells which."""

from __future__ import annotations

from agent_bootstrap.aws import buckets, endpoints, services
from agent_bootstrap.diagnosis import dns_model, names
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.settings import Settings


@component
class DnsModel:
    """How names lead to the endpoints here."""

    settings: Settings
    needs: tuple[str, ...] = ("network.resolves/ssm", "network.resolves/s3")
    name: str = "network.dns_model"
    promise: str = "the way in which names lead to the endpoints is known"

    def check(self, host: Host) -> Finding:
        """Ask for S3's names, which tell private DNS from a zone that somebody keeps; the others are settled by the needs."""
        looked_at = services.looked_at(self.settings)
        named = tuple(service for service in looked_at if getattr(self.settings.endpoints, service))
        bucket, apex = buckets.SSM_AGENT.name(self.settings.region), endpoints.published_name("s3", self.settings)
        asked = () if "s3" in named else (apex, f"{bucket}.{apex}", endpoints.s3_control_name(self.settings.region))
        private = {name: names.all_private(host.resolver.seen(name).usable, self._allowed) for name in asked}
        known = dns_model.Names(looked_at, named, *private.values() if private else (True, True, True))
        return Finding.ok(dns_model.sentence(known), model=dns_model.recognise(known).value, private=private)

    @property
    def _allowed(self) -> tuple[str, ...]:
        return self.settings.network.allowed_cidrs
