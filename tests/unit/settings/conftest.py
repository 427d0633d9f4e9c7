"""A server below a temporary directory, read through the real port for files."""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Mapping, Optional

import pytest

from agent_bootstrap.host.files import Files
from agent_bootstrap.settings import Loaded, SettingError, SettingsError, load


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., None]:
    """Write one file of the server, by default one that everybody may read."""

    def write(path: str, content: str | bytes, mode: int = 0o644) -> None:
        target = tmp_path / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(mode)

    return write


Errors = Callable[..., tuple[SettingError, ...]]


@pytest.fixture
def errors(files: Files) -> Errors:
    """All that is wrong with the settings of the server; nothing if they can be used."""

    def of(
        environment: Optional[Mapping[str, str]] = None, flags: Optional[Mapping[str, str]] = None, *require: str
    ) -> tuple[SettingError, ...]:
        try:
            load(files, environment or {}, flags or {}, require=require)
        except SettingsError as error:
            return error.errors
        return ()

    return of


@pytest.fixture
def loaded(files: Files) -> Callable[..., Loaded]:
    def of(environment: Optional[Mapping[str, str]] = None, flags: Optional[Mapping[str, str]] = None) -> Loaded:
        return load(files, environment or {}, flags or {})

    return of
