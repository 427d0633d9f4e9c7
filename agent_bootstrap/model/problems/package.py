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
    remedy="Read gpgv's words in the details, and look at the .sig itself: mostly it is no signature at all.",
    cause="What lies beside the package as its .sig is no single OpenPGP signature: a portal's page, an empty file,"
    " two signatures in one.",
    seen="gpgv gives neither a good nor a bad verdict, or a verdict on more than one signature.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

SIGNATURE_POLICY = ProblemKind(
    code="signature-policy",
    owner=Owner.SERVER,
    may_pass=False,
    brief="this system's crypto policy does not let {tool} judge the signature of {file}",
    remedy="Ask whoever set the policy (the details name it) to allow the algorithm for this installation, or pin a newer version,"
    " which AWS signed with a newer one. This says nothing against the package: nobody has judged it yet.",
    cause="The signature, or the key behind it, uses an algorithm that this system forbids: SHA-1 on RHEL 9 and later, what is"
    " not approved in FIPS mode, or an exact policy of the site's. Packages of some years ago and the CloudWatch agent's"
    " key of 2017 are so.",
    seen="gpgv has the signature and the key, and says ERRSIG with an error other than a missing key: it would not calculate."
    " Or rpm or dpkg say that their own policy forbids the package, whose detached signature was good.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

PACKAGE_IS_PAGE = ProblemKind(
    code="package-is-web-page",
    owner=Owner.FIREWALL,
    may_pass=True,
    brief="what came as {file} is a web page",
    remedy="Look for a proxy or portal on the way that answers for {source}; if a page was saved in a mirror or directory, fetch"
    " the package anew.",
    cause="A portal, a filter or a login page answered in the place of the package, with status 200; or somebody filled the"
    " mirror through such a device.",
    seen="The file begins with a tag of HTML, where a package begins with `!<arch>` or the mark of RPM. It is removed, and no"
    " tool sees it.",
    verify="curl -sS {url} | head -c 8  # prints !<arch> for a .deb, and no < for an .rpm",
)

PACKAGE_IS_ERROR = ProblemKind(
    code="package-is-s3-error",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="what lies in {source} as {file} is an error of S3's, {error}, and not the package",
    remedy="Copy the package into {source} anew: curl --fail would have said that S3 refused it.",
    cause="Whoever filled the mirror saved S3's answer without looking at its status: AccessDenied and NoSuchKey come as XML.",
    seen="The file begins as S3's errors do, with XML that has the element Error. It is removed, and no tool sees it.",
    verify="curl -sS {url} | head -c 8  # prints !<arch> for a .deb, and no < for an .rpm",
)

PACKAGE_INCOMPLETE = ProblemKind(
    code="package-incomplete",
    owner=Owner.SETTINGS,
    may_pass=True,
    brief="what lies in {source} as {file} breaks off after {size} of {least} bytes",
    remedy="Copy the package into {source} anew, or wait until whoever does so has finished.",
    cause="The copy into the mirror or directory was interrupted, its disk was full, or it is still going on.",
    seen="The file's own headers say how long it is: those of the archive in a .deb, of the signature in an .rpm. It is shorter. It is"
    " removed, and no tool sees it.",
    verify="`wc -c {url}` in a directory, or `curl -sSI {url}` of a mirror, tells {least} bytes or more",
)

PACKAGE_REPLACED = ProblemKind(
    code="package-replaced",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="{file} was replaced while it was being fetched, {times} times",
    remedy="Wait until AWS, or whoever fills the mirror, has finished; or pin an exact version, which is never replaced.",
    cause="`latest` moves: between the package and its .sig another version was put in their place, so the two do not belong together.",
    seen="The package's ETag was another after its .sig had come. Both were fetched once more, with the same end."
    " Nothing is judged, and nothing installed; the program tries again until --timeout.",
    verify="curl -sSI {url} | grep -i etag  # prints the same twice, a minute apart",
)

PACKAGE_WRONG_ARCHITECTURE = ProblemKind(
    code="package-wrong-architecture",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{file} is for {found}, and this server is {wanted}",
    remedy="Put the package for {wanted} into {source}.",
    cause="A mirror or a directory was filled with the package of another architecture. AWS's own buckets have a folder for each.",
    seen="The signature is good; the package's own field names another architecture than the kernel does.",
    verify="uname -m  # prints x86_64 for amd64 and aarch64 for arm64",
)

PACKAGE_OTHER_VERSION = ProblemKind(
    code="package-other-version",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{file} is version {found}, and the settings want {wanted}",
    remedy="Put version {wanted} into {source}, or correct `version` of the agent.",
    cause="A mirror or a directory holds another version than the settings pin, or under another version's name.",
    seen="The signature is good; the package's own field names another version.",
    verify="agent-bootstrap bootstrap  # installs the package: no other command brings it and verifies it",
)

SOURCE_NO_SUCH_FILE = ProblemKind(
    code="source-no-such-file",
    owner=Owner.SETTINGS,
    may_pass=False,
    brief="{source} has no {key}",
    remedy="Copy the file from AWS's bucket {bucket} into {source}, under the same key, or correct `source` of the agent.",
    cause="The mirror or directory lacks this file: another version, another architecture, or its .sig were copied alone; or"
    " `source` points beside it.",
    seen="The mirror answered 404 or 410; or the directory has the file neither under the bucket's key nor by its bare name.",
    verify="`curl -sSI {url}` prints 200; for a directory `ls {url}` prints the name",
)

MIRROR_UNAVAILABLE = ProblemKind(
    code="mirror-unavailable",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the mirror {source} does not give {key}",
    remedy="Read its words in the details: let the mirror run, let this server resolve its name, and put the authority of its"
    " certificate into the system's trust store.",
    cause="The mirror's name does not resolve here, nobody listens, its certificate comes from an authority that the system's trust"
    " store does not have, or it wants a login.",
    seen="The request to the mirror failed, or was answered with a status that is neither 200 nor 404. Proxies of the environment are"
    " not used.",
    verify="curl -sSI {url}  # prints 200",
)

SSM_AGENT_TWICE = ProblemKind(
    code="ssm-agent-twice",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the SSM Agent is installed twice: as a snap, version {snap}, and as a package, version {package}",
    remedy="Remove one of the two, the snap if the package's agent is the one that is registered: snap remove amazon-ssm-agent",
    cause="Ubuntu's images bring the agent as a snap, and somebody installed the package besides: two agents share one identity,"
    " and take each other's messages.",
    seen="There is /snap/amazon-ssm-agent/current, and dpkg or rpm know the package, too.",
    verify="snap list amazon-ssm-agent  # prints no matching snaps installed, or the package is gone",
)

CLOUDWATCH_AGENT_AWAITED = ProblemKind(
    code="cloudwatch-agent-awaited",
    owner=Owner.AWS_ACCOUNT,
    may_pass=True,
    brief="the CloudWatch agent is not installed yet: Systems Manager is to install it",
    remedy="Run the document AWS-ConfigureAWSPackage on this node, with action Install and name AmazonCloudWatchAgent; or set"
    ' `cloudwatch_agent.install` to "now".',
    cause="The settings leave the installation to Systems Manager, by Run Command, State Manager or Distributor, and that has not"
    " happened yet, or has failed.",
    seen="`cloudwatch_agent.install` is `wait`, and dpkg or rpm do not know the package. The program looks again until --timeout.",
    verify="`dpkg-query -W amazon-cloudwatch-agent` or `rpm -q amazon-cloudwatch-agent` prints its version",
)

SIGNING_KEY_EXPIRES = ProblemKind(
    code="signing-key-expires",
    owner=Owner.SETTINGS,
    may_pass=True,
    warning=True,
    brief="the newest signing key of the {agent} that is known here expires on {expires}, in {days} days",
    remedy="Update agent-bootstrap; or put AWS's new key into /etc/agent-bootstrap/keys.d and its full fingerprint into"
    " `trusted_keys` of the agent.",
    cause="AWS renews its keys every year or two. What the old key signed stays good, and what the new key signs cannot be believed"
    " until that is known here.",
    seen="Of the keys at hand that are trusted, shipped ones and those of keys.d, the one that was made last expires in 90 days or"
    " less, or has expired.",
    verify="agent-bootstrap keys list  # prints a key of this agent with more days left",
)

PACKAGE_MANAGER_BUSY = ProblemKind(
    code="package-manager-busy",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{tool} is locked by {holder}",
    remedy="Wait for the other installation or upgrade on this server to end.",
    cause="An upgrade runs, by hand or by unattended-upgrades, or one hangs at a question.",
    seen="The kernel names the process that holds dpkg's or rpm's lock; or dpkg or rpm says so itself. The program waits 10 s for"
    " it, and asks again until --timeout.",
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
