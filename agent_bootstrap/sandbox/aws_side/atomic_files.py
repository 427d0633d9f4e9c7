"""A file is replaced as a whole: who reads it sees the old text or the new one, never a part."""

from __future__ import annotations

import pathlib


def replace(path: pathlib.Path, content: bytes) -> None:
    """Put `content` in the place of `path`. It need not survive a power cut: the sandbox does not either."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
