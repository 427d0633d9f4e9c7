"""What can be wrong with a package, its signature, and the package manager."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

SIGNATURE_BAD = ProblemKind(
    code="signature-bad",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{file} is not what was signed",
    remedy="Do not install it. Compare it with the same file from another network: somebody or something on the way, or"
    " in a mirror, has changed the package or its .sig.",
)

SIGNATURE_UNKNOWN_KEY = ProblemKind(
    code="signature-unknown-key",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{file} is signed with the key {key}, which is not trusted here",
    remedy="If AWS's documentation names this key, put it into /etc/agent-bootstrap/keys.d and its full fingerprint into"
    " the agent's `trusted_keys`; if not, do not install the package.",
)

SIGNATURE_AFTER_EXPIRY = ProblemKind(
    code="signature-after-expiry",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{file} was signed on {made}, after the key {key} had expired on {expired}",
    remedy="Do not install it: AWS signs with its current key. Report the file to AWS Support.",
)

SIGNATURE_UNREADABLE = ProblemKind(
    code="signature-unreadable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="gpgv cannot judge the signature of {file}",
    remedy="Read gpgv's words in the details: mostly the .sig is no signature, or this system's crypto policy forbids its algorithm.",
)

PACKAGE_MANAGER_BUSY = ProblemKind(
    code="package-manager-busy",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{tool} is locked by another program",
    remedy="Wait for the other installation or upgrade on this server to end.",
)

INSTALLATION_FAILED = ProblemKind(
    code="installation-failed",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{tool} could not install {file}",
    remedy="Read its words in the details, mend what they name, and run again; the package itself is whole and genuine.",
)
