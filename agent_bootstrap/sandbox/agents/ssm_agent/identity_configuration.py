"""identity_config.json: what the SSM Agent's processes tell each other of the identity and of its credentials."""

from __future__ import annotations

import datetime
import json
from typing import NamedTuple, Optional

from agent_bootstrap.sandbox.agents.ssm_agent import vault
from agent_bootstrap.sandbox.agents.surroundings import at

PATH = f"{vault.STATE}/runtimeconfig/identity_config.json"

_SCHEMA = "1.1"


class IdentityConfiguration(NamedTuple):
    """The file's fields; moments in UTC, None until there are credentials."""

    node_id: str
    share_file: str
    share_profile: str
    retrieved_at: Optional[datetime.datetime] = None
    expires_at: Optional[datetime.datetime] = None

    def half_life(self) -> datetime.datetime:
        """When new credentials are due."""
        assert self.retrieved_at is not None and self.expires_at is not None  # noqa: PT018  They come together.
        return self.retrieved_at + (self.expires_at - self.retrieved_at) / 2


def read() -> Optional[IdentityConfiguration]:
    """What the file says, if it is there and whole."""
    try:
        values = json.loads(at(PATH).read_text(encoding="utf-8"))
        return IdentityConfiguration(
            values["InstanceId"],
            values["ShareFile"],
            values["ShareProfile"],
            _moment(values["CredentialsRetrievedAt"]),
            _moment(values["CredentialsExpiresAt"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(kept: IdentityConfiguration) -> None:
    """Write the file, mode 0600. Raises OSError."""
    there = at(PATH)
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    values = {
        "SchemaVersion": _SCHEMA,
        "InstanceId": kept.node_id,
        "IdentityType": "OnPrem",
        "ShareFile": kept.share_file,
        "ShareProfile": kept.share_profile,
        "CredentialsExpiresAt": _text(kept.expires_at),
        "CredentialsRetrievedAt": _text(kept.retrieved_at),
        "CredentialSource": "SSM" if kept.expires_at else "",
    }
    there.touch(mode=0o600)
    there.write_text(json.dumps(values, separators=(",", ":")), encoding="utf-8")


_NEVER = "0001-01-01T00:00:00Z"
"""Go's zero time."""


def _text(moment: Optional[datetime.datetime]) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else _NEVER


def _moment(text: str) -> Optional[datetime.datetime]:
    if text == _NEVER:
        return None
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
