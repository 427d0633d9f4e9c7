"""What an installed SSM Agent looks like: its names and files, and what they say.

Learned from its source (aws/amazon-ssm-agent) and by running it; nothing of this is documented by AWS.
"""

from __future__ import annotations

import json
from typing import Optional

from agent_bootstrap.model.value_object import value_object

CHANNEL_OF_NOBODY = "/v1/control-channel/mi-00000000000000000?role=subscribe&stream=input"
"""Where the agent opens its channel, with the ID of a managed node that cannot be: AWS refuses it, which shows that it was reached."""

UNIT = "amazon-ssm-agent.service"
PROGRAM = "amazon-ssm-agent"
WORKER = "ssm-agent-worker"

CONFIGURATION = "/etc/amazon/ssm/amazon-ssm-agent.json"
LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"

STATE = "/var/lib/amazon/ssm"
VAULT = f"{STATE}/Vault"
STORE = "Store"
KEY = f"{STORE}/RegistrationKey"
REGISTRATION_KEY = f"{VAULT}/{KEY}"
"""The truth about the identity: `registration` beside the Vault is written on success only and never cleared."""
REGISTRATION = f"{STATE}/registration"
RUNTIME = f"{STATE}/runtimeconfig"
IDENTITY = f"{RUNTIME}/identity_config.json"


@value_object
class Identity:
    """The managed node that this server is."""

    node_id: str
    region: str


def identity(registration_key: Optional[str]) -> Optional[Identity]:
    """The identity that the text of RegistrationKey holds; None unless it is whole.

    The agent counts as registered if there is an ID, a Region and a private key (HasManagedInstancesCredentials); a failed
    registration leaves an ID of "".
    """
    try:
        values = json.loads(registration_key or "{}")
    except ValueError:
        return None
    if not isinstance(values, dict) or not all(values.get(key) for key in ("instanceID", "region", "privateKey")):
        return None
    return Identity(values["instanceID"], values["region"])


def registered_as(registration: Optional[str]) -> Optional[Identity]:
    """The node that the file `registration` names; None if it names none."""
    try:
        values = json.loads(registration or "{}")
    except ValueError:
        return None
    if not isinstance(values, dict) or not values.get("ManagedInstanceID"):
        return None
    return Identity(str(values["ManagedInstanceID"]), str(values.get("Region", "")))


def registration_text(named: Identity) -> str:
    """What the file `registration` must say of this node, as the agent writes it."""
    return json.dumps({"ManagedInstanceID": named.node_id, "Region": named.region}, separators=(",", ":"))


def credentials_expire_at(identity_configuration: Optional[str]) -> Optional[str]:
    """When the role credentials expire that the agent last got, RFC 3339 in UTC; only the service can have issued them."""
    try:
        values = json.loads(identity_configuration or "{}")
    except ValueError:
        return None
    moment = values.get("CredentialsExpiresAt") if isinstance(values, dict) else None
    return moment if isinstance(moment, str) else None
