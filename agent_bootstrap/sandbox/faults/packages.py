"""Faults of packages: what AWS signed, and what the package manager says."""

from __future__ import annotations

import shutil
import sys
from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.agents.snap import UNIT
from agent_bootstrap.sandbox.faults.fault import Fault
from agent_bootstrap.sandbox.world import SITE_DOMAIN

_FOR_GOOD = 1_000_000
"""More transfers than a rehearsal makes."""

_LOCK_HELD = """\
python3 -c '
import fcntl, pathlib, time
held = []
for lock in map(pathlib.Path, ("/var/lib/dpkg/lock-frontend", "/var/lib/rpm/.rpm.lock")):
    if lock.parent.is_dir():
        held.append(lock.open("w"))
        fcntl.lockf(held[-1], fcntl.LOCK_EX)
time.sleep(600)
' & echo $! > /run/holds-the-lock; sleep 0.3
"""
"""dpkg and rpm lock these files for as long as they work."""

_PACKAGES = f"{DIRECTORY}/packages/amazon-ssm-agent.{{deb,rpm}}"
"""The one of them that is there: its objects in S3 are links to it."""

_KEPT = f"cp -a {DIRECTORY}/packages /run/as-aws-made-them\n"
_AS_AWS_MADE_THEM = (
    f"cp /run/as-aws-made-them/amazon-ssm-agent.* {DIRECTORY}/packages; rm -rf /run/as-aws-made-them /tmp/other*"
)
"""In place, for S3's objects are links to these files."""

_SIGNED_TOO_LATE = f"""\
{_KEPT}
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

_SIGN_ANEW = """\
export GNUPGHOME=$(mktemp --directory /tmp/gpg-XXXXXX)
gpg="gpg --batch --quiet --yes --pinentry-mode loopback --passphrase="
$gpg --quick-generate-key signer rsa2048 sign never
key=$($gpg --with-colons --list-keys | sed -n 's/^fpr:*\\([0-9A-F]*\\):$/\\1/p')
$gpg --armor --export $key > /etc/agent-bootstrap/keys.d/anew.asc
sed -i "/^.ssm_agent/,/^trusted_keys/s/^trusted_keys.*/trusted_keys = [\\"$key\\"]/" /etc/agent-bootstrap/agent-bootstrap.toml
$gpg --detach-sign --output - $package > /tmp/signature
cat /tmp/signature > $package.sig
gpgconf --kill all
unset GNUPGHOME
"""
"""Signs `$package` with a key that the settings trust, as its owner would."""

_OTHER_ARCHITECTURE = f"""\
{_KEPT}
package={DIRECTORY}/packages/amazon-ssm-agent.deb
dpkg-deb --raw-extract $package /tmp/other
sed -i -E 's/^Architecture: (amd64|arm64)/Architecture: s390x/' /tmp/other/DEBIAN/control
dpkg-deb --root-owner-group -Zgzip --build /tmp/other /tmp/other.deb >&2
# In place, for S3's objects are links to this file.
cat /tmp/other.deb > $package
{_SIGN_ANEW}
"""

_PAGE = "<html><head><title>Log in to the corporate network</title></head></html>"
_ERROR = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'


def _saved_as_the_package(text: str) -> str:
    """A directory of the site's, with something else in it under the package's name; the signature is AWS's."""
    return (
        f"mkdir -p /srv/agents; for package in {_PACKAGES}; do test -f $package || continue\n"
        f"cp $package.sig /srv/agents/; echo '{text}' > /srv/agents/${{package##*/}}; done\n"
        f"{_FROM_DIRECTORY}"
    )


_FROM_DIRECTORY = """\
mkdir -p /etc/agent-bootstrap/conf.d
printf '[ssm_agent]\\nsource = "/srv/agents"\\n' > /etc/agent-bootstrap/conf.d/90-fault.toml
"""

_BROKEN_OFF = (
    f"mkdir -p /srv/agents; for package in {_PACKAGES}; do test -f $package || continue\n"
    "cp $package.sig /srv/agents/; head -c -100 $package > /srv/agents/${package##*/}; done\n"
    f"{_FROM_DIRECTORY}"
)

_SHORT_LIFE = """\
export GNUPGHOME=$(mktemp --directory /tmp/gpg-XXXXXX)
gpg="gpg --batch --quiet --yes --pinentry-mode loopback --passphrase="
$gpg --quick-generate-key next rsa2048 sign 30d
key=$($gpg --with-colons --list-keys | sed -n 's/^fpr:*\\([0-9A-F]*\\):$/\\1/p')
$gpg --armor --export $key > /etc/agent-bootstrap/keys.d/next.asc
sed -i "/^.ssm_agent/,/^trusted_keys/s/^trusted_keys = \\[/&\\"$key\\", /" /etc/agent-bootstrap/agent-bootstrap.toml
gpgconf --kill all
unset GNUPGHOME
"""

_DEB = f"{DIRECTORY}/packages/amazon-ssm-agent.deb"

