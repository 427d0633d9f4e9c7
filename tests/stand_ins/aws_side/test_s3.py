from __future__ import annotations

import http.client
import xml.etree.ElementTree as ElementTree
from typing import Any, Optional

import pytest

from agent_bootstrap.sandbox.world import CLOUDWATCH_BUCKET, SSM_BUCKET, endpoint_name, vpce_name

VIRTUAL = f"{SSM_BUCKET}.{endpoint_name('s3')}"
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def s3(aws: Any) -> Any:
    aws.store(SSM_BUCKET, "latest/debian_amd64/agent.deb", CONTENT)
    aws.store(CLOUDWATCH_BUCKET, "debian/x.deb", b"x")
    return aws


def get(s3: Any, key: str = "latest/debian_amd64/agent.deb", method: str = "GET", **headers: str) -> Any:
    return s3.call(
        "s3", method, f"/{key}", {name.replace("_", "-"): value for name, value in headers.items()}, host=VIRTUAL
    )


def code(reply: Any) -> Optional[str]:
    return ElementTree.fromstring(reply.body).findtext("Code")


@pytest.mark.parametrize(
    ("host", "path"),
    [(VIRTUAL, ""), (endpoint_name("s3"), f"/{SSM_BUCKET}"), (f"bucket.{vpce_name('s3')}", f"/{SSM_BUCKET}")],
)
def test_an_object_is_found_under_each_of_its_addresses(s3: Any, host: str, path: str) -> None:
    reply = s3.call("s3", "GET", f"{path}/latest/debian_amd64/agent.deb", host=host)
    assert (reply.status, reply.body) == (200, CONTENT)
    assert reply.headers["ETag"].strip('"').isalnum()
    assert reply.headers["Last-Modified"].endswith("GMT")


def test_head_tells_the_size_without_the_body(s3: Any) -> None:
    reply = get(s3, method="HEAD")
    assert (reply.status, reply.headers["Content-Length"], reply.body) == (200, str(len(CONTENT)), b"")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("bytes=10-19", range(10, 20)), ("bytes=1000-", range(1000, 1024)), ("bytes=-4", range(1020, 1024)),
     ("bytes=1000-9999", range(1000, 1024)), ("bytes=-9999", range(1024))],
)  # fmt: skip
def test_a_range_is_served(s3: Any, asked: str, given: range) -> None:
    reply = get(s3, Range=asked)
    assert (reply.status, reply.body) == (206, CONTENT[given.start : given.stop])
    assert reply.headers["Content-Range"] == f"bytes {given.start}-{given.stop - 1}/1024"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=-0", "bytes=5000-6000"])
def test_a_range_outside_the_object_is_refused(s3: Any, asked: str) -> None:
    reply = get(s3, Range=asked)
    assert (reply.status, code(reply), reply.headers["Content-Range"]) == (416, "InvalidRange", "bytes */1024")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=-"])
def test_a_range_that_makes_no_sense_gives_the_whole_object(s3: Any, asked: str) -> None:
    assert get(s3, Range=asked).status == 200


def test_if_range_serves_the_range_of_an_unchanged_object_only(s3: Any) -> None:
    etag = get(s3, method="HEAD").headers["ETag"]
    assert get(s3, Range="bytes=1-2", If_Range=etag).status == 206
    assert get(s3, Range="bytes=1-2", If_Range='"other"').status == 200


@pytest.mark.parametrize(
    ("host", "target", "status", "expected"),
    [
        (VIRTUAL, "/latest/nothing", 404, "NoSuchKey"),
        (VIRTUAL, "/../../world.json", 404, "NoSuchKey"),
        (VIRTUAL, "/%2e%2e/%2e%2e/world.json", 404, "NoSuchKey"),
        (endpoint_name("s3"), "/../world.json", 404, "NoSuchBucket"),
        (VIRTUAL, "/", 403, "AccessDenied"),
        (endpoint_name("s3"), "/no-such-bucket/key", 404, "NoSuchBucket"),
        (endpoint_name("s3"), "/amazon-ssm-us-east-1/latest/VERSION", 301, "PermanentRedirect"),
    ],
)
def test_errors_are_those_of_s3(s3: Any, host: str, target: str, status: int, expected: str) -> None:
    reply = s3.call("s3", "GET", target, host=host)
    assert (reply.status, code(reply)) == (status, expected)


