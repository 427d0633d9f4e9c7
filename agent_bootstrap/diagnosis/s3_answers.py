"""What S3 means by an answer other than the object, told apart from what a device on the way answers in its place."""

from __future__ import annotations

import re
from typing import Mapping, Optional
from urllib.parse import urlsplit

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.model.problem import Problem, ProblemKind
from agent_bootstrap.model.problems import s3 as problems

MARK = "x-amz-request-id"
"""The header that S3 puts into every answer, whatever its status."""

_BY_CODE: Mapping[str, ProblemKind] = {
    "AccessDenied": problems.ACCESS_DENIED,
    "AllAccessDisabled": problems.ACCESS_DENIED,
    "AuthorizationHeaderMalformed": problems.WRONG_REGION,
    "IllegalLocationConstraintException": problems.WRONG_REGION,
    "NoSuchKey": problems.NO_SUCH_OBJECT,
    "PermanentRedirect": problems.WRONG_REGION,
    "TemporaryRedirect": problems.WRONG_REGION,
}
"""Code of S3's XML -> problem: Amazon S3 API Reference, "Error responses"."""

_BY_STATUS: Mapping[int, ProblemKind] = {
    301: problems.WRONG_REGION,
    307: problems.WRONG_REGION,
    403: problems.ACCESS_DENIED,
    404: problems.NO_SUCH_OBJECT,
}
"""What S3 means where it gives no code: an answer to HEAD has no body."""

_STYLE = re.compile("path.style|virtual.?hosted", re.IGNORECASE)


def problem(wanted: S3Object, answer: ObjectAnswer) -> Problem:
    """The one cause that the answer speaks of."""
    host = urlsplit(answer.address).hostname or ""
    names = {"bucket": wanted.bucket, "key": wanted.key, "host": host, "url": answer.address}
    kind = _of_s3(wanted, answer) if _is_of_s3(answer) else None
    if kind is problems.WRONG_STYLE:
        return kind.found(_details(answer, host), taken=_element(answer, "BucketName") or host, **names)
    return (kind or problems.UNEXPECTED_ANSWER).found(_details(answer, host), **names)


def _of_s3(wanted: S3Object, answer: ObjectAnswer) -> Optional[ProblemKind]:
    code = _element(answer, "Code")
    if code == "NoSuchBucket":
        taken = _element(answer, "BucketName")
        return problems.NO_SUCH_BUCKET if taken in ("", wanted.bucket) else problems.WRONG_STYLE
    if code == "InvalidRequest" and _STYLE.search(_element(answer, "Message")):
        return problems.WRONG_STYLE
    if code in _BY_CODE:
        return _BY_CODE[code]
    if answer.status >= 500 or code == "SlowDown":
        return problems.UNAVAILABLE
    return None if code else _BY_STATUS.get(answer.status)


def _details(answer: ObjectAnswer, host: str) -> str:
    """Status, code and S3's own words; of another's page the title or the first words."""
    first = " ".join(filter(None, ("HTTP", str(answer.status), _element(answer, "Code"), f"from {host}")))
    region = answer.headers.get("x-amz-bucket-region")
    plain = " ".join(re.sub("<[^>]*>", " ", answer.text).split())
    words = _element(answer, "Message") or _element(answer, "title") or plain[:80]
    lines = [
        first,
        f"the bucket lies in {region}" if region else "",
        f"it redirects to {answer.headers['Location']}" if "Location" in answer.headers else "",
        f"its words: {words}" if words else "",
    ]
    return "\n".join(filter(None, lines))


def _is_of_s3(answer: ObjectAnswer) -> bool:
    """Whether S3 itself answers: its errors are XML with a code, and it names itself in a header."""
    return bool(_element(answer, "Code")) or MARK in answer.headers


def _element(answer: ObjectAnswer, name: str) -> str:
    """The text of an element of S3's XML; empty if there is none."""
    found = re.search(rf"<{name}>([^<]*)</{name}>", answer.text)
    return found.group(1).strip() if found else ""