_SNAP = f"{sys.executable} -m agent_bootstrap.sandbox.agents.snap"

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
        _AS_AWS_MADE_THEM,
    ),
    "signature-unreadable": Fault(
        "a portal's page lies where the signature of the SSM Agent's package must",
        {},
        "signature-unreadable",
        Owner.SERVER,
        ExitCode.STUCK,
        f"{_KEPT}for signature in {_PACKAGES}.sig; do echo '<html>Please log in</html>' > $signature; done",
        _AS_AWS_MADE_THEM,
    ),
    "package-manager-busy": Fault(
        "another program installs packages, and holds the lock",
        {},
        "package-manager-busy",
        Owner.SERVER,
        ExitCode.FAILED,
        _LOCK_HELD,
        "kill $(cat /run/holds-the-lock)",
    ),
    "installation-failed": Fault(
        "the SSM Agent's package refuses to stand beside its own snap, of which only the name is left",
        {},
        "installation-failed",
        Owner.SERVER,
        ExitCode.STUCK,
        "printf '#!/bin/sh\\nexit 0\\n' > /usr/local/bin/snap; chmod +x /usr/local/bin/snap",
        "rm /usr/local/bin/snap",
    ),
    "signature-policy": Fault(
        "this system's GnuPG may not use the algorithm of the SSM Agent's signature",
        {},
        "signature-policy",
        Owner.SERVER,
        ExitCode.STUCK,
        # The refusal is GnuPG's own; no crypto policy of this machine could be changed for a rehearsal.
        f"printf '#!/bin/sh\\nexec {shutil.which('gpgv')} --weak-digest SHA256 --weak-digest SHA512 \"$@\"\\n' > /usr/local/bin/gpgv"
        "; chmod +x /usr/local/bin/gpgv",
        "rm /usr/local/bin/gpgv",
    ),
    "package-is-web-page": Fault(
        "a portal's page was saved as the SSM Agent's package in the directory that the settings name",
        {},
        "package-is-web-page",
        Owner.FIREWALL,
        ExitCode.FAILED,
        _saved_as_the_package(_PAGE),
    ),
    "package-is-s3-error": Fault(
        "an error of S3's was saved as the SSM Agent's package in the directory that the settings name",
        {},
        "package-is-s3-error",
        Owner.SETTINGS,
        ExitCode.STUCK,
        _saved_as_the_package(_ERROR),
    ),
    "package-incomplete": Fault(
        "the copy of the SSM Agent's package into the directory that the settings name broke off",
        {},
        "package-incomplete",
        Owner.SETTINGS,
        ExitCode.FAILED,
        _BROKEN_OFF,
    ),
    "package-replaced": Fault(
        "AWS puts another version in the place of the SSM Agent's package whenever it was fetched",
        {"s3_replaced": {"amazon-ssm-agent.deb": _FOR_GOOD, "amazon-ssm-agent.rpm": _FOR_GOOD}},
        "package-replaced",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
    ),
    "package-replaced-once": Fault(
        "AWS puts another version in the place of the SSM Agent's package between it and its signature, once",
        {"s3_replaced": {"amazon-ssm-agent.deb": 1, "amazon-ssm-agent.rpm": 1}},
        None,
        None,
        ExitCode.CONVERGED,
    ),
    "package-wrong-architecture": Fault(
        "the SSM Agent's package is genuine, and for another architecture (Debian only)",
        {},
        "package-wrong-architecture",
        Owner.SETTINGS,
        ExitCode.STUCK,
        _OTHER_ARCHITECTURE,
        _AS_AWS_MADE_THEM,
    ),
    "package-other-version": Fault(
        "the directory that the settings name holds another version than they pin",
        {},
        "package-other-version",
        Owner.SETTINGS,
        ExitCode.STUCK,
        f"mkdir -p /srv/agents; cp {DIRECTORY}/packages/amazon-ssm-agent.* /srv/agents\n{_FROM_DIRECTORY}"
        "printf 'version = \"3.3.987.0\"\\n' >> /etc/agent-bootstrap/conf.d/90-fault.toml",
    ),
    "source-no-such-file": Fault(
        "the directory that the settings name is empty",
        {},
        "source-no-such-file",
        Owner.SETTINGS,
        ExitCode.STUCK,
        f"mkdir -p /srv/agents\n{_FROM_DIRECTORY}",
    ),
    "mirror-unavailable": Fault(
        "nobody listens where the settings have a mirror",
        {},
        "mirror-unavailable",
        Owner.SERVER,
        ExitCode.FAILED,
        "mkdir -p /etc/agent-bootstrap/conf.d\n"
        f"printf '[ssm_agent]\\nsource = \"https://mirror.{SITE_DOMAIN}/agents\"\\n' > /etc/agent-bootstrap/conf.d/90-fault.toml",
    ),
    "ssm-agent-as-snap": Fault("the SSM Agent came as a snap", {}, None, None, ExitCode.CONVERGED, _SNAP),
    "ssm-agent-twice": Fault(
        "the SSM Agent is installed as a snap, and as a package besides (Debian only)",
        {},
        "ssm-agent-twice",
        Owner.SERVER,
        ExitCode.STUCK,
        f"dpkg --status amazon-ssm-agent > /dev/null || dpkg --install {_DEB}\n{_SNAP}",
        f"systemctl disable --now {UNIT}\nrm -r /snap /usr/bin/snap /etc/systemd/system/{UNIT}; systemctl daemon-reload\n"
        "systemctl restart amazon-ssm-agent",
    ),
    "package-half-configured": Fault(
        "an earlier installation of the SSM Agent was killed before dpkg had configured it (Debian only)",
        {},
        None,
        None,
        ExitCode.CONVERGED,
        f"dpkg --unpack {_DEB}",
    ),
    "cloudwatch-agent-awaited": Fault(
        "the settings leave the CloudWatch agent to Systems Manager, which does not install it",
        {},
        "cloudwatch-agent-awaited",
        Owner.AWS_ACCOUNT,
        ExitCode.FAILED,
        "mkdir -p /etc/agent-bootstrap/conf.d\n"
        "printf '[cloudwatch_agent]\\ninstall = \"wait\"\\n' > /etc/agent-bootstrap/conf.d/90-fault.toml",
    ),
    "signing-key-expires": Fault(
        "the newest key that is trusted for the SSM Agent expires in 30 days",
        {},
        "signing-key-expires",
        Owner.SETTINGS,
        ExitCode.CONVERGED,
        _SHORT_LIFE,
    ),
}
