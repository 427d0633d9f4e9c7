"""What the settings want: as they are, or, where they are broken now, as they were when they could be used last."""

from __future__ import annotations

import dataclasses
from typing import Mapping

from agent_bootstrap.host.files import Files
from agent_bootstrap.host.settings_copy import SettingsCopy
from agent_bootstrap.model.fingerprint import fingerprint
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.settings import SettingError, SettingsError, load
from agent_bootstrap.settings.files import DROP_INS, FILE
from agent_bootstrap.settings.keys import ENVIRONMENT_PREFIX

COPY = "/run/agent-bootstrap/settings"
"""Where the settings lie that could be used last, for errands while those in /etc are broken."""


@dataclasses.dataclass
class Wishes:
    """The settings, and what is wrong with those that were written since."""

    files: Files
    environment: Mapping[str, str]
    settings: Settings = dataclasses.field(default_factory=Settings)
    fingerprint: str = ""
    """Differs when the settings files, the environment or the activation code say something else."""
    errors: tuple[SettingError, ...] = ()
    warnings: tuple[str, ...] = ()

    def read(self) -> None:
        """Read the settings anew. Those that cannot be used change nothing but `errors`."""
        try:
            loaded = load(self.files, self.environment, {}, require={"region"})
        except SettingsError as error:
            self.errors, self.warnings = tuple(error.errors), ()
            return
        self.settings, self.errors, self.warnings = loaded.settings, (), loaded.warnings
        self.fingerprint = self._fingerprint()

    def keep(self) -> None:
        """Copy the settings, for errands at a time when those in /etc are broken. Raises file-unusable."""
        SettingsCopy(self.files, COPY).take(self._paths())

    @property
    def flags(self) -> tuple[str, ...]:
        """What an errand must be told, so that it wants the same."""
        return ("--settings-below", COPY) if self.errors else ()

    def _paths(self) -> tuple[str, ...]:
        names = (name for name in self.files.names(DROP_INS) if name.endswith(".toml") and not name.startswith("."))
        return (FILE, *(f"{DROP_INS}/{name}" for name in names))

    def _fingerprint(self) -> str:
        """A file that was written anew with the same text is the same."""
        code = self.settings.activation.code
        texts = [self.files.read(path) or "" for path in self._paths()]
        given = sorted(item for item in self.environment.items() if item[0].startswith(ENVIRONMENT_PREFIX))
        ours = (f"{name}={value}" for name, value in given)
        return fingerprint("\0".join((*texts, *ours, code.reveal() if code else "")))
