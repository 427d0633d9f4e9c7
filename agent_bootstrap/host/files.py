"""Files, below one root directory; written so that a reader sees the old text or the new one, never half of it."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import Iterator, Optional

from agent_bootstrap.host.look_only import touches
from agent_bootstrap.model.component import component
from agent_bootstrap.model.problems import server


@component
class Files:
    """The files of a host. Paths are absolute and given as text; `root` stands in front of them."""

    root: Path = Path("/")

    def at(self, path: str) -> Path:
        """Where a path of the host really lies."""
        return self.root / path.lstrip("/")

    def exists(self, path: str) -> bool:
        """Whether there is something under this name."""
        return self.at(path).exists()

    def is_file(self, path: str) -> bool:
        """Whether there is a file under this name, and not a directory."""
        return self.at(path).is_file()

    def names(self, directory: str) -> tuple[str, ...]:
        """The sorted names in a directory; none if there is no such directory."""
        with problems_with(directory):
            try:
                return tuple(sorted(entry.name for entry in self.at(directory).iterdir()))
            except (FileNotFoundError, NotADirectoryError):
                return ()

    def mode(self, path: str) -> int:
        """The permission bits of a file."""
        with problems_with(path):
            return stat.S_IMODE(self.at(path).stat().st_mode)

    def modified(self, path: str) -> float:
        """When the file was last written, in seconds since 1970; 0 if there is no such file."""
        found = self._stat(path)
        return found.st_mtime if found else 0.0

    def changed(self, path: str) -> float:
        """When the path came to hold what it holds, by writing or by moving, in seconds since 1970; 0 if there is no such file."""
        found = self._stat(path)
        return found.st_ctime if found else 0.0

    def size(self, path: str) -> int:
        """Bytes of a file; 0 if there is no such file."""
        found = self._stat(path)
        return found.st_size if found else 0

    def _stat(self, path: str) -> Optional[os.stat_result]:
        with problems_with(path):
            try:
                return self.at(path).stat()
            except FileNotFoundError:
                return None

    def read(self, path: str) -> Optional[str]:
        """The text of a file, or None if there is no such file."""
        with problems_with(path):
            try:
                return self.at(path).read_text(encoding="utf-8", errors="surrogateescape")
            except FileNotFoundError:
                return None

    def tail(self, path: str, *, largest: int = 262_144) -> tuple[str, ...]:
        """The last whole lines of a log, of so many bytes at most; none if there is no such file."""
        with problems_with(path):
            try:
                with self.at(path).open("rb") as log:
                    size = log.seek(0, os.SEEK_END)
                    log.seek(max(0, size - largest))
                    lines = log.read(largest).decode(errors="replace").splitlines()
            except FileNotFoundError:
                return ()
        # The first line was cut unless the whole log was read.
        return tuple(lines[1:] if size > largest else lines)

    def read_bytes(self, path: str) -> bytes:
        """The bytes of a file."""
        with problems_with(path):
            return self.at(path).read_bytes()

    def standard_input(self) -> str:
        """All that comes through standard input."""
        return sys.stdin.read()

    @touches
    def write(self, path: str, text: str, *, mode: int) -> None:
        """Replace a file in one instant; a file that is there keeps its owner.

        A directory that is missing is made, for nobody else if the file is.
        """
        self.write_binary(path, text.encode("utf-8", errors="surrogateescape"), mode=mode)

    @touches
    def write_binary(self, path: str, content: bytes, *, mode: int) -> None:
        """The same with bytes."""
        target = self.at(path)
        with problems_with(path):
            target.parent.mkdir(mode=_around(mode), parents=True, exist_ok=True)
            with _replacement(target, mode) as temporary, temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

    @touches
    def append(self, path: str, line: str, *, mode: int) -> None:
        """Add a line to the end of a file, which is made if it is missing. A line of which half was written once, at a power cut,
        stays by itself."""
        with problems_with(path):
            descriptor = os.open(self.at(path), os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, mode)
            with os.fdopen(descriptor, "r+b", buffering=0) as file:
                size = file.seek(0, os.SEEK_END)
                whole = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
                file.write(("" if whole else "\n").encode() + line.encode(errors="replace") + b"\n")
                os.fsync(descriptor)

    @touches
    def move(self, path: str, target: str) -> None:
        """Give a file another name in the same directory, in one instant; a file of that name is gone."""
        with problems_with(path):
            self.at(path).replace(self.at(target))

    @touches
    def grant(self, path: str, *, group: Optional[int], mode: int) -> None:
        """Give a file or directory to a group, or to nobody else, with these permission bits; it stays the same file."""
        with problems_with(path):
            target = self.at(path)
            # Bits go first: nobody may read it as the new group with the old ones.
            target.chmod(mode & 0o700)
            os.chown(target, -1, os.getgid() if group is None else group)
            target.chmod(mode)

    def granted(self, path: str, *, group: Optional[int], mode: int) -> bool:
        """Whether `grant` would change nothing."""
        with problems_with(path):
            there = self.at(path).stat()
        wanted = os.getgid() if group is None else group
        return (there.st_gid, stat.S_IMODE(there.st_mode)) == (wanted, mode)

    @touches
    def make_directory(self, path: str, *, mode: int) -> None:
        """Make a directory and those above it, if they are missing."""
        with problems_with(path):
            self.at(path).mkdir(mode=mode, parents=True, exist_ok=True)

    @touches
    def copy(self, source: str, target: str) -> None:
        """Copy a file or a tree with its modes, in one instant: `target` is not there, or is whole."""
        with problems_with(target):
            origin, final = self.at(source), self.at(target)
            halfway = final.with_name(final.name + ".halfway")
            _remove(halfway)
            # It brings the compressing libraries along, and the resident process never copies a tree.
            import shutil

            if origin.is_dir():
                shutil.copytree(origin, halfway, symlinks=True)
            else:
                shutil.copy2(origin, halfway)
            _sync_tree(halfway)
            _remove(final)
            halfway.replace(final)
            _sync(final.parent)

    @touches
    def remove(self, path: str) -> None:
        """Remove a file or a tree; nothing happens if it is not there."""
        with problems_with(path):
            _remove(self.at(path))


def _around(mode: int) -> int:
    """The permission bits of a directory that is made for a file with these."""
    return 0o755 if mode & 0o077 else 0o700


@contextlib.contextmanager
def problems_with(path: str) -> Iterator[None]:
    """Turns the operating system's complaints about a file into the problem file-unusable."""
    try:
        yield
    except OSError as error:
        raise server.FILE_UNUSABLE.error(str(error), path=path, reason=error.strerror or "unknown") from error


@contextlib.contextmanager
def _replacement(target: Path, mode: int) -> Iterator[Path]:
    """A temporary file beside the target that becomes the target when all went well."""
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        temporary.chmod(mode)
        _give(temporary, target)
        yield temporary
        temporary.replace(target)
        _sync(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _give(temporary: Path, target: Path) -> None:
    """Give the new file to whom the old one belongs; that needs a right, so it is not even asked for where nothing changes."""
    if not target.exists():
        return
    old, new = target.stat(), temporary.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(temporary, old.st_uid, old.st_gid)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync_tree(path: Path) -> None:
    for entry in [path, *path.rglob("*")] if path.is_dir() else [path]:
        _sync(entry)


def _sync(path: Path) -> None:
    """A rename is only safe against a power cut once its directory is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
