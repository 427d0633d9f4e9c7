"""What can be wrong with the settings: files, names, and single values. None of it passes by itself."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind


def _kind(code: str, brief: str, remedy: str) -> ProblemKind:
    return ProblemKind(code=code, owner=Owner.SETTINGS, may_pass=False, brief=brief, remedy=remedy)


FILE_ABSENT = _kind(
    "settings-file-absent",
    "there is no such file",
    "Write {path}, or correct the name.",
)
UNREADABLE = _kind(
    "settings-unreadable",
    "{path} cannot be read: {reason}",
    "Run the command as root (sudo). If root cannot read it either, look at: ls -ld {path}",
)
FILE_NOT_UTF8 = _kind(
    "settings-file-not-utf-8",
    "the byte 0x{byte:02x} is not UTF-8, and TOML is always UTF-8",
    "Save the file as UTF-8. If an editor wrote Latin-1: iconv -f ISO-8859-1 -t UTF-8 {path} > {path}.new",
)
FILE_SYNTAX = _kind(
    "settings-file-syntax",
    "is not TOML: {reason}",
    "Correct this line, then run: agent-bootstrap config validate",
)
FILE_TYPOGRAPHIC = _kind(
    "settings-file-typographic",
    "is not TOML: {reason}; the line holds {oddities}",
    "Type the line again with plain quotes and spaces; word processors and chat programs change them.",
)
KEY_TWICE = _kind(
    "setting-written-twice",
    "is written twice in this file; the first time on line {first}",
    "Keep one of the two lines.",
)
KEY_UNKNOWN = _kind(
    "setting-unknown",
    "there is no setting of this name",
    "Remove it, or look for the right name: agent-bootstrap config schema",
)
KEY_MISSPELLED = _kind(
    "setting-misspelled",
    "there is no setting of this name; the nearest is {nearest}",
    "Write {nearest}, or remove it.",
)
MISSING = _kind(
    "setting-missing",
    "is not set",
    "Set {key} in {path}, or as {variable} in the environment, or with {flag}.",
)
WRONG_TYPE = _kind(
    "setting-wrong-type",
    "is {found} and must be {wanted}",
    "Write it so: {example}",
)
SECRET_EXPOSED = _kind(
    "secret-file-exposed",
    "others than its owner may use {path} (mode {mode:04o}), and it holds a secret",
    "Run: chmod 600 {path}",
)
CODE_TWICE = _kind(
    "activation-code-twice",
    "activation.code and activation.code_file are both set here, and only one of them can be meant",
    "Remove one of the two; a file that root alone can read is the better place.",
)
CODE_FILE_ABSENT = _kind(
    "activation-code-file-absent",
    "the file {path} does not exist",
    "Write the activation code into {path} (mode 600), or correct the name.",
)
CODE_FILE_EMPTY = _kind(
    "activation-code-empty",
    "the first line of {path} is empty, and the activation code must stand there",
    "Put the activation code on the first line.",
)
STANDARD_INPUT = _kind(
    "standard-input-only-by-flag",
    "`-` means standard input, which only the command line can give",
    "Write the absolute path of a file, or use: --activation-code-file -",
)
CREDENTIALS_HALF = _kind(
    "credentials-incomplete",
    "access_key_id and secret_access_key belong together, and {missing} is not set",
    "Set {missing} too, or remove {present}; without both, the agent uses the SSM Agent's rotating credentials.",
)
ENDPOINT_PREFIX = _kind(
    "endpoint-with-prefix",
    '"{value}" begins with `{prefix}`, and the name is written without it',
    "Write {cleaned}",
)
ENDPOINT_OTHER_SERVICE = _kind(
    "endpoint-of-other-service",
    '"{value}" is a name of {other}, and this setting is for {service}',
    "Move it to endpoints.{other}, or write the DNS name of the {service} endpoint here.",
)
ENDPOINT_OTHER_REGION = _kind(
    "endpoint-of-other-region",
    '"{value}" lies in {other}, and region is {region}',
    "Correct region, or write the DNS name of the endpoint in {region}.",
)

PASTED = _kind(
    "value-with-pasted-characters",
    "the value holds {oddities}",
    "Write {cleaned}",
)
PASTED_HIDDEN = _kind(
    "hidden-value-with-pasted-characters",
    "the value (not shown) holds {oddities}",
    "Copy the value again from where it comes, without them.",
)
EMPTY = _kind(
    "value-empty",
    "the value is empty",
    "Write a value, or remove the setting.",
)
REGION = _kind(
    "region-malformed",
    '"{value}" is not the code of an AWS Region',
    "Write the code as in eu-west-1 or us-gov-west-1; AWS lists them: aws ec2 describe-regions",
)
REGION_ZONE = _kind(
    "region-is-zone",
    '"{value}" is an Availability Zone, not a Region',
    "Write {region}",
)
# The next three are not shown because a person who swaps two settings writes a secret there.
ACTIVATION_ID = _kind(
    "activation-id-malformed",
    "the value (not shown) is not an activation ID, which looks like 3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90",
    "Copy ActivationId from the answer of `aws ssm create-activation`; an ID that begins with mi- is a node's.",
)
ACTIVATION_CODE_LENGTH = _kind(
    "activation-code-length",
    "the activation code (not shown) has {length} characters; AWS's have 20 to 250",
    "Copy ActivationCode again from the answer of `aws ssm create-activation`, to its last character.",
)
ACTIVATION_CODE_IS_ID = _kind(
    "activation-code-is-id",
    "the activation code (not shown) looks like an activation ID",
    "Give ActivationId as activation.id and ActivationCode as the code; they seem to be swapped.",
)
SECRET_STRANGE = _kind(
    "secret-with-strange-characters",
    "the value (not shown) has white space or a character outside ASCII inside",
    "Copy the value again, straight from AWS's answer.",
)
PATH = _kind(
    "path-not-absolute",
    "the value (not shown) is not an absolute path",
    "Write the whole path, from / on.",
)
HOSTNAME = _kind(
    "hostname-malformed",
    '"{value}" is not a host name',
    "Write a name as the VPC console shows it: vpce-0a1b2c3d4e5f-abcd1234.ssm.eu-west-1.vpce.amazonaws.com",
)
HOSTNAME_URL = _kind(
    "hostname-is-url",
    '"{value}" has {extra}, and only the name itself is wanted',
    "Write {cleaned}",
)
HOSTNAME_ADDRESS = _kind(
    "hostname-is-address",
    '"{value}" is an address; the certificate of an endpoint only fits its name',
    "Write the DNS name of the endpoint, as the VPC console shows it.",
)
CIDR = _kind(
    "cidr-malformed",
    '"{value}" is not a range of addresses in CIDR notation',
    "Write it as in 198.18.0.0/15 or fd00::/8.",
)
CIDR_HOST_BITS = _kind(
    "cidr-host-bits",
    '"{value}" has bits behind its prefix',
    "Write {network} for the range, or {address} for the one address.",
)
CIDR_EVERYTHING = _kind(
    "cidr-everything",
    '"{value}" is every address there is, so that nothing would count as public any more',
    "Write the ranges of the VPC.",
)
SERVICE = _kind(
    "service-unknown",
    '"{value}" is not a service that this program knows',
    "Write some of: {services}",
)
VERSION = _kind(
    "version-malformed",
    '"{value}" is not a version of this agent',
    "Write {wanted}",
)
FINGERPRINT = _kind(
    "fingerprint-malformed",
    '"{value}" is not a full fingerprint, which has 40 hexadecimal digits',
    "Copy the fingerprint from: gpg --show-keys --with-fingerprint FILE. A short key ID is not enough.",
)
ACCESS_KEY_ID = _kind(
    "access-key-id-malformed",
    "the value (not shown) is not an access key ID",
    "Copy AccessKeyId (as in AKIAIOSFODNN7EXAMPLE) from the answer of `aws iam create-access-key`.",
)
