"""A partition gives every AWS name of its Regions its last part."""

from __future__ import annotations

_DOMAINS = {
    "cn-": "amazonaws.com.cn",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-de-": "amazonaws.eu",
}
"""Prefix of the Region -> domain, as the SSM Agent has it (common/identity/endpoint/endpoint.go). GovCloud is in the default."""

_DEFAULT_DOMAIN = "amazonaws.com"


def domain(region: str) -> str:
    """The domain of a Region's service names: `amazonaws.com` for `eu-west-1`."""
    return next((name for prefix, name in _DOMAINS.items() if region.startswith(prefix)), _DEFAULT_DOMAIN)
