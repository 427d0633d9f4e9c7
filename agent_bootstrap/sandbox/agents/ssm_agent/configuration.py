"""amazon-ssm-agent.json: the keys of it that this stand-in obeys."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from agent_bootstrap.sandbox.agents.service_calls import endpoint_url
from agent_bootstrap.sandbox.agents.surroundings import at

PATH = "/etc/amazon/ssm/amazon-ssm-agent.json"

_DOMAINS = {
    "cn-": "amazonaws.com.cn",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-de-": "amazonaws.eu",
}
"""Beginning of a Region's name -> domain (the agent's common/identity/endpoint/endpoint.go)."""

_PING_MINUTES = (5, 60)
"""Default and least, and greatest, of Ssm.HealthFrequencyMinutes."""

_IDENTITIES = ("OnPrem", "EC2", "CustomIdentity")


class BrokenError(Exception):
    """The file is no JSON; the text is Go's."""


class Configuration:
    """The agent's settings, defaults filled in."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def ssm_url(self, region: str) -> str:
        """Where Systems Manager is asked."""
        return endpoint_url(str(self._value("Ssm", "Endpoint", "")) or self._regional("ssm", region))

    def ec2messages_url(self, region: str) -> str:
        """Where commands are asked for as long as no control channel stands."""
        return endpoint_url(str(self._value("Mds", "Endpoint", "")) or self._regional("ec2messages", region))

    def ssmmessages_host(self, region: str) -> str:
        """The host, and port if given, of the control channel. Of a URL the host alone is used."""
        chosen = str(self._value("Mgs", "Endpoint", ""))
        return urllib.parse.urlsplit(endpoint_url(chosen)).netloc if chosen else self._regional("ssmmessages", region)

    def identities(self) -> list[str]:
        """Which kinds of identity are looked for, in order."""
        return list(self._value("Identity", "ConsumptionOrder", None) or _IDENTITIES)

    def profile(self) -> str:
        """The profile that they go to; empty means `default`."""
        return str(self._value("Profile", "ShareProfile", ""))

    def ping_seconds(self) -> float:
        """Time between two pings. A value out of range counts as the default."""
        least, greatest = _PING_MINUTES
        minutes = self._value("Ssm", "HealthFrequencyMinutes", least)
        return 60.0 * (minutes if isinstance(minutes, int) and least <= minutes <= greatest else least)

    def _regional(self, service: str, region: str) -> str:
        domain = next((domain for start, domain in _DOMAINS.items() if region.startswith(start)), "amazonaws.com")
        return f"{service}.{region}.{self._value('Agent', 'ServiceDomain', '') or domain}"

    def _value(self, section: str, key: str, default: Any) -> Any:
        found = self._values.get(section)
        return found.get(key, default) if isinstance(found, dict) else default


def read() -> Configuration:
    """The settings of the file, or the defaults if there is none. Raises BrokenError."""
    path = at(PATH)
    if not path.exists():
        return Configuration({})
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise BrokenError(_go_words(error)) from error
    if not isinstance(values, dict):
        raise BrokenError("json: cannot unmarshal value into Go value of type appconfig.SsmagentConfig")
    return Configuration(values)


def read_or_default() -> Configuration:
    """As `-register` does it: a broken file is announced and then ignored, which leads to the public endpoint."""
    try:
        return read()
    except BrokenError:
        print("Failed to unmarshal config override. Fall back to default.", flush=True)
        return Configuration({})


def _go_words(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc.rstrip()):
        return "unexpected end of JSON input"
    return f"invalid character '{error.doc[error.pos]}' looking for beginning of value"
