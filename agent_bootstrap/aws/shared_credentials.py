"""What the SSM Agent notes of the credentials that it shares: where they are, and from when until when they are good."""

from __future__ import annotations

import datetime
import json
from typing import Optional

from agent_bootstrap.model.value_object import value_object

_NEVER = 1
"""The year of the moment that Go calls zero."""

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@value_object
class Shared:
    """The last credentials that the agent shared."""

    node_id: str
    """Whom AWS gave them to."""
    file: str
    """Empty where the agent names none."""
    profile: str
    retrieved: datetime.datetime
    lifetime: datetime.timedelta
    """From when AWS gave them until they expire."""


def read(identity_configuration: Optional[str]) -> Optional[Shared]:
    """What the text of identity_config.json says; None if there are no credentials yet."""
    try:
        values = json.loads(identity_configuration or "{}")
        since, until = (_moment(values[f"Credentials{what}At"]) for what in ("Retrieved", "Expires"))
        node, file, profile = (str(values.get(name, "")) for name in ("InstanceId", "ShareFile", "ShareProfile"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    # An agent that starts and is given none writes this for both.
    return Shared(node, file, profile, since, until - since) if since.year > _NEVER else None


def _moment(text: str) -> datetime.datetime:
    # The real agent writes fractions of a second, too.
    moment = datetime.datetime.strptime(text.partition(".")[0].rstrip("Z") + "Z", _FORMAT)
    return moment.replace(tzinfo=datetime.timezone.utc)
