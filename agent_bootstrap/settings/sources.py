"""What reading the settings needs of the world: files, and standard input."""

from __future__ import annotations

from typing import Optional, Protocol, Sequence


class Sources(Protocol):
    """The files of a host, as far as settings need them. Paths are absolute; `host.files` is one of these.

    What cannot be read raises `ProblemFoundError`.
    """

    def read(self, path: str) -> Optional[str]:
        """The text of a file; None if there is no such file.

        Bytes that are not UTF-8 arrive as lone surrogates, U+DC80 to U+DCFF (Python's `surrogateescape`).
        """

    def names(self, directory: str) -> Sequence[str]:
        """The names in a directory; none if there is no such directory."""

    def mode(self, path: str) -> int:
        """The permission bits of a file."""

    def standard_input(self) -> str:
        """All that comes through standard input."""
