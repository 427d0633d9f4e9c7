from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest


def test_a_registration_gives_a_node_and_consumes_a_slot(aws: Any) -> None:
    reply, node = aws.register()
    assert reply.status == 200
    assert re.fullmatch(r"mi-[0-9a-f]{17}", node.id)
    assert (aws.state()["slots_used"], list(aws.state()["nodes"])) == (1, [node.id])


def test_a_second_registration_is_over_the_limit_until_the_limit_is_raised(aws: Any) -> None:
    aws.register()
    assert aws.register()[0].code == "RegistrationLimitExceeded"
    aws.set_world(activation_limit=2)
    assert aws.register()[0].status == 200
    assert [entry["operation"] for entry in aws.journal()] == ["RegisterManagedInstance"] * 3


@pytest.mark.parametrize(
    ("state", "changes", "code"),
    [
        ("expired", {}, "ActivationExpired"),
        ("invalid", {}, "InvalidActivation"),
        ("valid", {"ActivationCode": "SandboxActivationCode2"}, "InvalidActivation"),
        ("valid", {"ActivationId": "00000000-7e57-4b0c-8a11-0123456789ab"}, "InvalidActivation"),
        ("valid", {"ActivationCode": "short"}, "ValidationException"),
        ("valid", {"PublicKey": "AAAA"}, "InvalidPublicKey"),
        ("valid", {"PublicKey": "not base64"}, "InvalidPublicKey"),
    ],
)
def test_a_bad_registration_is_refused_and_consumes_nothing(
    aws: Any, state: str, changes: dict[str, str], code: str
) -> None:
    aws.set_world(activation_state=state)
    reply, _ = aws.register(**changes)
    assert (reply.status, reply.code) == (400, code)
    aws.set_world()
    assert aws.register()[0].status == 200


def test_a_body_that_is_no_json_is_a_serialization_error(aws: Any) -> None:
    reply = aws.call("ssm", "POST", "/", {"X-Amz-Target": "AmazonSSM.RegisterManagedInstance"}, b"[1")
    assert (reply.status, reply.code) == (400, "SerializationException")


def test_a_node_gets_new_credentials_each_time_for_an_hour(aws: Any) -> None:
    _, node = aws.register()
    first, second = aws.give_token(node), aws.give_token(node)
    assert set(first.json()) == {
        "AccessKeyId", "SecretAccessKey", "SessionToken", "TokenExpirationDate", "UpdateKeyPair",
    }  # fmt: skip
    assert first.json()["AccessKeyId"] != second.json()["AccessKeyId"]
    assert 3500 < first.json()["TokenExpirationDate"] - time.time() <= 3600
    assert aws.state()["nodes"][node.id]["tokens"] == 2


def test_the_token_request_may_come_in_chunks(aws: Any) -> None:
    _, node = aws.register()
    body = json.dumps({"Fingerprint": "fingerprint-1"}).encode()
    target = "AmazonSSM.RequestManagedInstanceRoleToken"
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    sent = aws.sign(node, "ssm", "POST", "/", headers, body)
    sent["Transfer-Encoding"] = "chunked"
    opened = aws.connection("ssm")
    opened.request("POST", "/", iter([body[:5], body[5:]]), sent, encode_chunked=True)
    assert opened.getresponse().status == 200
    opened.close()


def test_another_key_another_fingerprint_and_another_node_are_refused(aws: Any) -> None:
    aws.set_world(activation_limit=2)
    _, node = aws.register()
    _, other = aws.register()
    forged = type(node)(node.id, rsa_key=other.rsa_key)
    stranger = type(node)("mi-00000000000000000", rsa_key=node.rsa_key)
    assert aws.give_token(forged).code == "InvalidSignatureException"
    assert aws.give_token(node, "fingerprint-2").code == "MachineFingerprintDoesNotMatch"
    assert aws.give_token(stranger).code == "InvalidInstanceId"


@pytest.mark.parametrize("late", [400, -400])
def test_a_clock_that_is_off_by_more_than_five_minutes_spoils_the_signature(aws: Any, late: float) -> None:
    _, node = aws.register()
    assert aws.give_token(node, late=late).code == "InvalidSignatureException"


def ping(aws: Any, key: Any, node: str) -> Any:
    content = {"InstanceId": node, "AgentVersion": "3.3.4851.0", "ComputerName": "host-1"}
    return aws.json_call("ssm", "AmazonSSM.UpdateInstanceInformation", content, key)


def test_a_node_pings_with_its_role_and_is_online(aws: Any) -> None:
    _, node = aws.register()
    assert ping(aws, aws.role(node), node.id).json() == {}
    listed = aws.json_call("ssm", "AmazonSSM.DescribeInstanceInformation", {}, aws.user).json()
    (information,) = listed["InstanceInformationList"]
    assert (information["PingStatus"], information["ComputerName"]) == ("Online", "host-1")


def test_a_node_pings_for_itself_only(aws: Any) -> None:
    aws.set_world(activation_limit=2)
    _, node = aws.register()
    _, other = aws.register()
    assert ping(aws, aws.role(node), other.id).code == "AccessDeniedException"
    assert ping(aws, aws.role(node), "mi-00000000000000000").code == "InvalidInstanceId"


