"""The SSM Agent's stand-in registers as the real agent does, and loses what the real one loses."""

from __future__ import annotations

import base64
import datetime
import json

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from tests.stand_ins.agents.conftest import NODE, Aws, Host

KEY = "/var/lib/amazon/ssm/Vault/Store/RegistrationKey"


def test_a_registration_writes_the_vault_and_says_so(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    done = host.register()
    assert done.returncode == 0
    assert f"Successfully registered the instance with AWS SSM using Managed instance-id: {NODE}" in done.stdout
    assert done.stderr == ""
    kept = json.loads(host.text(KEY))
    assert (kept["instanceID"], kept["region"], kept["privateKeyType"]) == (NODE, "eu-west-1", "Rsa")
    assert json.loads(host.text("/var/lib/amazon/ssm/registration")) == {
        "ManagedInstanceID": NODE,
        "Region": "eu-west-1",
    }
    assert host.at(KEY).stat().st_mode & 0o777 == 0o600
    sent = aws.asked("RegisterManagedInstance")[0]
    assert "authorization" not in sent.headers
    assert len(sent.json()["PublicKey"]) == 392
    private = serialization.load_der_private_key(base64.b64decode(kept["privateKey"]), password=None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert base64.b64decode(sent.json()["PublicKey"]) == public


def test_a_refused_registration_destroys_the_identity_that_was_there(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    assert host.register().returncode == 0
    aws.answers["RegisterManagedInstance"] = (400, {"__type": "InvalidActivation", "message": "no such activation"})
    done = host.register("-y")
    assert done.returncode == 1
    assert (
        "ERROR Registration failed due to error registering the instance with AWS SSM. InvalidActivation: no such"
        in done.stdout
    )
    assert json.loads(host.text(KEY))["instanceID"] == ""
    assert json.loads(host.text("/var/lib/amazon/ssm/registration"))["ManagedInstanceID"] == NODE
    assert "InvalidActivation" in host.text("/var/log/amazon/ssm/errors.log")
    assert host.run("/usr/bin/ssm-cli", "get-instance-information").returncode == 255


def test_a_registered_node_asks_before_it_registers_again(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    host.register()
    unanswered, refused, agreed = host.register(), host.register(answer="n\n"), host.register(answer="yes\n")
    assert unanswered.returncode == 1
    assert "[Yes/No]: " in unanswered.stdout
    assert "Registration failed due to EOF" in unanswered.stdout
    assert refused.returncode == 1
    assert "Registration canceled by user" in refused.stdout
    assert agreed.returncode == 0
    assert len(aws.asked("RegisterManagedInstance")) == 2


def test_a_short_code_is_refused_without_a_request_but_empties_the_vault(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    host.register()
    done = host.register("-y", code="short")
    assert done.returncode == 1
    assert "InvalidParameter: 1 validation error(s) found.\n- minimum field size of 20" in done.stdout
    assert len(aws.asked("RegisterManagedInstance")) == 1
    assert json.loads(host.text(KEY))["instanceID"] == ""


def test_a_server_error_is_tried_four_times(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    aws.answers["RegisterManagedInstance"] = (500, {"__type": "InternalServerError", "message": "later"})
    assert "InternalServerError: later" in host.register().stdout
    assert len(aws.asked("RegisterManagedInstance")) == 4


def test_a_page_instead_of_json_is_named_as_go_does(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    aws.answers["RegisterManagedInstance"] = (200, b"<html>log in first</html>")
    assert "invalid character '<' looking for beginning of value" in host.register().stdout


def test_an_unknown_authority_is_named_as_go_does(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    del host.environment["SSL_CERT_FILE"]
    done = host.register()
    assert (
        f'RequestError: send request failed\ncaused by: Post "https://{aws.endpoint}/": tls: failed to verify'
        in done.stdout
    )
    assert "x509: certificate signed by unknown authority" in done.stdout


def test_a_certificate_for_another_name_is_named_as_go_does(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws, Ssm={"Endpoint": aws.endpoint.replace("localhost", "127.0.0.1")})
    assert "x509: certificate is valid for localhost, not 127.0.0.1" in host.register().stdout


def test_a_closed_port_is_named_as_go_does(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws, Ssm={"Endpoint": "127.0.0.1:1"})
    assert "dial tcp 127.0.0.1:1: connect: connection refused" in host.register().stdout


def test_a_broken_configuration_is_ignored_by_a_registration_with_a_word(host: Host) -> None:
    host.write("/etc/amazon/ssm/amazon-ssm-agent.json", "{broken")
    done = host.run(
        "/usr/bin/amazon-ssm-agent", "-register", "-code", "x" * 20, "-id", "x" * 36, "-region", "nowhere-invalid-1"
    )
    assert "Failed to unmarshal config override. Fall back to default." in done.stdout
    assert 'Post "https://ssm.nowhere-invalid-1.amazonaws.com/": dial tcp' in done.stdout


def test_the_command_line_is_that_of_go(host: Host) -> None:
    assert host.run("/usr/bin/amazon-ssm-agent", "--version").stdout == "SSM Agent version: 3.3.4851.0\n"
    unknown = host.run("/usr/bin/amazon-ssm-agent", "-nonsense")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("flag provided but not defined: -nonsense")
    assert host.run("/usr/bin/amazon-ssm-agent", "-clear").returncode == 1


def test_clear_empties_the_vault_and_leaves_the_second_record(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    host.register()
    assert host.run("/usr/bin/amazon-ssm-agent", "-register", "-clear").returncode == 0
    assert json.loads(host.text(KEY)) == {}
    assert NODE in host.text("/var/lib/amazon/ssm/registration")


def test_the_fingerprint_lasts_as_long_as_the_machine_id(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    for _ in range(2):
        host.register("-y")
    host.write("/etc/machine-id", "f" * 32 + "\n")
    host.register("-y")
    first, second, third = (request.json()["Fingerprint"] for request in aws.asked("RegisterManagedInstance"))
    assert first == second != third


def test_a_threshold_needs_a_fingerprint(host: Host) -> None:
    done = host.run("/usr/bin/amazon-ssm-agent", "-fingerprint", "-similarityThreshold", "10")
    assert done.returncode == 1
    assert "save called with empty fingerprint key" in done.stdout


def test_ssm_cli_tells_who_the_node_is(host: Host, aws: Aws) -> None:
    host.configure_ssm(aws)
    host.register()
    done = host.run("/usr/bin/ssm-cli", "get-instance-information")
    assert json.loads(done.stdout) == {"instance-id": NODE, "region": "eu-west-1", "release-version": "3.3.4851.0"}


@pytest.mark.parametrize(("start", "end", "word"), [(-9, -2, "after"), (2, 9, "before")])
def test_a_certificate_out_of_time_is_named_as_go_does(
    host: Host, authority: trustme.CA, start: int, end: int, word: str
) -> None:
    now = datetime.datetime.now(datetime.timezone.utc)
    moments = {"not_before": now + datetime.timedelta(days=start), "not_after": now + datetime.timedelta(days=end)}
    service = Aws(authority, **moments)
    host.configure_ssm(service)
    said = host.register().stdout
    service.close()
    assert "x509: certificate has expired or is not yet valid: current time " in said
    limit = moments["not_after" if word == "after" else "not_before"]
    assert f"Z is {word} {limit:%Y-%m-%dT%H:%M:%SZ}" in said
