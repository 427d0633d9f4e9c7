"""What can be wrong with the settings: files, names, and what does not fit together. None of it passes by itself."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

_VALIDATE = "agent-bootstrap config validate  # prints: The settings are good."


def setting_kind(code: str, brief: str, remedy: str, cause: str, seen: str, verify: str = _VALIDATE) -> ProblemKind:
    """A problem that stops the program before it looks at anything."""
    return ProblemKind(
        code=code,
        owner=Owner.SETTINGS,
        may_pass=False,
        brief=brief,
        remedy=remedy,
        cause=cause,
        seen=seen,
        verify=verify,
    )


FILE_ABSENT = setting_kind(
    "settings-file-absent",
    "there is no such file",
    "Write {path}, or correct the name.",
    "The name on the command line is mistyped, or the file is on another server.",
    "`config validate FILE` was asked to look at this file, and the system knows none of this name.",
    "agent-bootstrap config validate {path}  # prints: {path}: good.",
)
UNREADABLE = setting_kind(
    "settings-unreadable",
    "{path} cannot be read: {reason}",
    "Run the command as root (sudo). If root cannot read it either, look at: ls -ld {path}",
    "An ordinary user runs the command and the file is for root alone, as a file with a secret must be; or"
    " something else than a file has its name.",
    "The operating system refuses to read it; its words are in the reason.",
)
FILE_NOT_UTF8 = setting_kind(
    "settings-file-not-utf-8",
    "the byte 0x{byte:02x} is not UTF-8, and TOML is always UTF-8",
    "Save the file as UTF-8. If an editor wrote Latin-1: iconv -f ISO-8859-1 -t UTF-8 {path} > {path}.new",
    "An editor saved the file in an old encoding, such as Latin-1; an umlaut in a comment is enough.",
    "The file is read as UTF-8, and this byte cannot stand there.",
)
FILE_SYNTAX = setting_kind(
    "settings-file-syntax",
    "is not TOML: {reason}",
    "Correct this line, then run: agent-bootstrap config validate",
    "A quote, a bracket or an equals sign is missing, or a text stands without quotes.",
    "Python's TOML parser stops at this line; the reason is in its words.",
)
FILE_TYPOGRAPHIC = setting_kind(
    "settings-file-typographic",
    "is not TOML: {reason}; the line holds {oddities}",
    "Type the line again with plain quotes and spaces; word processors and chat programs change them.",
    "The line was pasted from a word processor, a web page or a chat, which replace plain quotes and blanks by"
    " others that look alike.",
    "Python's TOML parser stops at this line, and the line holds such characters.",
)
KEY_TWICE = setting_kind(
    "setting-written-twice",
    "is written twice in this file; the first time on line {first}",
    "Keep one of the two lines.",
    "A line was added although the file had one for the same key further up. TOML forbids it, and so nobody could"
    " tell which one is meant.",
    "The key, or its table, stands on two lines of one file. In two files it may stand: the later file wins.",
)
KEY_UNKNOWN = setting_kind(
    "setting-unknown",
    "there is no setting of this name",
    "Remove it, or look for the right name: agent-bootstrap config schema",
    "The key comes from another version of the program, or from another program.",
    "The key is compared with all settings, and none has a name that is like it.",
)
KEY_MISSPELLED = setting_kind(
    "setting-misspelled",
    "there is no setting of this name; the nearest is {nearest}",
    "Write {nearest}, or remove it.",
    "A typing error; or the key stands under the wrong table.",
    "The key is compared with all settings, and one has almost the same name. It is an error and no warning, for"
    " what was meant would not be in force.",
)
MISSING = setting_kind(
    "setting-missing",
    "is not set",
    "Set {key} in {path}, or as {variable} in the environment, or with {flag}.",
    "Every verb that reaches for AWS needs it, and no default would be right.",
    "Neither a file nor the environment nor a flag sets it.",
)
WRONG_TYPE = setting_kind(
    "setting-wrong-type",
    "is {found} and must be {wanted}",
    "Write it so: {example}",
    "A text stands without quotes, a single value where an array is wanted, or the other way round.",
    "TOML gives the value a type, and this key wants another one.",
)
SECRET_EXPOSED = setting_kind(
    "secret-file-exposed",
    "others than its owner may use {path} (mode {mode:04o}), and it holds a secret",
    "Run: chmod 600 {path}",
    "The file was written with the usual permissions, or copied without them.",
    "The file holds a secret, and its mode has a bit for the group or for everybody.",
    "stat -c %a {path}  # prints 600",
)
CODE_TWICE = setting_kind(
    "activation-code-twice",
    "activation.code and activation.code_file are both set here, and only one of them can be meant",
    "Remove one of the two; a file that root alone can read is the better place.",
    "The code was put into a file of its own, and the old line was left.",
    "One and the same file, environment or command line sets both keys. In two places both may stand: the later one"
    " wins.",
)
CODE_FILE_ABSENT = setting_kind(
    "activation-code-file-absent",
    "the file {path} does not exist",
    "Write the activation code into {path} (mode 600), or correct the name.",
    "The name is mistyped, or the file was removed after the registration.",
    "The setting names the file, and the system knows none of this name. For a server that is registered already it"
    " is only a warning.",
    "ls -l {path}  # prints one line that begins with -rw-------",
)
CODE_FILE_EMPTY = setting_kind(
    "activation-code-empty",
    "the first line of {path} is empty, and the activation code must stand there",
    "Put the activation code on the first line.",
    "The file was created and never filled, or begins with an empty line.",
    "The first line of the file is read, and holds nothing but white space.",
)
CREDENTIALS_HALF = setting_kind(
    "credentials-incomplete",
    "access_key_id and secret_access_key belong together, and {missing} is not set",
    "Set {missing} too, or remove {present}; without both, the agent uses the SSM Agent's rotating credentials.",
    "One of the two keys was left out, or stands in a file that is not read.",
    "Of the two keys only one is set, all files and the environment together.",
)
ENDPOINT_PREFIX = setting_kind(
    "endpoint-with-prefix",
    '"{value}" begins with `{prefix}`, and the name is written without it',
    "Write {cleaned}",
    "The VPC console shows the name with `*.` in front of it; for S3 this program itself puts `bucket.` there.",
    "The name begins with a prefix that is not part of it.",
)
ENDPOINT_OTHER_SERVICE = setting_kind(
    "endpoint-of-other-service",
    '"{value}" is a name of {other}, and this setting is for {service}',
    "Move it to endpoints.{other}, or write the DNS name of the {service} endpoint here.",
    "Two lines were exchanged when the names were copied from the VPC console.",
    "A label of the name is that of another service, and none is that of this one.",
)
ENDPOINT_OTHER_REGION = setting_kind(
    "endpoint-of-other-region",
    '"{value}" lies in {other}, and region is {region}',
    "Correct region, or write the DNS name of the endpoint in {region}.",
    "The name was copied from a VPC in another Region, or `region` is not the VPC's.",
    "A label of the name is the code of a Region, and `region` is another.",
)
FIPS_ELSEWHERE = setting_kind(
    "fips-not-in-region",
    "AWS has no FIPS endpoints of Systems Manager in {region}",
    'Write names = "regional", or a Region of the US or Canada.',
    "FIPS endpoints of Systems Manager exist in the US, in Canada and in GovCloud. Elsewhere `fips` would quietly mean the"
    " ordinary endpoints, and whoever must use validated cryptography would believe that they do.",
    "The code of the Region begins neither with us- nor with ca-.",
)
