"""Which cryptography this system allows: FIPS mode and the crypto policy, for whoever must judge a refusal by them."""

from __future__ import annotations

from agent_bootstrap.host.files import Files

FIPS = "/proc/sys/crypto/fips_enabled"
"""`1` in FIPS mode (kernel documentation of sysctl, crypto)."""

POLICY = "/etc/crypto-policies/state/current"
"""What `update-crypto-policies --show` prints, on RHEL and those like it."""


def words(files: Files) -> str:
    """One line for the details of a problem."""
    fips = (files.read(FIPS) or "0").strip() == "1"
    policy = (files.read(POLICY) or "").strip()
    told = f"the crypto policy is {policy}" if policy else "there is no system-wide crypto policy"
    return f"FIPS mode is {'on' if fips else 'off'}; {told}"