def test_who_does_not_sign_or_signs_badly_is_told_why(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    wrong_secret = type(role)(role.id, "wrong", role.token)
    wrong_token = type(role)(role.id, role.secret, "wrong")
    stranger = type(role)("AKIASTRANGER00000000", "secret")
    codes = [ping(aws, key, node.id).code for key in (None, wrong_secret, wrong_token, stranger)]
    assert codes == [
        "MissingAuthenticationTokenException",
        "InvalidSignatureException",
        "UnrecognizedClientException",
        "UnrecognizedClientException",
    ]


def test_a_changed_body_spoils_the_signature(aws: Any) -> None:
    headers = {"x-amz-target": "AmazonSSM.ListInstanceAssociations"}
    sent = aws.sign(aws.user, "ssm", "POST", "/", headers, b"{}")
    assert aws.call("ssm", "POST", "/", sent, b"{}").json() == {"Associations": []}
    assert aws.call("ssm", "POST", "/", sent, b'{"a": 1}').code == "InvalidSignatureException"


def test_a_signature_for_another_service_is_refused(aws: Any) -> None:
    headers = {"x-amz-target": "TrentService.Encrypt"}
    sent = aws.sign(aws.user, "ssm", "POST", "/", headers, b"{}")
    assert aws.call("kms", "POST", "/", sent, b"{}").code == "InvalidSignatureException"


def test_kms_denies_who_signs_well(aws: Any) -> None:
    assert aws.json_call("kms", "TrentService.Encrypt", {}, aws.user).code == "AccessDeniedException"


def test_no_secret_reaches_the_files(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    ping(aws, role, node.id)
    texts = [(aws.directory / name).read_text() for name in ("requests.jsonl", "ssm-state.json")]
    secrets = (
        role.secret,
        role.token,
        "SandboxActivationCode1",
        "fingerprint-1",
        aws.user.secret,
    )
    assert not [secret for secret in secrets for text in texts if secret in text]


def put_compliance(aws: Any, key: Any, node: str, **changes: Any) -> Any:
    item = {"Id": "network.resolves/ssm", "Title": "it resolves", "Severity": "HIGH", "Status": "NON_COMPLIANT"}
    content = {
        "ResourceId": node,
        "ResourceType": "ManagedInstance",
        "ComplianceType": "Custom:AgentBootstrap",
        "ExecutionSummary": {"ExecutionTime": 1795743173},
        "Items": [{**item, "Details": {"Code": "dns-nxdomain"}}],
        **changes,
    }
    given = {name: value for name, value in content.items() if value is not None}
    return aws.json_call("ssm", "AmazonSSM.PutComplianceItems", given, key)


def test_compliance_items_are_kept_and_replace_those_before_them(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    assert put_compliance(aws, role, node.id).json() == {}
    assert put_compliance(aws, role, node.id, Items=[]).json() == {}
    assert put_compliance(aws, role, node.id, ComplianceType="Custom:Other").json() == {}
    kept = aws.state()["nodes"][node.id]["compliance"]
    assert [(kind, len(said["Items"])) for kind, said in kept.items()] == [
        ("Custom:AgentBootstrap", 0), ("Custom:Other", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"ResourceId": "mi-00000000000000000"}, "InvalidResourceId", "resource ID"),
        ({"ResourceId": ""}, "ValidationException", "Value '' at 'resourceId'"),
        ({"ResourceType": "Server"}, "InvalidResourceType", "resource type"),
        ({"ComplianceType": "Custom:Agent Bootstrap"}, "ValidationException", "regular expression pattern"),
        ({"ExecutionSummary": None}, "ValidationException", "'executionSummary' failed to satisfy constraint"),
        ({"Items": [{"Status": "FINE", "Severity": "HIGH"}]}, "ValidationException", "'items.1.member.status'"),
        ({"Items": [{"Severity": "HIGH"}]}, "ValidationException", "Member must not be null"),
        (
            {"Items": [{"Status": "COMPLIANT", "Severity": "HIGH", "Title": "x" * 501}]},
            "ValidationException",
            "length less than or equal to 500",
        ),
        (
            {"Items": [{"Status": "COMPLIANT", "Severity": "HIGH", "Details": {"Code": "x" * 4097}}]},
            "ValidationException",
            "'items.1.member.details.Code.member'",
        ),
        (
            {"Items": [{"Status": "COMPLIANT", "Severity": "HIGH", "Details": {"Code": 1}}]},
            "SerializationException",
            "no text",
        ),
    ],
)
def test_compliance_items_that_aws_would_not_take_are_refused(
    aws: Any, changes: dict[str, Any], code: str, words: str
) -> None:
    _, node = aws.register()
    reply = put_compliance(aws, aws.role(node), **{"node": node.id, **changes})
    assert (reply.status, reply.code) == (400, code)
    assert words in reply.json()["message"]
    assert aws.state()["nodes"][node.id]["compliance"] == {}


def test_a_node_has_room_for_ten_custom_types_of_compliance(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    codes = [put_compliance(aws, role, node.id, ComplianceType=f"Custom:Type{number}").status for number in range(10)]
    assert codes == [200] * 10
    assert put_compliance(aws, role, node.id, ComplianceType="Custom:Type10").code == (
        "ComplianceTypeCountLimitExceededException"
    )
    assert put_compliance(aws, role, node.id, ComplianceType="Custom:Type9").status == 200


def test_who_may_not_tell_its_compliance_is_denied(aws: Any) -> None:
    _, node = aws.register()
    role = aws.role(node)
    aws.set_world(refusals={"PutComplianceItems": "AccessDeniedException"})
    assert put_compliance(aws, role, node.id).code == "AccessDeniedException"
    assert put_compliance(aws, None, node.id).code == "MissingAuthenticationTokenException"
