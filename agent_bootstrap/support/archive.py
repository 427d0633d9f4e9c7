"""The archive: every text goes through the redactor on its way into it, and there is no other way in."""

from __future__ import annotations

import datetime
import io
import tarfile
from typing import Iterator, Mapping

from agent_bootstrap.diagnosis.redaction import Redactor
from agent_bootstrap.host import Host
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.support import readme
from agent_bootstrap.support.known import known
from agent_bootstrap.support.parts import Part, parts
from agent_bootstrap.support.pieces import Piece

_FILE_MODE = 0o600


@value_object
class Archive:
    """What was collected."""

    texts: Mapping[str, str]
    """Name in the archive -> text, without secrets."""
    missing: tuple[str, ...]
    """A line for each file that could not be had, with the reason."""

    def packed(self, directory: str, moment: datetime.datetime) -> bytes:
        """The bytes of the .tar.gz; all of it lies below one directory."""
        packed = io.BytesIO()
        with tarfile.TarFile.gzopen(None, "w", packed) as tar:
            for name, text in self.texts.items():
                content = text.encode("utf-8", errors="surrogateescape")
                entry = tarfile.TarInfo(f"{directory}/{name}")
                entry.size, entry.mode, entry.mtime = len(content), _FILE_MODE, int(moment.timestamp())
                tar.addfile(entry, io.BytesIO(content))
        return packed.getvalue()


def collect(host: Host) -> Archive:
    """Look at everything. What cannot be had is listed, and ends nothing."""
    redactor = Redactor(known(host))
    pieces = [piece for part in parts() for piece in _pieces(host, part)]
    missing = tuple(
        redactor.redacted(f"{piece.name}: {' '.join(piece.reason.split())}") for piece in pieces if piece.text is None
    )
    collected = {piece.name: piece.text for piece in pieces if piece.text is not None}
    told = {"README.txt": readme.text(part.about for part in parts()), **collected}
    if missing:
        told["missing.txt"] = "".join(f"{line}\n" for line in missing)
    return Archive({redactor.redacted(name): redactor.redacted(text) for name, text in told.items()}, missing)


def _pieces(host: Host, part: Part) -> Iterator[Piece]:
    try:
        yield from part.pieces(host)
    except ProblemFoundError as error:
        yield Piece(part.about.split(" ")[0], None, error.problem.brief)
