"""No secret passes, however it is written; and what is no secret stays readable."""

from __future__ import annotations

import json
import string
import time
from typing import Callable, Mapping
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as some

from agent_bootstrap.diagnosis.redaction import Redactor

SHAPES = Redactor()

KEY_ID, SECRET_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEOb//////////wEaCWV1LXdlc3QtMSJ" * 5 + "=="
ACTIVATION = "5a0db0c5-7e57-4b0c-8a11-0123456789ab"
KEY = "MIIEowIBAAKCAQEAz0a"

LINES = {
    f"key {KEY_ID} was refused": (KEY_ID,),
    "key ASIAIOSFODNN7EXAMPLE was refused": ("ASIAIOSFODNN7EXAMPLE",),
    f"aws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET_KEY}\n": (KEY_ID, SECRET_KEY),
    f"{KEY_ID}:{SECRET_KEY}": (KEY_ID, SECRET_KEY),
    f'{{"AccessKeyId":"{KEY_ID}","SecretAccessKey":"short","SessionToken":"t0k"}}': ("short", "t0k"),
    '{"SecretAccessKey": "with \\"quotes\\" in it"}': ("with", "quotes", "in it"),
    json.dumps({"message": json.dumps({"SecretAccessKey": 'a"secret', "x": 1})}): ("secret\\", 'a\\\\\\"'),
    f"aws_session_token={TOKEN}": (TOKEN, TOKEN[:90]),
    f"got {TOKEN} from the role": (TOKEN, TOKEN[:90]),
    "amazon-ssm-agent -register -code c0de123456 -id " + ACTIVATION + " -region eu-west-1": ("c0de123456", ACTIVATION),
    "amazon-ssm-agent -register -code=c0de123456": ("c0de123456",),
    "--activation-code c0de123456": ("c0de123456",),
    '["-code", "c0de123456", "-id", "' + ACTIVATION + '"]': ("c0de123456", ACTIVATION),
    '[\n  "-code",\n  "c0de123456"\n]': ("c0de123456",),
    'Environment=AGENT_BOOTSTRAP_ACTIVATION_CODE=c0de123456 "OTHER=1"': ("c0de123456",),
    f'"activation_id": "{ACTIVATION}"': (ACTIVATION,),
    f"(registered with the activation {ACTIVATION}; the settings name 00000000-7e57-4b0c-8a11-0123456789ab)": (
        ACTIVATION,
        "00000000-7e57",
    ),
    f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}\n-----END RSA PRIVATE KEY-----": (KEY,),
    f'"key": "-----BEGIN PRIVATE KEY-----\\n{KEY}\\n-----END PRIVATE KEY-----"': (KEY,),
    f"-----BEGIN OPENSSH PRIVATE KEY-----\n{KEY}\n": (KEY,),
    "https_proxy=http://user:pa%40ss@proxy:3128": ("user", "pa%40ss"),
    '"HTTPS_PROXY": "http://user:p@ss w0rd@proxy:3128"': ("user", "p@ss", "w0rd"),
    "proxy = user:passw0rd@proxy:3128": ("passw0rd",),
    'Environment="http_proxy=http://u:a%%b@proxy:3128" "no_proxy=x"': ("a%%b",),
    "Proxy-Authorization: Basic dXNlcjpwYXNz": ("dXNlcjpwYXNz",),
    "https://s3/x?X-Amz-Credential=AKIAX%2F2026&X-Amz-Signature=abc123&X-Amz-Security-Token=tok": ("abc123", "tok"),
    "password: correct horse battery": ("correct", "horse", "battery"),
    "db_password=hunter2": ("hunter2",),
}  # fmt: skip
"""Text -> what must not be left of it."""

