"""The managed node's own rotating credentials, wherever the SSM Agent shares them."""

from __future__ import annotations

from agent_bootstrap.aws import profiles, shared_credentials, ssm_agent
from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.host import Host
from agent_bootstrap.host.aws_api import Account
from agent_bootstrap.model.problems import agents, reporting, unit

_FILE, _PROFILE = "/root/.aws/credentials", "default"
"""Where the agent shares them unless it is told otherwise."""

_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")

_REWRITTEN_SECONDS = 1.0
"""The agent rewrites the file in place, so it may be seen half-written; it has a few hundred bytes."""


def node(host: Host) -> Identity:
    """The managed node that this server is. Raises the problem report-without-node."""
    found = host.vault.identity()
    if found is None:
        raise reporting.WITHOUT_NODE.error()
    return found


def account(host: Host, region: str) -> Account:
    """Its credentials, in the Region of the settings. Raises a problem where there are none that are good."""
    node(host)
    noted = host.files.read(ssm_agent.IDENTITY)
    expiry, shared = ssm_agent.credentials_expire_at(noted), shared_credentials.read(noted)
    if expiry is None or shared is None:
        raise unit.SSM_AGENT_NOT_ONLINE.error(what="has no credentials from AWS")
    if expiry <= f"{host.clock.now():%Y-%m-%dT%H:%M:%SZ}":
        raise agents.CREDENTIALS_EXPIRED.error(expiry=expiry)
    path, profile = shared.file or _FILE, shared.profile or _PROFILE

    def there() -> dict[str, str]:
        return profiles.read(host.files.read(path) or "", profile)

    if not host.clock.wait_until(lambda: all(there().get(key) for key in _KEYS), seconds=_REWRITTEN_SECONDS):
        raise unit.SSM_AGENT_NOT_ONLINE.error(f"{path} has no such profile", what=f"shares no keys as {profile}")
    return Account(region, there())
