"""The SSM Agent's daemon: what it does without an identity, with one, and when AWS refuses it."""

from __future__ import annotations

import base64
import configparser
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.stand_ins.agents.conftest import NODE, Aws, Host, Received, wait_until

LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"
IDENTITY = "/var/lib/amazon/ssm/runtimeconfig/identity_config.json"
CREDENTIALS = "/root/.aws/credentials"


def _registered(host: Host, aws: Aws, **sections: object) -> None:
    host.configure_ssm(aws, **sections)
    assert host.register().returncode == 0


def _string_to_sign(request: Received) -> str:
    values = {**request.headers}
    names = ["content-type", "host", "x-amz-date", "x-amz-target"]
    canonical = "\n".join(
        [
            "POST",
            "/",
            "",
            *(f"{name}:{values[name]}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    date = values["x-amz-date"]
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return "\n".join(["AWS4-HMAC-SHA256", date, f"{date[:8]}/eu-west-1/ssm/aws4_request", digest])


def test_without_an_identity_the_daemon_ends_with_0(host: Host) -> None:
    done = host.run("/usr/bin/amazon-ssm-agent")
    assert done.returncode == 0
    assert "ERROR failed to get identity: failed to find agent identity" in host.text(LOG)


def test_with_a_broken_configuration_the_daemon_ends_with_0(host: Host) -> None:
    host.write("/etc/amazon/ssm/amazon-ssm-agent.json", "{broken")
    assert host.run("/usr/bin/amazon-ssm-agent").returncode == 0
    assert "app config could not be loaded - invalid character 'b'" in host.text(LOG)


def test_the_request_for_keys_is_signed_with_the_keys_of_the_vault(host: Host, aws: Aws) -> None:
    _registered(host, aws)
    host.start("/usr/bin/amazon-ssm-agent")
    request = aws.wait_for("RequestManagedInstanceRoleToken")
    assert request.headers["transfer-encoding"] == "chunked"
    assert f"Credential={NODE}/" in request.headers["authorization"]
    signature = request.headers["authorization"].partition("Signature=")[2]
    public = serialization.load_der_public_key(
        base64.b64decode(aws.asked("RegisterManagedInstance")[0].json()["PublicKey"])
    )
    assert isinstance(public, rsa.RSAPublicKey)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    public.verify(base64.b64decode(signature), _string_to_sign(request).encode(), scheme, hashes.SHA256())


def test_credentials_go_into_the_profile_and_leave_the_rest_alone(host: Host, aws: Aws) -> None:
    foreign = "# mine\n[default]\naws_access_key_id = AKIAMINE\n\n[AmazonCloudWatchAgent]\nregion = eu-west-1\n"
    inode = host.write(CREDENTIALS, foreign).stat().st_ino
    host.at(CREDENTIALS).chmod(0o640)
    _registered(host, aws, Profile={"ShareProfile": "AmazonCloudWatchAgent"})
    host.start("/usr/bin/amazon-ssm-agent")
    wait_until(lambda: "ASIAEXAMPLE" in host.text(CREDENTIALS) and "CredentialsExpiresAt" in host.text(IDENTITY))
    kept = configparser.ConfigParser(default_section="")
    kept.read_string(host.text(CREDENTIALS))
    assert kept["default"]["aws_access_key_id"] == "AKIAMINE"
    assert kept["AmazonCloudWatchAgent"]["region"] == "eu-west-1"
    assert kept["AmazonCloudWatchAgent"]["aws_session_token"] == "token"
    status = host.at(CREDENTIALS).stat()
    assert (status.st_ino, status.st_mode & 0o777) == (inode, 0o640)
    wait_until(lambda: "Credentials ready" in host.text(LOG))
    identity = json.loads(host.text(IDENTITY))
    assert (identity["InstanceId"], identity["CredentialSource"]) == (NODE, "SSM")
    assert identity["ShareFile"] == CREDENTIALS


def test_the_worker_pings_under_its_own_name_and_ends_with_the_core(host: Host, aws: Aws) -> None:
    _registered(host, aws)
    core = host.start("/usr/bin/amazon-ssm-agent")
    ping = aws.wait_for("UpdateInstanceInformation")
    assert ping.json()["InstanceId"] == NODE
    assert "/eu-west-1/ssm/aws4_request" in ping.headers["authorization"]
    children = Path(f"/proc/{core.pid}/task/{core.pid}/children").read_text().split()
    names = [Path(f"/proc/{child}/comm").read_text().strip() for child in children]
    assert names == ["ssm-agent-worke"]
    assert Path(f"/proc/{core.pid}/comm").read_text().strip() == "amazon-ssm-agen"
    core.terminate()
    assert core.wait(20) == 0
    assert not Path(f"/proc/{children[0]}").exists()


def test_a_channel_that_is_denied_leads_to_ec2messages(host: Host, aws: Aws) -> None:
    aws.answers[f"/v1/control-channel/{NODE}"] = (
        403,
        b"<AccessDeniedException><Message>no</Message></AccessDeniedException>",
    )
    _registered(host, aws, Mds={"Endpoint": aws.endpoint})
    host.start("/usr/bin/amazon-ssm-agent")
    wait_until(lambda: "channel status is set to ec2messages" in host.text(LOG))
    assert "Failed to get controlchannel token, error: CreateControlChannel failed" in host.text(LOG)
    assert "<AccessDeniedException>" in host.text(LOG)
    wait_until(lambda: len(aws.asked("GetMessages")) > 1)


def test_a_node_that_was_deregistered_keeps_running_without_a_worker(host: Host, aws: Aws) -> None:
    _registered(host, aws)
    aws.answers["RequestManagedInstanceRoleToken"] = (
        400,
        {"__type": "InvalidInstanceId", "message": f"Not existing InstanceId {NODE}"},
    )
    core = host.start("/usr/bin/amazon-ssm-agent")
    wait_until(lambda: len(aws.asked("RequestManagedInstanceRoleToken")) > 1)
    assert f"Retrieve credentials produced error: InvalidInstanceId: Not existing InstanceId {NODE}" in host.text(LOG)
    assert core.poll() is None
    assert Path(f"/proc/{core.pid}/task/{core.pid}/children").read_text() == ""


def test_a_refused_ping_sends_the_worker_to_hibernate(host: Host, aws: Aws) -> None:
    aws.answers["UpdateInstanceInformation"] = (400, {"__type": "AccessDeniedException", "message": ""})
    _registered(host, aws)
    host.start("/usr/bin/amazon-ssm-agent")
    wait_until(lambda: "Entering SSM Agent hibernate - AccessDeniedException: " in host.text(LOG))


def test_valid_credentials_outlast_a_restart_while_aws_is_away(host: Host, aws: Aws) -> None:
    _registered(host, aws)
    first = host.start("/usr/bin/amazon-ssm-agent")
    aws.wait_for("UpdateInstanceInformation")
    first.terminate()
    first.wait(20)
    aws.answers["RequestManagedInstanceRoleToken"] = (500, {"__type": "InternalServerError", "message": ""})
    before = host.text(LOG).count("Credentials ready")
    host.start("/usr/bin/amazon-ssm-agent")
    wait_until(lambda: host.text(LOG).count("Credentials ready") > before)
    assert len(aws.asked("RequestManagedInstanceRoleToken")) == 1
