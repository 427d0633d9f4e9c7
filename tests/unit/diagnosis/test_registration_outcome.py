"""Whether AWS may have counted a registration that gave no identity."""

from __future__ import annotations

import pytest

from agent_bootstrap.diagnosis.registration_outcome import doubtful, refused

PREFIX = "2026-11-22 06:13:15.4070 ERROR Registration failed due to error registering the instance with AWS SSM. "
POST = 'RequestError: send request failed\ncaused by: Post "https://ssm.eu-west-1.amazonaws.com/": '

NOT_SENT = (
    "ActivationExpired: expired",
    "InternalServerError: sorry",
    POST + "dial tcp: lookup ssm.eu-west-1.amazonaws.com on 10.0.0.2:53: read udp 10.0.0.9:53: i/o timeout",
    POST + "dial tcp 10.0.0.1:443: i/o timeout",
    POST + "dial tcp 10.0.0.1:443: connect: connection refused",
    POST + "net/http: TLS handshake timeout",
    POST + "tls: failed to verify certificate: x509: certificate signed by unknown authority",
)
SENT = (
    POST + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    POST + "net/http: timeout awaiting response headers",
    POST + "read tcp 10.0.0.9:40000->10.0.0.1:443: read: connection reset by peer",
    POST + "read tcp 10.0.0.9:40000->10.0.0.1:443: i/o timeout",
    POST + "EOF",
)


@pytest.mark.parametrize("words", NOT_SENT)
def test_what_never_left_or_was_refused_cost_nothing(words: str) -> None:
    assert not doubtful(words)
    assert refused((PREFIX + words).splitlines())


@pytest.mark.parametrize("words", SENT)
def test_a_request_without_an_answer_is_in_doubt(words: str) -> None:
    assert doubtful(words)
    assert not refused((PREFIX + words).splitlines())


def test_a_log_that_tells_of_no_end_proves_nothing() -> None:
    assert not refused([])
    assert not refused(["2026-11-22 06:13:15.4070 INFO something else"])


def test_the_last_registration_counts() -> None:
    assert not refused([PREFIX + NOT_SENT[0], PREFIX + SENT[-1]])
