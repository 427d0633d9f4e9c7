"""Transfers of large objects: piece by piece into a file, taken up where they broke off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Optional

import requests
import requests.adapters
import tenacity

from agent_bootstrap.aws.objects import Head, S3Object
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.diagnosis.object_refusals import gives, refusal, silence
from agent_bootstrap.host import trust_store
from agent_bootstrap.host.object_requests import CONNECT_SECONDS, HEADERS, READ_SECONDS, SMALL
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import s3 as problems
from agent_bootstrap.model.watcher import Watcher

if TYPE_CHECKING:
    import ssl

RESUMPTIONS = 4
"""How often one walk takes up a transfer that was cut; the run as a whole walks again after that."""

PIECE = 256 * 1024
"""Bytes that are read at a time: large enough to cost nothing, small enough to show progress on a slow line."""


class _CutError(Exception):
    """The transfer ended before the object did."""


class _Trust(requests.adapters.HTTPAdapter):
    """Trusts whom the looks trust. On its own, requests reads all authorities for each connection, and from Python 3.13 on it judges
    them more strictly than both agents do.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """Let all connections use the context."""
        super().init_poolmanager(*sizes, ssl_context=self._context, **options)

    def cert_verify(self, conn: object, url: object, verify: object, cert: object) -> None:
        """Add no authorities to those of the context."""


@component
class Transfers:
    """Brings objects without credentials."""

    watcher: Watcher
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def complete(self, wanted: S3Object, head: Head, partial: Path) -> None:
        """Bring what a file still lacks of an object. Raises package-truncated, or a problem of one answer; OSError for the file."""
        resume = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_CutError),
            stop=tenacity.stop_after_attempt(RESUMPTIONS),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
            reraise=True,
        )
        try:
            with self._session() as session:
                resume(self._transfer, session, wanted, head, partial)
        except _CutError as cut:
            raise problems.TRUNCATED.error(
                f"taken up {RESUMPTIONS} times with Range requests, from {head.address}",
                key=wanted.key,
                done=_size(partial),
                total=head.size,
                url=head.address,
            ) from cut

    def _session(self) -> requests.Session:
        """Keeps a connection open from one piece to the next."""
        session = requests.Session()
        # Neither proxies nor certificates of the caller's environment: the agents have their own.
        session.trust_env = False
        session.mount("https://", _Trust(trust_store.own_context(self.certificates)))
        return session

    def _transfer(self, session: requests.Session, wanted: S3Object, head: Head, partial: Path) -> None:
        done = _size(partial)
        if done == head.size:
            return
        with _answer(session, wanted, head.address, done) as answer, partial.open("ab") as file:
            if done and answer.status_code != requests.codes.partial_content:
                file.truncate(0)
            for piece in _pieces(answer):
                file.write(piece)
                self.watcher.received(wanted.file_name, file.tell(), head.size)
        if _size(partial) < head.size:
            raise _CutError


def _answer(session: requests.Session, wanted: S3Object, address: str, offset: int) -> requests.Response:
    try:
        answer = session.get(
            address,
            headers={**HEADERS, "Range": f"bytes={offset}-"} if offset else HEADERS,
            stream=True,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise ProblemFoundError(silence(wanted, address, str(error))) from error
    if gives(ObjectAnswer(address, answer.status_code, answer.headers), wanted):
        return answer
    with answer:
        told = ObjectAnswer(address, answer.status_code, answer.headers, _beginning(answer))
    raise ProblemFoundError(refusal(told, wanted))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _beginning(answer: requests.Response) -> bytes:
    return next(_pieces(answer), b"")[:SMALL]


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    """The body as it comes. A connection that breaks ends it early: the caller counts what is missing."""
    # Otherwise urllib3 throws away the piece in which the connection broke.
    answer.raw.enforce_content_length = False
    try:
        yield from answer.iter_content(PIECE)
    except requests.RequestException:
        return
