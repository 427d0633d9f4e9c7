"""Objects from S3, or a copy of it: small ones into memory, packages into a file that appears only when it is whole."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Iterator, Optional
from urllib.parse import urlsplit

import requests
import tenacity

from agent_bootstrap.aws.objects import Head, S3Object
from agent_bootstrap.diagnosis import mirror_answers, s3_answers
from agent_bootstrap.host import trust_store
from agent_bootstrap.host.files import Files, problems_with
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.host.source_directory import SourceDirectory
from agent_bootstrap.model.problem import Problem, ProblemFoundError
from agent_bootstrap.model.problems import s3 as problems
from agent_bootstrap.model.watcher import Watcher

TIMEOUTS = (5.0, 20.0)
"""Seconds for the connection, and for each read: a healthy line never pauses so long (AWS's CLI waits 60 s for both)."""

RESUMPTIONS = 4
"""How often one walk takes up a transfer that was cut; the run as a whole walks again after that."""

PIECE = 256 * 1024
"""Bytes that are read at a time: large enough to cost nothing, small enough to show progress on a slow line."""

SMALL = 64 * 1024
"""Limit in bytes for what is read into memory: VERSION files, keys and signatures are all under 10 kB."""


class _CutError(Exception):
    """The transfer ended before the object did."""


def _gives(wanted: S3Object, answer: requests.Response) -> bool:
    """Whether the answer is the object: a device that blocks files may well say 200 with a page of its own."""
    given = answer.status_code in (requests.codes.ok, requests.codes.partial_content)
    return given and (not wanted.in_s3 or s3_answers.MARK in answer.headers)


def _session() -> requests.Session:
    session = requests.Session()
    # Neither proxies nor certificates of the caller's environment: the agents have their own.
    session.trust_env = False
    return session


@dataclasses.dataclass(frozen=True)
class Downloads:
    """Gets objects from S3 without credentials, as the agents' own updaters do."""

    files: Files
    resolver: Resolver
    watcher: Watcher
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""
    session: requests.Session = dataclasses.field(default_factory=_session)
    """Keeps connections open from one object to the next."""

    def head(self, wanted: S3Object) -> Head:
        """What S3 says of an object. Raises a problem of model/problems/s3.py or, for a copy, package.py."""
        if wanted.in_directory:
            return SourceDirectory(self.files).head(wanted)
        with self._answer(wanted, "HEAD") as answer:
            # An answer that was not read to its end takes its connection with it.
            answer.raw.drain_conn()
            size = int(answer.headers.get("Content-Length", 0))
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified", "")
            return Head(answer.url, size, re.sub(r"\W", "", version))

    def text(self, wanted: S3Object) -> str:
        """A small object's text. Raises a problem of model/problems/s3.py or, for a copy, package.py."""
        if wanted.in_directory:
            return SourceDirectory(self.files).text(wanted, limit=SMALL)
        with self._answer(wanted, "GET") as answer:
            body = _small(answer)
        if len(body) > SMALL:
            raise problems.TOO_LARGE.error(
                f"more than that came from {answer.url}", key=wanted.key, limit=SMALL, url=answer.url
            )
        return body.decode("utf-8", errors="surrogateescape")

    @touches
    def fetch(self, wanted: S3Object, target: str, *, limit: int) -> Head:
        """Bring an object of `limit` bytes at most into a file; what an earlier try brought is not asked for again."""
        if wanted.in_directory:
            return SourceDirectory(self.files).fetch(wanted, target, limit=limit)
        head = self.head(wanted)
        if head.size > limit:
            raise problems.TOO_LARGE.error(f"S3 says {head.size}", key=wanted.key, limit=limit, url=head.address)
        self.files.make_directory(target.rsplit("/", 1)[0], mode=0o755)
        # The version is part of the name: half of yesterday's `latest` must not be completed with half of today's.
        final = self.files.at(target)
        partial = final.with_name(f"{final.name}.{head.version}.partial")
        resume = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_CutError),
            stop=tenacity.stop_after_attempt(RESUMPTIONS),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
            reraise=True,
        )
        try:
            with problems_with(target):
                resume(self._transfer, wanted, partial, head.size)
                partial.replace(final)
        except _CutError as cut:
            raise problems.TRUNCATED.error(
                f"taken up {RESUMPTIONS} times with Range requests, from {urlsplit(head.address).hostname}",
                key=wanted.key,
                done=_size(partial),
                total=head.size,
                url=head.address,
            ) from cut
        for leftover in final.parent.glob(f"{final.name}.*.partial"):
            leftover.unlink()
        return head

    def _transfer(self, wanted: S3Object, partial: Path, total: int) -> None:
        done = _size(partial)
        if done == total:
            return
        with self._answer(wanted, "GET", offset=done) as answer, partial.open("ab") as file:
            if done and answer.status_code != requests.codes.partial_content:
                file.truncate(0)
            for piece in _pieces(answer):
                file.write(piece)
                self.watcher.received(wanted.file_name, file.tell(), total)
        if _size(partial) < total:
            raise _CutError

    def _answer(self, wanted: S3Object, method: str, *, offset: int = 0) -> requests.Response:
        address = self._address(wanted)
        answer = self._request(wanted, method, address, offset)
        if _gives(wanted, answer):
            return answer
        if method == "HEAD":
            # S3 says why in the body, and an answer to HEAD has none.
            answer.raw.drain_conn()
            with self._request(wanted, "GET", address, 0) as told:
                raise ProblemFoundError(_refusal(wanted, answer if _gives(wanted, told) else told))
        raise ProblemFoundError(_refusal(wanted, answer))

    def _request(self, wanted: S3Object, method: str, address: str, offset: int) -> requests.Response:
        headers = {"User-Agent": "agent-bootstrap", "Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        try:
            return self.session.request(
                method,
                address,
                headers=headers,
                stream=True,
                timeout=TIMEOUTS,
                allow_redirects=False,
                verify=self.certificates or trust_store.bundle(),
            )
        except requests.RequestException as error:
            if not wanted.in_s3:
                silence = mirror_answers.silence(wanted, address=address, reason=str(error))
                raise ProblemFoundError(silence) from error
            raise problems.INTERRUPTED.error(
                str(error), host=urlsplit(address).hostname, key=wanted.key, url=address
            ) from error

    def _address(self, wanted: S3Object) -> str:
        """The address whose name resolves. A mirror has one, whose name is none of AWS's."""
        if not wanted.in_s3:
            return wanted.addresses[0]
        addresses = {urlsplit(address).hostname or "": address for address in wanted.addresses}
        name, _ = self.resolver.first(tuple(addresses))
        return addresses[name]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _small(answer: requests.Response) -> bytes:
    """The body, or a little more than SMALL bytes of it."""
    body = b""
    for piece in _pieces(answer):
        body += piece
        if len(body) > SMALL:
            break
    return body


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body as it comes. A connection that breaks ends it early: the caller counts what is missing."""
    # Otherwise urllib3 throws away the piece in which the connection broke.
    answer.raw.enforce_content_length = False
    try:
        yield from answer.iter_content(PIECE)
    except requests.RequestException:
        return


def _refusal(wanted: S3Object, answer: requests.Response) -> Problem:
    """What an answer other than the object means."""
    with answer:
        body = _small(answer).decode("utf-8", errors="replace")
    if not wanted.in_s3:
        location = answer.headers.get("Location", "")
        return mirror_answers.problem(
            wanted, address=answer.url, status=answer.status_code, location=location, body=body
        )
    return s3_answers.problem(wanted, s3_answers.Answer(answer.url, answer.status_code, answer.headers, body))
