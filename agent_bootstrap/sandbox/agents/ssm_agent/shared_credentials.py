"""The shared credentials file: one profile of it is the SSM Agent's, the rest it keeps."""

from __future__ import annotations

import configparser
import os
from pathlib import Path

from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials
from agent_bootstrap.sandbox.agents.surroundings import at, home

_MODE = 0o600
"""Of a file that the agent makes; one that is there keeps its mode and owner."""


def path() -> str:
    """Where the file is, without the prefix of a test."""
    return os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or f"{home()}/.aws/credentials"


def read(profile: str) -> Credentials:
    """The profile's keys, empty where they are missing."""
    file = _load(at(path()))
    values = file[profile] if file.has_section(profile) else {}
    return Credentials(
        values.get("aws_access_key_id", ""),
        values.get("aws_secret_access_key", ""),
        values.get("aws_session_token", ""),
    )


def write(profile: str, credentials: Credentials) -> None:
    """Put the keys into the profile. The file is rewritten in place, so a reader may see half of it. Raises OSError."""
    there = at(path())
    there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = _load(there)
    if not file.has_section(profile):
        file.add_section(profile)
    section = file[profile]
    section["aws_access_key_id"] = credentials.access_key_id
    section["aws_secret_access_key"] = credentials.secret_access_key
    section["aws_session_token"] = credentials.session_token
    there.touch(mode=_MODE)
    with there.open("w", encoding="utf-8") as stream:
        file.write(stream)


def _load(there: Path) -> configparser.RawConfigParser:
    """The file's sections. What can't be parsed counts as empty, and so is overwritten."""
    # No section is special: [default] is a profile like any other here.
    file = configparser.RawConfigParser(default_section="", strict=False)
    try:
        file.read_string(there.read_text(encoding="utf-8"))
    except FileNotFoundError:
        pass
    except (configparser.Error, UnicodeDecodeError):
        file.clear()
    return file
