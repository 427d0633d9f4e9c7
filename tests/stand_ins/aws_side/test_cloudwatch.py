from __future__ import annotations

import gzip
import time
from typing import Any
from urllib.parse import urlencode

import boto3
import botocore.config
import botocore.exceptions
import pytest

from agent_bootstrap.sandbox.world import REGION


@pytest.fixture
def client(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Real clients of AWS's library, whose connections end at the network under test."""
    from urllib3.util import connection

    connect: Any = connection.create_connection

    def to_the_network(address: tuple[str, int], *rest: Any, **named: Any) -> Any:
        return connect((aws.addresses[address[0].partition(".")[0]], 8443), *rest, **named)

    monkeypatch.setattr(connection, "create_connection", to_the_network)

    def make(service: Any, key: Any) -> Any:
        return boto3.client(
            service,
            REGION,
            verify=str(aws.directory / "ca.pem"),
            aws_access_key_id=key.id,
            aws_secret_access_key=key.secret,
            aws_session_token=key.token,
            config=botocore.config.Config(retries={"total_max_attempts": 1}),
        )

    return make


def test_a_metric_put_with_the_nodes_role_is_found_again(aws: Any, client: Any) -> None:
    _, node = aws.register()
    metrics = client("cloudwatch", aws.role(node))
    datum = {"MetricName": "mem_used_percent", "Value": 42.0, "Dimensions": [{"Name": "host", "Value": "host-1"}]}
    answer = metrics.put_metric_data(Namespace="CWAgent", MetricData=[datum])["ResponseMetadata"]
    assert (answer["HTTPStatusCode"], answer["HTTPHeaders"]["x-amzn-requestid"]) == (200, answer["RequestId"])
    (found,) = client("cloudwatch", aws.user).list_metrics(Namespace="CWAgent")["Metrics"]
    assert found["MetricName"] == "mem_used_percent"
    last = aws.journal()[-2]
    assert (last["service"], last["operation"], last["status"], last["node"]) == (
        "monitoring", "PutMetricData", 200, node.id,
    )  # fmt: skip


def test_the_older_protocol_works_with_a_compressed_body_as_the_agent_sends_it(aws: Any, client: Any) -> None:
    form = {"Action": "PutMetricData", "Version": "2010-08-01", "Namespace": "Older"}
    form.update({"MetricData.member.1.MetricName": "disk", "MetricData.member.1.Value": "7"})
    body = gzip.compress(urlencode(form).encode())
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "content-encoding": "gzip"}
    sent = aws.sign(aws.user, "monitoring", "POST", "/", headers, body)
    reply = aws.call("monitoring", "POST", "/", sent, body)
    assert (reply.status, b"<RequestId>" in reply.body) == (200, True)
    assert aws.journal()[-1]["operation"] == "PutMetricData"
    (found,) = client("cloudwatch", aws.user).list_metrics(Namespace="Older")["Metrics"]
    assert found["MetricName"] == "disk"


def test_a_metric_that_cannot_be_stored_is_not_lost_in_silence(aws: Any, client: Any) -> None:
    metrics = client("cloudwatch", aws.user)
    metrics.put_metric_data(Namespace="CWAgent", MetricData=[{"MetricName": "mem_used_percent", "Value": float("nan")}])
    with pytest.raises(botocore.exceptions.ClientError, match=r"InternalFailure.* NaN "):
        metrics.list_metrics(Namespace="CWAgent")


def test_log_events_are_found_again(aws: Any, client: Any) -> None:
    logs = client("logs", aws.user)
    logs.create_log_group(logGroupName="/sandbox")
    logs.create_log_stream(logGroupName="/sandbox", logStreamName="host-1")
    now = int(time.time() * 1000)
    logs.put_log_events(
        logGroupName="/sandbox", logStreamName="host-1", logEvents=[{"timestamp": now, "message": "hello"}]
    )
    (event,) = logs.get_log_events(logGroupName="/sandbox", logStreamName="host-1")["events"]
    assert event["message"] == "hello"
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.get_log_events(logGroupName="/missing", logStreamName="host-1")


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("cloudwatch", "list_metrics", "SignatureDoesNotMatch"),
        ("logs", "describe_log_groups", "InvalidSignatureException"),
    ],
)
def test_a_wrong_secret_is_refused_in_the_words_of_the_protocol(
    aws: Any, client: Any, service: str, call: str, code: str
) -> None:
    wrong = type(aws.user)(aws.user.id, "wrong")
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        getattr(client(service, wrong), call)()
    assert raised.value.response["Error"]["Code"] == code


def test_an_unsigned_request_in_the_older_protocol_is_refused(aws: Any) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = aws.call("monitoring", "POST", "/", headers, b"Action=ListMetrics&Version=2010-08-01")
    assert reply.status == 403
    assert b"<Code>MissingAuthenticationToken</Code>" in reply.body


def test_the_newest_protocol_is_refused_in_its_own_encoding(aws: Any) -> None:
    target = "/service/GraniteServiceVersion20100801/operation/ListMetrics"
    reply = aws.call("monitoring", "POST", target, {"smithy-protocol": "rpc-v2-cbor"}, b"\xa0")
    assert (reply.status, reply.headers["x-amzn-query-error"]) == (400, "MissingAuthenticationToken;Sender")
    assert reply.body.startswith(
        b"\xa2\x79\x00\x06__type\x79\x00\x23MissingAuthenticationTokenException\x79\x00\x07message"
    )
    assert aws.journal()[-1]["operation"] == "ListMetrics"


def test_a_body_that_is_not_compressed_as_it_claims_names_no_action(aws: Any) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "content-encoding": "gzip"}
    sent = aws.sign(aws.user, "monitoring", "POST", "/", headers, b"garbage")
    reply = aws.call("monitoring", "POST", "/", sent, b"garbage")
    assert (reply.status, b"<Code>MissingAction</Code>" in reply.body) == (400, True)
