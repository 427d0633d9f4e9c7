"""Objects from S3, or a copy of it: small ones into memory, packages into a file that appears only when it is whole."""

from __future__ import annotations

import re
from typing import Optional
from urllib.parse import urlsplit

from agent_bootstrap.aws.objects import Head, S3Object
from agent_bootstrap.diagnosis.object_answers import ObjectAnswer
from agent_bootstrap.diagnosis.object_refusals import gives, refusal, silence
from agent_bootstrap.host import object_requests
from agent_bootstrap.host.files import Files, problems_with
from agent_bootstrap.host.look_only import touches
from agent_bootstrap.host.object_requests import SMALL
from agent_bootstrap.host.resolver import Resolver
from agent_bootstrap.host.source_directory import SourceDirectory
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import s3 as problems
from agent_bootstrap.model.watcher import Watcher


@component
class Downloads:
    """Gets objects from S3 without credentials, as the agents' own updaters do."""

    files: Files
    resolver: Resolver
    watcher: Watcher
    certificates: Optional[str] = None
    """File with the certificates to trust; the system's when None."""

    def head(self, wanted: S3Object) -> Head:
        """What S3 says of an object. Raises a problem of model/problems/s3.py or, for a copy, package.py."""
        if wanted.in_directory:
            return SourceDirectory(self.files).head(wanted)
        address = self._address(wanted)
        answer = self._ask(wanted, "HEAD", address)
        if not gives(answer, wanted):
            # S3 says why in the body, and an answer to HEAD has none.
            told = self._ask(wanted, "GET", address)
            raise ProblemFoundError(refusal(answer if gives(told, wanted) else told, wanted))
        size = int(answer.headers.get("Content-Length", 0))
        version = answer.headers.get("ETag") or answer.headers.get("Last-Modified", "")
        return Head(address, size, re.sub(r"\W", "", version))

    def text(self, wanted: S3Object) -> str:
        """A small object's text. Raises a problem of model/problems/s3.py or, for a copy, package.py."""
        if wanted.in_directory:
            return SourceDirectory(self.files).text(wanted, limit=SMALL)
        address = self._address(wanted)
        answer = self._ask(wanted, "GET", address)
        if not gives(answer, wanted):
            raise ProblemFoundError(refusal(answer, wanted))
        if len(answer.body) > SMALL:
            raise problems.TOO_LARGE.error(
                f"more than that came from {address}", key=wanted.key, limit=SMALL, url=address
            )
        return answer.body.decode("utf-8", errors="surrogateescape")

    @touches
    def fetch(self, wanted: S3Object, target: str, *, limit: int) -> Head:
        """Bring an object of `limit` bytes at most into a file; what an earlier try brought is not asked for again."""
        # Looks fetch nothing, and what transfers load costs as much as half a look.
        from agent_bootstrap.host.transfers import Transfers

        if wanted.in_directory:
            return SourceDirectory(self.files).fetch(wanted, target, limit=limit)
        head = self.head(wanted)
        if head.size > limit:
            raise problems.TOO_LARGE.error(f"S3 says {head.size}", key=wanted.key, limit=limit, url=head.address)
        self.files.make_directory(target.rsplit("/", 1)[0], mode=0o755)
        # The version is part of the name: half of yesterday's `latest` must not be completed with half of today's.
        final = self.files.at(target)
        partial = final.with_name(f"{final.name}.{head.version}.partial")
        with problems_with(target):
            Transfers(self.watcher, self.certificates).complete(wanted, head, partial)
            partial.replace(final)
        for leftover in final.parent.glob(f"{final.name}.*.partial"):
            leftover.unlink()
        return head

    def _ask(self, wanted: S3Object, method: str, address: str) -> ObjectAnswer:
        try:
            return object_requests.ask(method, address, self.certificates)
        except OSError as error:
            raise ProblemFoundError(silence(wanted, address, str(error))) from error

    def _address(self, wanted: S3Object) -> str:
        """The address whose name resolves. A mirror has one, whose name is none of AWS's."""
        if not wanted.in_s3:
            return wanted.addresses[0]
        addresses = {urlsplit(address).hostname or "": address for address in wanted.addresses}
        name, _ = self.resolver.first(tuple(addresses))
        return addresses[name]
