"""What is never opened for a support archive, whichever name leads to it: identities, credentials, and the settings' own files."""

from __future__ import annotations

from agent_bootstrap.aws import cloudwatch_agent, ssm_agent
from agent_bootstrap.host import Host, given_up, identity_copy, vault
from agent_bootstrap.host.settings_copy import HOME

CLOSED = (
    ssm_agent.VAULT,
    vault.BACKUP,
    identity_copy.PLACE,
    given_up.PLACE,
    # Settings are told by `config show`, which knows the secrets among them; the CloudWatch agent's credentials lie here, too.
    HOME,
    cloudwatch_agent.FORMER_CREDENTIALS.rpartition("/")[0],
)
"""Directories."""


def is_closed(host: Host, path: str) -> bool:
    """Whether a path, or what it is a link to, lies in one of them."""
    try:
        real = host.files.at(path).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return True
    return any(host.files.at(place).resolve() in (real, *real.parents) for place in CLOSED)
