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
    cause="The file was changed after AWS had signed it: by a mirror, by a proxy that rewrites what it passes on, or"
    " by a disk that fails. A package and a .sig of two different versions look the same.",
    seen="gpgv says BADSIG of the package and the .sig that lie beside one another in S3. Both are removed, and the"
    " package manager never sees them.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

SIGNATURE_UNKNOWN_KEY = ProblemKind(
    code="signature-unknown-key",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{file} is signed with the key {key}, which is not trusted here",
    remedy="If AWS's documentation names this key, put it into /etc/agent-bootstrap/keys.d and its full fingerprint into"
    " the agent's `trusted_keys`; if not, do not install the package.",
    cause="AWS has renewed its key, and this program is older than that; or somebody else signed the package.",
    seen="gpgv names the key; its fingerprint is neither one of AWS's that this program knows nor in `trusted_keys`,"
    " or the key itself is neither shipped nor in keys.d, or it was revoked.",
    verify="gpg --show-keys --with-fingerprint /etc/agent-bootstrap/keys.d/*.asc  # prints the fingerprint {key}",
)

SIGNATURE_AFTER_EXPIRY = ProblemKind(
    code="signature-after-expiry",
    owner=Owner.AWS_ACCOUNT,
    may_pass=False,
    brief="{file} was signed on {made}, after the key {key} had expired on {expired}",
    remedy="Do not install it: AWS signs with its current key. Report the file to AWS Support.",
    cause="Nobody should sign with a key that has expired: a stolen old key would be used so.",
    seen="gpgv says EXPKEYSIG, and the signature was made after the moment at which the key expired. What a key"
    " signed while it was valid stays good.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

SIGNATURE_UNREADABLE = ProblemKind(
    code="signature-unreadable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="gpgv cannot judge the signature of {file}",
    remedy="Read gpgv's words in the details: mostly the .sig is no signature, or this system's crypto policy forbids its algorithm.",
    cause="What lies beside the package as its .sig is no single OpenPGP signature: a portal's page, an empty file,"
    " two signatures in one. Or the algorithm is one that this system's GnuPG does not have or may not use.",
    seen="gpgv gives neither a good nor a bad verdict, or a verdict on more than one signature.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

PACKAGE_MANAGER_BUSY = ProblemKind(
    code="package-manager-busy",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{tool} is locked by another program",
    remedy="Wait for the other installation or upgrade on this server to end.",
    cause="An upgrade runs, by hand or by unattended-upgrades, or one hangs at a question.",
    seen="dpkg or rpm says that somebody else holds its lock. The program asks again until --timeout.",
    verify="ps -C apt,apt-get,dpkg,unattended-upgr,dnf,yum,zypper,rpm -o pid,etime,args  # prints no line below its heading",
)

INSTALLATION_FAILED = ProblemKind(
    code="installation-failed",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{tool} could not install {file}",
    remedy="Read its words in the details, mend what they name, and run again; the package itself is whole and genuine.",
    cause="The package manager refuses or breaks off: a database in disorder after an earlier installation, a conflict"
    " with the same agent as a snap, a full disk.",
    seen="The signature is good and dpkg or rpm ended with an error; its own words are in the details.",
    verify="dpkg --audit  # prints nothing; on an RPM system: rpm --verifydb",
)
