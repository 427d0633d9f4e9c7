"""The agent's source of credentials on premises: one profile of one file, read again every ten minutes, with no way around."""

from __future__ import annotations

import configparser
import time
from typing import Optional

from agent_bootstrap.sandbox.agents.service_calls import ServiceError
from agent_bootstrap.sandbox.agents.signature_version_4 import Credentials
from agent_bootstrap.sandbox.agents.surroundings import at, shortened

_LIFETIME = 600.0
"""Seconds for which keys that were read count (cfg/aws/credentials.go: ExpiryWindow)."""


class SharedFileProvider:
    """Credentials of a profile."""

    def __init__(self, profile: str, file: str) -> None:
        self._profile = profile
        self._file = file
        self._kept: Optional[Credentials] = None
        self._read_at = 0.0

    def credentials(self) -> Credentials:
        """The keys. Raises ServiceError with the SDK's words."""
        if self._kept is None or time.monotonic() - self._read_at >= shortened(_LIFETIME):
            self._kept = self._load()
            self._read_at = time.monotonic()
        return self._kept

    def forget(self) -> None:
        """Read the file anew next time: AWS said that the keys have expired."""
        self._kept = None

    def _load(self) -> Credentials:
        if not self._file:
            # So it is in mode ec2: the SDK's chain ends at the metadata service, which no server on premises has.
            raise _refusal("NoCredentialProviders", "no valid providers in chain")
        file = configparser.RawConfigParser(default_section="", strict=False)
        try:
            file.read_string(at(self._file).read_text(encoding="utf-8"))
        except OSError as error:
            reason = f"open {self._file}: {(error.strerror or '').lower()}"
            raise _refusal("SharedCredsLoad", f"failed to load shared credentials file\ncaused by: {reason}") from error
        except (configparser.Error, UnicodeDecodeError) as error:
            raise _refusal("SharedCredsLoad", f"failed to load shared credentials file\ncaused by: {error}") from error
        if not file.has_section(self._profile):
            raise _refusal(
                "SharedCredsLoad", f"failed to get profile\ncaused by: section '{self._profile}' does not exist"
            )
        section = file[self._profile]
        for key in ("aws_access_key_id", "aws_secret_access_key"):
            if not section.get(key):
                word = "AccessKey" if key == "aws_access_key_id" else "Secret"
                raise _refusal(
                    f"SharedCreds{word}", f"shared credentials {self._profile} in {self._file} did not contain {key}"
                )
        return Credentials(
            section["aws_access_key_id"], section["aws_secret_access_key"], section.get("aws_session_token", "")
        )


def _refusal(code: str, message: str) -> ServiceError:
    return ServiceError(code, message, transient=False)
