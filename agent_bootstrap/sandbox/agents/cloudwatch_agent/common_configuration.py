"""common-config.toml, and the profile that it leads to: where the CloudWatch agent finds its credentials and Region."""

from __future__ import annotations

import configparser
import os
import pwd
import sys
from pathlib import Path
from typing import Any, Iterator, Mapping, NamedTuple, Optional

from agent_bootstrap.sandbox.agents.surroundings import at

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ON_PREMISES = ("onPrem", "onPremise")

_PROFILE = "AmazonCloudWatchAgent"
"""What an agent on premises takes unless common-config.toml names another one."""


class CommonConfigError(Exception):
    """The file is missing or broken; the text is the agent's."""


class CommonConfiguration(NamedTuple):
    """What the file says; None where it says nothing."""

    profile: Optional[str]
    credentials_file: Optional[str]
    proxy: Mapping[str, str]
    ca_bundle: Optional[str]

    def profile_in(self, mode: str) -> str:
        """The profile that is used in a mode; empty on EC2, unless one is named."""
        return self.profile or (_PROFILE if mode in ON_PREMISES else "")

    def credentials_file_in(self, mode: str) -> str:
        """The credentials file that is used in a mode; on premises that of whoever runs this, which is root."""
        return self.credentials_file or (f"{_home()}/.aws/credentials" if mode in ON_PREMISES else "")

    def region_in(self, mode: str) -> str:
        """The Region of the environment, or else of the profile; empty if neither has one."""
        return os.environ.get("AWS_REGION") or next(self._regions(mode), "")

    def _regions(self, mode: str) -> Iterator[str]:
        profile = self.profile_in(mode) or "default"
        credentials = self.credentials_file_in(mode) or f"{_home()}/.aws/credentials"
        # The file `config` beside the credentials calls its sections `profile NAME`, apart from the default one.
        beside = profile if profile == "default" else f"profile {profile}"
        for path, section in ((credentials, profile), (str(Path(credentials).parent / "config"), beside)):
            region = section_of(path, section).get("region")
            if region:
                yield region


def read(path: str) -> CommonConfiguration:
    """Read common-config.toml. Raises CommonConfigError."""
    try:
        values = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CommonConfigError(
            f"failed to open Common Config: open {path}: {(error.strerror or '').lower()}"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CommonConfigError(f"failed to parse Common Config: {error}") from error
    credentials: dict[str, Any] = values.get("credentials", {})
    return CommonConfiguration(
        credentials.get("shared_credential_profile"),
        credentials.get("shared_credential_file"),
        {key: str(value) for key, value in values.get("proxy", {}).items()},
        values.get("ssl", {}).get("ca_bundle_path"),
    )


def section_of(path: str, section: str) -> dict[str, str]:
    """The keys of one section of an INI file of AWS's; empty if the file or the section is missing or can't be read."""
    file = configparser.RawConfigParser(default_section="", strict=False)
    try:
        file.read_string(at(path).read_text(encoding="utf-8"))
    except (OSError, configparser.Error, UnicodeDecodeError):
        return {}
    return dict(file[section]) if file.has_section(section) else {}


def _home() -> str:
    # The user database counts and not HOME: systemd sets none for the service.
    return pwd.getpwuid(os.getuid()).pw_dir
