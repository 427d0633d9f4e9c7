"""Faults of packages: what AWS signed, and what the package manager says."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import DIRECTORY

_LOCK_HELD = """\
python3 -c '
import fcntl, pathlib, time
held = []
for lock in map(pathlib.Path, ("/var/lib/dpkg/lock-frontend", "/var/lib/rpm/.rpm.lock")):
    if lock.parent.is_dir():
        held.append(lock.open("w"))
        fcntl.lockf(held[-1], fcntl.LOCK_EX)
time.sleep(60)
' & sleep 0.3
"""
"""dpkg and rpm lock these files for as long as they work."""

_PACKAGES = f"{DIRECTORY}/packages/amazon-ssm-agent.{{deb,rpm}}"
"""The one of them that is there: its objects in S3 are links to it."""

_SIGNED_TOO_LATE = f"""\
for package in {_PACKAGES}; do
    test -f $package || continue
    export GNUPGHOME=$(mktemp --directory /tmp/gpg-XXXXXX)
    gpg="gpg --batch --quiet --yes --pinentry-mode loopback --passphrase= --faked-system-time"
    $gpg 20200101T000000 --quick-generate-key signer rsa2048 sign never
    key=$($gpg 20200101T000000 --with-colons --list-keys | sed -n 's/^fpr:*\\([0-9A-F]*\\):$/\\1/p')
    $gpg 20210301T000000 --detach-sign --output - $package > /tmp/signature
    # In place, for S3's objects are links to this file.
    cat /tmp/signature > $package.sig
    # Whoever owns a key may shorten its life afterwards: what it signed beyond that no longer counts.
    $gpg 20200102T000000 --quick-set-expire $key 20200601T000000
    $gpg 20200102T000000 --armor --export $key > /etc/agent-bootstrap/keys.d/late.asc
    sed -i "/^.ssm_agent/,/^trusted_keys/s/^trusted_keys.*/trusted_keys = [\\"$key\\"]/" /etc/agent-bootstrap/agent-bootstrap.toml
    gpgconf --kill all
    unset GNUPGHOME
done
"""

FAULTS: Mapping[str, Fault] = {
    "signature-bad": Fault(
        "one byte of the SSM Agent's package differs from what AWS signed",
        {"s3_tampered": ("amazon-ssm-agent.deb", "amazon-ssm-agent.rpm")},
        "signature-bad",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
    ),
    "signature-unknown-key": Fault(
        "the settings do not name the key that the SSM Agent's package is signed with",
        {},
        "signature-unknown-key",
        Owner.SETTINGS,
        ExitCode.STUCK,
        "sed -i '/^.ssm_agent/,/^trusted_keys/d' /etc/agent-bootstrap/agent-bootstrap.toml",
    ),
    "signature-after-expiry": Fault(
        "the SSM Agent's package was signed nine months after its key had expired",
        {},
        "signature-after-expiry",
        Owner.AWS_ACCOUNT,
        ExitCode.STUCK,
        _SIGNED_TOO_LATE,
    ),
    "signature-unreadable": Fault(
        "a portal's page lies where the signature of the SSM Agent's package must",
        {},
        "signature-unreadable",
        Owner.SERVER,
        ExitCode.STUCK,
        f"for signature in {_PACKAGES}.sig; do echo '<html>Please log in</html>' > $signature; done",
    ),
    "package-manager-busy": Fault(
        "another program installs packages, and holds the lock",
        {},
        "package-manager-busy",
        Owner.SERVER,
        ExitCode.FAILED,
        _LOCK_HELD,
    ),
    "installation-failed": Fault(
        "the SSM Agent's package refuses to stand beside its own snap",
        {},
        "installation-failed",
        Owner.SERVER,
        ExitCode.STUCK,
        "printf '#!/bin/sh\\nexit 0\\n' > /usr/local/bin/snap; chmod +x /usr/local/bin/snap",
    ),
}