def test_a_bucket_of_another_region_names_its_endpoint(s3: Any) -> None:
    reply = s3.call("s3", "GET", "/amazon-ssm-us-gov-west-1/x", host=endpoint_name("s3"))
    assert reply.headers["x-amz-bucket-region"] == "us-gov-west-1"
    assert b"<Endpoint>amazon-ssm-us-gov-west-1.s3.us-gov-west-1.amazonaws.com</Endpoint>" in reply.body


def test_the_endpoint_name_without_bucket_is_taken_for_a_bucket(s3: Any) -> None:
    target = f"/{SSM_BUCKET}/latest/debian_amd64/agent.deb"
    reply = s3.call("s3", "GET", target, {"Host": vpce_name("s3")}, host=endpoint_name("s3"))
    assert code(reply) == "NoSuchBucket"


def test_a_denied_bucket_denies_and_the_other_serves(s3: Any) -> None:
    s3.set_world(s3_denied=(SSM_BUCKET,))
    reply = get(s3)
    assert (reply.status, code(reply)) == (403, "AccessDenied")
    assert s3.call("s3", "GET", "/debian/x.deb", host=f"{CLOUDWATCH_BUCKET}.{endpoint_name('s3')}").body == b"x"


def test_slow_down_is_said_as_often_as_the_world_has_it_and_again_when_it_is_loaded_again(s3: Any) -> None:
    for _ in range(2):
        s3.set_world(s3_unavailable=2)
        assert [get(s3).status for _ in range(3)] == [503, 503, 200]


def test_a_transfer_is_cut_at_the_same_byte_each_time(s3: Any) -> None:
    s3.set_world(s3_cut=(".deb",))
    for asked, given in ((None, 512), ("bytes=100-", 412), ("bytes=512-", 0)):
        opened = s3.connection("s3", VIRTUAL)
        opened.request("GET", "/latest/debian_amd64/agent.deb", headers={"Range": asked} if asked else {})
        answer = opened.getresponse()
        with pytest.raises(http.client.IncompleteRead) as raised:
            answer.read()
        assert len(raised.value.partial) == given
        opened.close()
    assert get(s3, Range="bytes=0-99").body == CONTENT[:100]
    assert get(s3, method="HEAD").headers["Content-Length"] == "1024"


def test_a_transfer_that_stalls_stays_open_and_silent(s3: Any) -> None:
    s3.set_world(s3_stalled=(".deb",))
    opened = s3.connection("s3", VIRTUAL)
    opened.request("GET", "/latest/debian_amd64/agent.deb")
    answer = opened.getresponse()
    assert answer.read(512) == CONTENT[:512]
    opened.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        answer.read(1)
    opened.close()
    assert get(s3, method="HEAD").headers["Content-Length"] == "1024"


def test_one_byte_of_a_tampered_object_differs(s3: Any) -> None:
    s3.set_world(s3_tampered=("agent.deb",))
    assert [n for n, (a, b) in enumerate(zip(get(s3).body, CONTENT)) if a != b] == [512]


@pytest.mark.parametrize(
    ("how", "status", "expected", "element"),
    [
        ("absent", 404, "NoSuchBucket", f"<BucketName>{SSM_BUCKET}</BucketName>"),
        ("wrong-style", 404, "NoSuchBucket", f"<BucketName>{VIRTUAL}</BucketName>"),
        ("elsewhere", 301, "PermanentRedirect", f"<Bucket>{SSM_BUCKET}</Bucket>"),
    ],
)
def test_a_bucket_answers_as_the_world_has_it(s3: Any, how: str, status: int, expected: str, element: str) -> None:
    s3.set_world(s3_buckets={SSM_BUCKET: how})
    reply = get(s3)
    assert (reply.status, code(reply)) == (status, expected)
    assert element in reply.body.decode()
    assert s3.call("s3", "GET", "/debian/x.deb", host=f"{CLOUDWATCH_BUCKET}.{endpoint_name('s3')}").body == b"x"


def test_s3_hangs_up_when_an_object_is_asked_for(s3: Any) -> None:
    s3.set_world(s3_buckets={SSM_BUCKET: "hangs-up"})
    assert code(s3.call("s3", "GET", "/", host=VIRTUAL)) == "AccessDenied"
    with pytest.raises(http.client.RemoteDisconnected):
        get(s3)
