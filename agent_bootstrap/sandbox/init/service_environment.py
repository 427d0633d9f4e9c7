"""The clean environment that systemd gives to a service: nothing of the caller's."""

from __future__ import annotations

import pwd
from pathlib import Path

from agent_bootstrap.sandbox.init.service_settings import ServiceSettings
from agent_bootstrap.sandbox.init.words import split_words

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""systemd.exec(5), "Environment Variables in Spawned Processes", on a system whose /usr is not merged."""


def build_environment(settings: ServiceSettings, root: Path, added: dict[str, str]) -> dict[str, str]:
    """The variables for a process: systemd's defaults, then `added` (INVOCATION_ID …), then what the unit sets.

    Raises FileNotFoundError for an EnvironmentFile= that is missing and has no `-` in front of it.
    """
    environment = {"LANG": "C.UTF-8", "PATH": _PATH, **_user_variables(settings.user), **added}
    environment.update(_assignments(settings.environment))
    for path in settings.environment_files:
        file = root / path.lstrip("-").lstrip("/")
        if file.exists() or not path.startswith("-"):
            environment.update(_assignments(_words_of(file)))
    return environment


def _user_variables(user: str) -> dict[str, str]:
    """What a service with User= is told of its user; nothing where there is no such user, since its start fails later."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        return {}
    return {"HOME": entry.pw_dir, "LOGNAME": user, "USER": user, "SHELL": entry.pw_shell}


def _words_of(file: Path) -> list[str]:
    """The assignments of an environment file: one a line, quotes around the value if wanted."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [" ".join(split_words(line)) for line in lines if line and not line.startswith(("#", ";"))]


def _assignments(words: tuple[str, ...] | list[str]) -> dict[str, str]:
    return {name: value for name, separator, value in (word.partition("=") for word in words) if separator}
