"""The files of a package on their way into it: written below a directory, then given one date, owner's rights and order."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Mapping

PROGRAM = 0o755
DATA = 0o644


def write(tree: Path, path: str, content: str | bytes, mode: int = DATA) -> None:
    """Write a file of the package; `path` is absolute there."""
    file = tree / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    file.chmod(mode)


def compressed(text: str) -> bytes:
    """The text as gzip has it at its best, without a date."""
    return gzip.compress(text.encode("utf-8"), 9, mtime=0)


def filled(template: Path, values: Mapping[str, str]) -> str:
    """A template with each `@NAME@` replaced. Raises ValueError where one is left."""
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    for line in text.splitlines():
        if line.count("@") > 1 and any(word.isupper() for word in line.split("@")[1::2]):
            raise ValueError(f"{template.name} has a gap that nobody fills: {line}")
    return text


def seal(tree: Path, epoch: int) -> None:
    """Give everything one date, and modes that do not depend on who builds."""
    for path in sorted(tree.rglob("*")):
        if path.is_symlink():
            os.utime(path, (epoch, epoch), follow_symlinks=False)
            continue
        if path.is_dir():
            path.chmod(PROGRAM)
        else:
            path.chmod(PROGRAM if path.stat().st_mode & 0o100 else DATA)
        os.utime(path, (epoch, epoch))
    tree.chmod(PROGRAM)
    os.utime(tree, (epoch, epoch))


def size(tree: Path) -> int:
    """Bytes of all files."""
    return sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())


def files(tree: Path) -> list[str]:
    """The absolute names of all files and links, sorted."""
    found = (path for path in tree.rglob("*") if path.is_symlink() or path.is_file())
    return sorted(f"/{path.relative_to(tree)}" for path in found)
