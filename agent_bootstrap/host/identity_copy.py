"""A copy of the identity that AWS accepted last: whatever empties the agent's Vault, the managed node is not lost.

AWS's own tools do that: `amazon-ssm-agent -register -y` with a bad code, `ssm-setup-cli -override`. With the Vault brought back,
the same node is online again.
"""

from __future__ import annotations

from typing import Mapping, Optional

from agent_bootstrap.aws import shared_credentials, ssm_agent
from agent_bootstrap.aws.ssm_agent import Identity
from agent_bootstrap.diagnosis import identity as machines
from agent_bootstrap.host import hardware, registration_record
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.registration_record import STATE, STATE_MODE

PLACE = f"{STATE}/identity-copy"
"""For root only, as the Vault is: it holds the same private key. There for as long as the identity is this server's."""

_VAULT = f"{PLACE}/Vault"
_MODE = 0o700

_AGENTS_STATE_MODE = 0o755
"""As the agent makes it; the Vault in it is closed."""


def kept(files: Files) -> Optional[Identity]:
    """The node that the copy is of; None if there is none."""
    return ssm_agent.identity(files.read(f"{_VAULT}/{ssm_agent.KEY}"))


def lost(files: Files, region: str, activation_id: Optional[str]) -> Optional[Identity]:
    """The node that this machine was, and that the Vault does not hold any more; None if there is none.

    Where the settings name another Region or activation, whoever emptied the Vault meant that.
    """
    if ssm_agent.identity(files.read(ssm_agent.REGISTRATION_KEY)):
        return None
    copied = kept(files)
    record = registration_record.read(files, copied.node_id) if copied else None
    if copied is None or record is None or record.machine is None or copied.region != region:
        return None
    other = record.activation_id and activation_id and record.activation_id != activation_id
    mine = machines.same(record.machine, hardware.seen(files))
    return copied if mine and not other else None


def outdated(files: Files) -> bool:
    """Whether the Vault holds what the copy has not, and AWS has accepted it.

    Only the service can have issued credentials, so those that are newer than the Vault prove all that is in it.
    """
    return _texts(files, ssm_agent.VAULT) != _texts(files, _VAULT) and _accepted(files)


def take(files: Files) -> None:
    """Copy the Vault, in place of an older copy."""
    files.make_directory(STATE, mode=STATE_MODE)
    files.make_directory(PLACE, mode=_MODE)
    files.copy(ssm_agent.VAULT, _VAULT)


def bring_back(files: Files) -> None:
    """Put the copy in the Vault's place."""
    files.make_directory(ssm_agent.STATE, mode=_AGENTS_STATE_MODE)
    files.copy(_VAULT, ssm_agent.VAULT)


def _texts(files: Files, vault: str) -> Mapping[str, Optional[str]]:
    store = f"{vault}/{ssm_agent.STORE}"
    return {name: files.read(f"{store}/{name}") for name in files.names(store)}


def _accepted(files: Files) -> bool:
    store = f"{ssm_agent.VAULT}/{ssm_agent.STORE}"
    present, given = (
        ssm_agent.identity(files.read(ssm_agent.REGISTRATION_KEY)),
        shared_credentials.read(files.read(ssm_agent.IDENTITY)),
    )
    if present is None or given is None or given.node_id != present.node_id:
        return False
    # The agent notes whole seconds.
    written = max(int(files.modified(f"{store}/{name}")) for name in files.names(store))
    return given.retrieved.timestamp() >= written
