"""The Vault: where the SSM Agent keeps its identity, as plain JSON that only root may read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping, NamedTuple

from agent_bootstrap.sandbox.agents.surroundings import at

STATE = "/var/lib/amazon/ssm"
MANIFEST = f"{STATE}/Vault/Manifest"
REGISTRATION_KEY = f"{STATE}/Vault/Store/RegistrationKey"
FINGERPRINT = f"{STATE}/Vault/Store/InstanceFingerprint"
REGISTRATION = f"{STATE}/registration"

_ROOT_ONLY = 0o600
"""Of the directories, too: root needs no permission to enter them."""


class Identity(NamedTuple):
    """What RegistrationKey holds."""

    node_id: str = ""
    region: str = ""
    private_key: str = ""
    """Base64 of a PKCS #1 key in DER."""
    created: str = ""
    """When the key was made, as Go prints a time."""

    @property
    def whole(self) -> bool:
        """Whether this is the identity of a registered node (HasManagedInstancesCredentials of the agent)."""
        return bool(self.node_id and self.region and self.private_key)


def identity() -> Identity:
    """The identity as it stands; empty fields where there is none."""
    # The real agent finds the files of its Vault through the Manifest, and none without it (fsvault.go).
    values = read(REGISTRATION_KEY) if read(MANIFEST).get("RegistrationKey") else {}
    return Identity(
        str(values.get("instanceID", "")),
        str(values.get("region", "")),
        str(values.get("privateKey", "")),
        str(values.get("privateKeyCreatedDate", "")),
    )


def keep_identity(kept: Identity) -> None:
    """Write RegistrationKey. Raises OSError."""
    values = {
        "instanceID": kept.node_id,
        "region": kept.region,
        "instanceType": "",
        "availabilityZone": "",
        "privateKey": kept.private_key,
        "publicKey": "",
        "privateKeyType": "Rsa" if kept.private_key else "",
        "privateKeyCreatedDate": kept.created,
    }
    write(REGISTRATION_KEY, values)


def keep_registration(kept: Identity) -> None:
    """Write the second record of a registration, which a success alone changes."""
    _write_file(at(REGISTRATION), {"ManagedInstanceID": kept.node_id, "Region": kept.region})


def read(path: str) -> dict[str, Any]:
    """A file of the Vault; empty if it is missing or holds no object."""
    try:
        values = json.loads(at(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def write(path: str, values: Mapping[str, Any]) -> None:
    """Store a file in the Vault and list it in the Manifest. Raises OSError."""
    store = at(path).parent
    at(STATE).mkdir(parents=True, exist_ok=True)
    for directory in (store.parent, store):
        if not directory.exists():
            directory.mkdir(mode=_ROOT_ONLY)
    _write_file(at(path), values)
    _write_file(at(MANIFEST), {**read(MANIFEST), path.rsplit("/", 1)[-1]: path})


def clear() -> None:
    """Empty both files, as `-register -clear` does. `registration` stays."""
    for path in (REGISTRATION_KEY, FINGERPRINT):
        write(path, {})


def _write_file(path: Path, values: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=_ROOT_ONLY)
    path.write_text(json.dumps(values, separators=(",", ":"), sort_keys=path.name == "Manifest"), encoding="utf-8")
    path.chmod(_ROOT_ONLY)
