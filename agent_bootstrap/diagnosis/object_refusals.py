"""Whether an answer is the object that was asked for, and if it is not, which problem that means: S3's, or its copy's."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis import mirror_answers, s3_answers
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import s3 as problems


def gives(answer: ObjectAnswer, wanted: S3Object) -> bool:
    """Whether the answer is the object: a device that blocks files may well say 200 with a page of its own."""
    given = answer.status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
    return given and (not wanted.in_s3 or s3_answers.MARK in answer.headers)


def refusal(answer: ObjectAnswer, wanted: S3Object) -> Problem:
    """What an answer other than the object means."""
    return s3_answers.problem(wanted, answer) if wanted.in_s3 else mirror_answers.problem(wanted, answer)


def silence(wanted: S3Object, address: str, reason: str) -> Problem:
    """What it means that no answer came, for this reason."""
    if not wanted.in_s3:
        return mirror_answers.silence(wanted, address=address, reason=reason)
    return problems.INTERRUPTED.found(reason, host=urlsplit(address).hostname, key=wanted.key, url=address)
