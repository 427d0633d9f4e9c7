"""What a mirror of AWS's buckets means by an answer other than the object."""

from __future__ import annotations

import re

from agent_bootstrap.aws.objects import S3Object
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import package as problems

_ABSENT = (404, 410)


def problem(wanted: S3Object, answer: ObjectAnswer) -> Problem:
    """The mirror lacks the file, or has trouble of its own."""
    title = re.search(r"<title>([^<]*)</title>", answer.text, re.IGNORECASE)
    location = answer.headers.get("Location", "")
    words = [f"HTTP {answer.status} from {answer.address}", f"it redirects to {location}" if location else ""]
    details = "\n".join(filter(None, [*words, f"its words: {title[1]}" if title else ""]))
    kind = problems.SOURCE_NO_SUCH_FILE if answer.status in _ABSENT else problems.MIRROR_UNAVAILABLE
    return kind.found(details, source=wanted.source, key=wanted.key, bucket=wanted.bucket, url=answer.address)


def silence(wanted: S3Object, *, address: str, reason: str) -> Problem:
    """Nothing came from the mirror, for this reason."""
    names = {"source": wanted.source, "key": wanted.key, "bucket": wanted.bucket, "url": address}
    return problems.MIRROR_UNAVAILABLE.found(reason, **names)
