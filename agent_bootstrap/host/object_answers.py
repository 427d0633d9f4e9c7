"""What came when an object was asked for: the object, or an answer that means a problem."""

from __future__ import annotations

from http import HTTPStatus
from typing import Mapping
from urllib.parse import urlsplit

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis import mirror_answers, s3_answers
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import s3 as problems
from agent_bootstrap.model.value_object import value_object

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
"""Seconds for the connection, and for each read: a healthy line never pauses so long (AWS's CLI waits 60 s for both)."""

SMALL = 64 * 1024
"""Limit in bytes for what is read into memory: VERSION files, keys and signatures are all under 10 kB."""

HEADERS = {"User-Agent": "agent-bootstrap", "Accept-Encoding": "identity"}
"""Of every question."""


@value_object
class ObjectAnswer:
    """One answer."""

    address: str
    """The URL that was asked for."""
    status: int
    headers: Mapping[str, str]
    """Names are found in any case."""
    body: bytes = b""
    """Its beginning, at least."""

    def gives(self, wanted: S3Object) -> bool:
        """Whether the answer is the object: a device that blocks files may well say 200 with a page of its own."""
        given = self.status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
        return given and (not wanted.in_s3 or s3_answers.MARK in self.headers)

    def refusal(self, wanted: S3Object) -> Problem:
        """What an answer other than the object means."""
        body = self.body.decode("utf-8", errors="replace")
        if wanted.in_s3:
            return s3_answers.problem(wanted, s3_answers.Answer(self.address, self.status, self.headers, body))
        location = self.headers.get("Location", "")
        return mirror_answers.problem(wanted, address=self.address, status=self.status, location=location, body=body)


def silence(wanted: S3Object, address: str, reason: str) -> Problem:
    """What it means that no answer came, for this reason."""
    if not wanted.in_s3:
        return mirror_answers.silence(wanted, address=address, reason=reason)
    return problems.INTERRUPTED.found(reason, host=urlsplit(address).hostname, key=wanted.key, url=address)
