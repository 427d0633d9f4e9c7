"""Each answer of S3 is told apart from the others, and from what a device on the way says in its place."""

from __future__ import annotations

from typing import Mapping, Optional

import pytest
from requests.structures import CaseInsensitiveDict

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.diagnosis.s3_answers import problem
from agent_bootstrap.model.problem import Problem

WANTED = S3Object("a-bucket", "latest/VERSION", ())
OF_S3 = {"x-amz-request-id": "0123456789ABCDEF"}


def error(code: str, message: str = "", **elements: str) -> str:
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in elements.items())
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message>{inside}</Error>"


def found(status: int, body: str = "", headers: Optional[Mapping[str, str]] = None) -> Problem:
    address = "https://a-bucket.s3.eu-west-1.amazonaws.com/latest/VERSION"
    return problem(WANTED, ObjectAnswer(address, status, CaseInsensitiveDict(headers or {}), body.encode()))


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, error("AccessDenied"), "s3-access-denied"),
        (403, error("AllAccessDisabled"), "s3-access-denied"),
        (404, error("NoSuchKey"), "s3-no-such-object"),
        (404, error("NoSuchBucket", BucketName="a-bucket"), "s3-no-such-bucket"),
        (404, error("NoSuchBucket", BucketName="bucket.s3.corp.example"), "s3-wrong-style"),
        (400, error("InvalidRequest", "Please use virtual-hosted style"), "s3-wrong-style"),
        (400, error("InvalidRequest", "Path-style requests are not supported here"), "s3-wrong-style"),
        (400, error("InvalidRequest", "Missing header"), "s3-unexpected-answer"),
        (301, error("PermanentRedirect"), "s3-wrong-region"),
        (307, error("TemporaryRedirect"), "s3-wrong-region"),
        (400, error("AuthorizationHeaderMalformed"), "s3-wrong-region"),
        (503, error("SlowDown"), "s3-unavailable"),
        (500, error("InternalError"), "s3-unavailable"),
        (200, "", "s3-unexpected-answer"),
    ],
)
def test_the_code_in_the_body_decides(status: int, body: str, code: str) -> None:
    assert found(status, body).code == code
    assert str(status) in found(status, body).details


@pytest.mark.parametrize(
    ("status", "code"),
    [(301, "s3-wrong-region"), (403, "s3-access-denied"), (404, "s3-no-such-object"), (503, "s3-unavailable")],
)
def test_without_a_body_the_status_decides_if_the_answer_is_of_s3(status: int, code: str) -> None:
    assert found(status, headers=OF_S3).code == code
    assert found(status).code == "s3-unexpected-answer"


@pytest.mark.parametrize("status", [301, 302, 403, 404, 407, 502, 503])
def test_a_page_for_people_is_never_taken_for_an_answer_of_s3(status: int) -> None:
    assert found(status, "<html><body>Access Denied by policy</body></html>").code == "s3-unexpected-answer"


def test_s3s_own_words_and_the_regions_name_are_evidence() -> None:
    told = found(301, error("PermanentRedirect", "Use another endpoint"), {**OF_S3, "x-amz-bucket-region": "us-east-1"})
    assert told.details.splitlines() == [
        "HTTP 301 PermanentRedirect from a-bucket.s3.eu-west-1.amazonaws.com",
        "the bucket lies in us-east-1",
        "its words: Use another endpoint",
    ]


def test_a_redirect_tells_where_it_leads() -> None:
    told = found(302, "", {"Location": "https://portal.example/"})
    assert "it redirects to https://portal.example/" in told.details


def test_the_name_that_s3_took_for_a_bucket_is_told() -> None:
    body = error("NoSuchBucket", BucketName="bucket.s3.corp.example")
    assert found(404, body).brief.startswith("S3 takes bucket.s3.corp.example for a bucket's name")