HARMLESS = (
    "the key 937616F3450B7D806CBD9725D58167303B789C72 signed it",
    "commit a8055ce0123456789012345678901234567890ab",
    "ERROR failed to refresh token: RequestError: send request failed",
    'activation.code_file = "/etc/agent-bootstrap/activation-code"  # /etc/agent-bootstrap/agent-bootstrap.toml:5',
    "the unit ended with exit-code 4, exit-code=1",
    "no_proxy=169.254.169.254,.corp.example; mail root@host",
    "https_proxy=http://proxy.corp.example:3128",
    "mi-0123456789abcdef0 in eu-west-1: online, credentials until 2026-11-22T12:00:00Z",
    "2b5a1f4e-1111-4222-8333-444455556666 RequestId of a call",
    "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/file_agent.json",
)


@pytest.mark.parametrize("text", LINES)
def test_what_has_the_shape_of_a_secret_is_hidden(text: str) -> None:
    shown = SHAPES.redacted(text)
    assert "***" in shown
    assert [secret for secret in LINES[text] if secret in shown] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert SHAPES.redacted(text) == text


@pytest.mark.parametrize("text", LINES)
def test_twice_is_as_once(text: str) -> None:
    assert SHAPES.redacted(SHAPES.redacted(text)) == SHAPES.redacted(text)


def test_a_short_secret_takes_no_other_word_with_it() -> None:
    redactor = Redactor(["root", "ab", ""])
    assert redactor.redacted("root of chroot: ab") == "*** of chroot: ab"


def test_one_secret_may_be_the_beginning_of_another() -> None:
    assert Redactor(["c0dec0de", "c0dec0de-and-more"]).redacted("x c0dec0de-and-more c0dec0de") == "x *** ***"


PRINTABLE = some.characters(
    min_codepoint=33,
    max_codepoint=0x2FF,
    exclude_characters="*\u00a0\u00ad\u0085",
    exclude_categories=["Cs", "Cc", "Zs"],
)
SECRETS = some.text(PRINTABLE, min_size=8, max_size=60)
SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "bare": str,
    "JSON": json.dumps,
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)),
    "URL": lambda secret: quote(secret, safe=""),
    "unit file": lambda secret: secret.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(secret=SECRETS, before=some.text(max_size=30), after=some.text(max_size=30))
def test_a_known_secret_is_hidden_however_it_is_spelled(spelling: str, secret: str, before: str, after: str) -> None:
    spelled = SPELLINGS[spelling](secret).strip('"\\')
    shown = Redactor([secret]).redacted(f"{before}{SPELLINGS[spelling](secret)}{after}")
    assert secret not in shown
    # A spelling that ends in a quotation mark or backslash of the secret's own was cut too short to be looked for.
    assert spelled not in shown or len(spelled) < 8 or secret[0] in '"\\' or secret[-1] in '"\\'


BASE64 = string.ascii_letters + string.digits + "/+"


@given(
    secret=some.text(BASE64, min_size=40, max_size=40).filter(
        lambda text: not all(letter in string.hexdigits for letter in text)
    ),
    before=some.text(string.printable.replace("/", "").replace("+", ""), max_size=30),
    after=some.text(string.printable.replace("/", "").replace("+", ""), max_size=30),
)
def test_a_secret_access_key_is_hidden_wherever_it_stands_by_itself(secret: str, before: str, after: str) -> None:
    assert secret not in SHAPES.redacted(f"{before} {secret} {after}")


@given(
    user=some.text(string.ascii_letters, min_size=3, max_size=9),
    password=some.text(string.ascii_letters + string.digits + "!$&()*+,;=:@%-._~#/?", min_size=4, max_size=30),
)
def test_no_password_of_a_url_is_left(user: str, password: str) -> None:
    shown = SHAPES.redacted(f"dial via http://{user}:{password}@proxy.example:3128 failed")
    assert shown == "dial via http://***@proxy.example:3128 failed"


@given(some.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    SHAPES.redacted(text)


@pytest.mark.parametrize("piece", ["a", "a.b-", "x://", "activation ", "secret ", "proxy:", "-code,", '"', "\\"])
def test_no_log_of_a_million_letters_takes_for_ever(piece: str) -> None:
    began = time.process_time()
    SHAPES.redacted(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 20
