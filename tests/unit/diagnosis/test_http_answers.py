"""Who gave an answer: AWS's services in all their dialects, and what stands in their place."""

from __future__ import annotations

import pytest

from agent_bootstrap.diagnosis import http_answers
from agent_bootstrap.diagnosis.http_answers import HttpAnswer


def answer(status: int, headers: str = "", body: str = "") -> HttpAnswer:
    return http_answers.parse(f"HTTP/1.1 {status} Words\r\n{headers}\r\n\r\n{body}".encode("latin-1"))


@pytest.mark.parametrize(
    "given",
    [
        answer(404, "x-amzn-RequestId: 1", "<UnknownOperationException/>"),
        answer(404, "Server: AmazonS3\r\nx-amz-request-id: 1"),
        answer(503, "X-Amzn-RequestId: 1", "<html>Service Unavailable</html>"),
        answer(404, "", "<UnknownOperationException/>\n"),
        answer(403, "", '{"__type":"AccessDeniedException","Message":"no"}'),
        answer(403, "", '{"message":"Missing Authentication Token"}'),
        answer(403, "", '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'),
        answer(403, "", '<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"></ErrorResponse>'),
        answer(
            403, "", "<MissingAuthenticationTokenException><Message>x</Message></MissingAuthenticationTokenException>"
        ),
        answer(400, "Content-Type: application/cbor", "\xa2"),
        answer(302, "Location: https://aws.amazon.com/cloudwatch"),
        answer(307, "Location: https://aws.amazon.com/s3/"),
    ],
)
def test_an_answer_of_aws_is_known(given: HttpAnswer) -> None:
    assert given.by_aws


@pytest.mark.parametrize(
    ("given", "is_page"),
    [
        (answer(200, "Content-Type: text/html", "Welcome"), True),
        (answer(200, "", "\n<!DOCTYPE html><html>"), True),
        (answer(302, "Location: http://portal.corp.example/login?to=https://aws.amazon.com/"), True),
        (answer(302, "Location: https://amazonaws.com.evil.example/"), True),
        (answer(302, "Location: http://[broken/"), True),
        (answer(302), True),
        (answer(403, "Content-Type: text/html", "<html>Blocked</html>"), True),
        (answer(511, "Content-Type: text/html", "<html>Log in</html>"), True),
        (answer(404, "Server: nginx\r\nContent-Type: text/html", "<html>404 Not Found</html>"), False),
        (answer(502, "Content-Type: text/html", "<html>Bad Gateway</html>"), False),
        (answer(200, "", "OK"), False),
        (answer(200, "", '{"message": "hello"}'), False),
    ],
)
def test_an_answer_of_somebody_else_is_known_and_so_is_a_page_for_people(given: HttpAnswer, is_page: bool) -> None:
    assert not given.by_aws
    assert given.is_page is is_page


def test_an_answer_is_told_by_what_a_person_recognizes_without_its_control_characters() -> None:
    told = answer(302, "Server: por\x1btal\r\nLocation: /login", "<TITLE lang=de>\n An\nmeldung </TITLE>").words
    assert told == "HTTP 302, Server: por tal, Location: /login, title: An meldung"
    assert len(answer(200, f"Server: {'x' * 1000}").words) < 200


@pytest.mark.parametrize(
    ("received", "complete"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", True),
        (b"HTTP/1.1 200 OK\r\n\r\nab", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", True),
    ],
)
def test_an_answer_is_complete_when_its_own_words_say_so(received: bytes, complete: bool) -> None:
    assert http_answers.complete(received) is complete


def test_what_is_no_http_is_refused_with_its_words() -> None:
    with pytest.raises(ValueError, match="220 mail ready"):
        http_answers.parse(b"220 mail ready\r\n")
