"""What can be wrong with a single value of the settings. None of it passes by itself."""

from __future__ import annotations

from agent_bootstrap.model.problems.settings import setting_kind

STANDARD_INPUT = setting_kind(
    "standard-input-only-by-flag",
    "`-` means standard input, which only the command line can give",
    "Write the absolute path of a file, or use: --activation-code-file -",
    "A flag was copied into a file. A service has no standard input from which a code could come.",
    "activation.code_file is `-` in a file or in the environment.",
)
PASTED = setting_kind(
    "value-with-pasted-characters",
    "the value holds {oddities}",
    "Write {cleaned}",
    "The value was pasted from a word processor, a web page or a chat, which add characters that cannot be seen.",
    "The value holds characters that no such value has; without them it is well formed.",
)
PASTED_HIDDEN = setting_kind(
    "hidden-value-with-pasted-characters",
    "the value (not shown) holds {oddities}",
    "Copy the value again from where it comes, without them.",
    "The value was pasted from a word processor, a web page or a chat, which add characters that cannot be seen.",
    "The value holds characters that no such value has. It is, or may be, a secret, so it is not shown.",
)
EMPTY = setting_kind(
    "value-empty",
    "the value is empty",
    "Write a value, or remove the setting.",
    "A template was filled with a variable that is empty, or the line was meant to be completed later.",
    "The value has no characters.",
)
REGION = setting_kind(
    "region-malformed",
    '"{value}" is not the code of an AWS Region',
    "Write the code as in eu-west-1 or us-gov-west-1; AWS lists them: aws ec2 describe-regions",
    "The name of the Region (Ireland) was written for its code, or with a typing error.",
    "The value has not the form of a code: letters, one or more words, a number.",
)
REGION_ZONE = setting_kind(
    "region-is-zone",
    '"{value}" is an Availability Zone, not a Region',
    "Write {region}",
    "The zone of a subnet was copied: it is the Region's code with a letter behind it.",
    "Without its last letter the value is the code of a Region.",
)
# The next three are not shown because a person who swaps two settings writes a secret there.
ACTIVATION_ID = setting_kind(
    "activation-id-malformed",
    "the value (not shown) is not an activation ID, which looks like 3c5d2f0e-8a91-4b7e-9d53-1f2a6b7c8d90",
    "Copy ActivationId from the answer of `aws ssm create-activation`; an ID that begins with mi- is a node's.",
    "The code was given as the ID, or the ID of a managed node.",
    "An activation ID is a UUID, and this is none. It is not shown, for it may be the code.",
)
ACTIVATION_CODE_LENGTH = setting_kind(
    "activation-code-length",
    "the activation code (not shown) has {length} characters; AWS's have 20 to 250",
    "Copy ActivationCode again from the answer of `aws ssm create-activation`, to its last character.",
    "The code was cut when it was copied, or something else was copied.",
    "The characters are counted: CreateActivation never makes so few or so many.",
)
ACTIVATION_CODE_IS_ID = setting_kind(
    "activation-code-is-id",
    "the activation code (not shown) looks like an activation ID",
    "Give ActivationId as activation.id and ActivationCode as the code; they seem to be swapped.",
    "ID and code were exchanged.",
    "The code has the form of a UUID; a code never has.",
)
SECRET_STRANGE = setting_kind(
    "secret-with-strange-characters",
    "the value (not shown) has white space or a character outside ASCII inside",
    "Copy the value again, straight from AWS's answer.",
    "A line break or a blank was copied along, or two values at once.",
    "The value has characters that are not printable ASCII. It is not shown.",
)
PATH = setting_kind(
    "path-not-absolute",
    "the value (not shown) is not an absolute path",
    "Write the whole path, from / on.",
    "A path was written as seen from some directory; a service has another one.",
    "The value does not begin with a slash. It is not shown, for it may be a secret in the wrong place.",
)
HOSTNAME = setting_kind(
    "hostname-malformed",
    '"{value}" is not a host name',
    "Write a name as the VPC console shows it: vpce-0a1b2c3d4e5f-abcd1234.ssm.eu-west-1.vpce.amazonaws.com",
    "A typing error, or something else than a name was copied, such as the endpoint's ID.",
    "The value is no name as RFC 1123 has it: labels of letters, digits and hyphens, parted by dots.",
)
HOSTNAME_URL = setting_kind(
    "hostname-is-url",
    '"{value}" has {extra}, and only the name itself is wanted',
    "Write {cleaned}",
    "The name was copied from a browser or from another program's settings.",
    "Before or behind a good name stands more: a scheme, a port, a path.",
)
HOSTNAME_ADDRESS = setting_kind(
    "hostname-is-address",
    '"{value}" is an address; the certificate of an endpoint only fits its name',
    "Write the DNS name of the endpoint, as the VPC console shows it.",
    "The address of an endpoint's network interface was written in place of a name. TLS checks the name.",
    "The value is an IPv4 or IPv6 address.",
)
ADDRESS = setting_kind(
    "address-malformed",
    '"{value}" is not an IP address',
    "Write the bare address, as in 10.20.0.10, without a port or a prefix.",
    "A name, a range or an address with a port was written, or there is a typing error.",
    "The value is neither an IPv4 nor an IPv6 address.",
)
PROXY = setting_kind(
    "proxy-malformed",
    "the value is not the address of a forward proxy",
    "Write it as http://NAME:PORT, without user or password, as in http://proxy.corp.example:3128.",
    "The scheme or the port was left out, https:// was written for a proxy that speaks plain HTTP, or a login stands in"
    " the address. The value is not shown, for a password may be part of it.",
    "The value is not `http://`, a name or an IPv4 address, a colon and a port.",
)
NO_PROXY = setting_kind(
    "no-proxy-malformed",
    '"{value}" is not what a proxy can be told to leave out',
    'Write one name, address or range in each text, as in ["169.254.169.254", ".corp.example", "10.0.0.0/8"].',
    "Several were written into one text with commas, as the variable no_proxy has them.",
    "The value holds characters that no name, address or range has.",
)
CIDR = setting_kind(
    "cidr-malformed",
    '"{value}" is not a range of addresses in CIDR notation',
    "Write it as in 198.18.0.0/15 or fd00::/8.",
    "A typing error, or the prefix behind the slash is missing.",
    "The value is no address with a slash and the length of a prefix.",
)
CIDR_HOST_BITS = setting_kind(
    "cidr-host-bits",
    '"{value}" has bits behind its prefix',
    "Write {network} for the range, or {address} for the one address.",
    "The address of one host was written with the prefix of its network.",
    "The bits behind the prefix are not zero, so either the range or the one address is meant.",
)
CIDR_EVERYTHING = setting_kind(
    "cidr-everything",
    '"{value}" is every address there is, so that nothing would count as public any more',
    "Write the ranges of the VPC.",
    "The range was meant to switch the check off. It would hide the one mistake that matters: AWS's public addresses.",
    "The prefix has the length 0.",
)
SERVICE = setting_kind(
    "service-unknown",
    '"{value}" is not a service that this program knows',
    "Write some of: {services}",
    "A typing error, or the name of a service that the agents do not need.",
    "The value is compared with the services that this program knows.",
)
NAMES = setting_kind(
    "endpoint-names-unknown",
    '"{value}" is not a kind of names that AWS publishes for its endpoints',
    "Write one of: {names}",
    "network.names chooses between the three kinds of names that AWS publishes for one service, and it has another word.",
    "The value is compared with the three words.",
)
VERSION = setting_kind(
    "version-malformed",
    '"{value}" is not a version of this agent',
    "Write {wanted}",
    "A typing error, or the version of the other agent: the two have different forms.",
    "The value is neither a channel nor a version in the form in which AWS publishes them for this agent.",
)
SOURCE = setting_kind(
    "source-malformed",
    "the value is neither `s3`, nor a URL that begins with https://, nor a directory",
    "Write `s3`; a URL without user, password or query, as in https://mirror.corp.example/agents; or a path that begins with /.",
    "A mirror was written without https://, or a directory as seen from some other directory.",
    "The value has none of the three forms. It is not shown, for a URL may hold a password.",
)
INSTALL = setting_kind(
    "install-unknown",
    '"{value}" is no way of installing the CloudWatch agent',
    "Write one of: {words}",
    "A typing error: `now` installs the agent here, `wait` leaves that to Systems Manager.",
    "The value is compared with the two words.",
)
FINGERPRINT = setting_kind(
    "fingerprint-malformed",
    '"{value}" is not a full fingerprint, which has 40 hexadecimal digits',
    "Copy the fingerprint from: gpg --show-keys --with-fingerprint FILE. A short key ID is not enough.",
    "The short ID of a key was copied: it has 8 or 16 digits, and others can make a key with the same.",
    "The value has not 40 hexadecimal digits; blanks are not counted.",
)
ACCESS_KEY_ID = setting_kind(
    "access-key-id-malformed",
    "the value (not shown) is not an access key ID",
    "Copy AccessKeyId (as in AKIAIOSFODNN7EXAMPLE) from the answer of `aws iam create-access-key`.",
    "The secret key was given as the ID, or the ID was cut.",
    "The value has not the length and the characters of an access key ID. It is not shown, for it may be the secret.",
)
WATCH_INTERVAL = setting_kind(
    "watch-interval-out-of-range",
    "the daemon can neither look nor report every {value} seconds",
    "Write seconds, from {shortest} to {longest}; the defaults are 60 here, 900 on the line to AWS and 3600 for reports.",
    "Minutes or milliseconds were meant, or a number was mistyped.",
    "The value is not between {shortest} and {longest} seconds.",
)
METRICS_FILE = setting_kind(
    "metrics-file-malformed",
    "{value} is no file that node_exporter reads",
    "Write the absolute path of a file whose name ends with .prom, in the directory that --collector.textfile.directory names.",
    "The textfile collector reads the names in its directory that end with .prom, and passes over all others without a word.",
    "The value does not begin with a slash, or does not end with .prom.",
)
CLOUDWATCH_METRICS = setting_kind(
    "cloudwatch-metrics-unknown",
    '"{value}" is none of the words for what CloudWatch is sent',
    "Write one of: {words}",
    "A word was mistyped, or true was written in quotes.",
    "The value is none of these words.",
)
