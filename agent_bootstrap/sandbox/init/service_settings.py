"""What the [Service] section of a unit asks for, typed and with systemd's defaults."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.sandbox.init import time_spans
from agent_bootstrap.sandbox.init.command_lines import CommandLine
from agent_bootstrap.sandbox.init.endings import NO_ENDING, Endings
from agent_bootstrap.sandbox.init.unit_files import UnitFile
from agent_bootstrap.sandbox.init.words import split_words

_CHOICES = {
    "Type": ("simple", "exec", "oneshot", "notify", "idle"),
    "Restart": ("no", "always", "on-success", "on-failure", "on-abnormal", "on-abort"),
    "KillMode": ("control-group", "mixed", "process"),
    "NotifyAccess": ("none", "main", "exec", "all"),
}
"""What this stand-in can do. Type=forking and Type=dbus are missing: no agent that it runs needs them."""


@value_object
class ServiceSettings:
    """One field per key; spans in seconds. The defaults are those of systemd-system.conf(5) and systemd.service(5)."""

    kind: str = "simple"
    start: tuple[CommandLine, ...] = ()
    start_before: tuple[CommandLine, ...] = ()
    stop: tuple[CommandLine, ...] = ()
    remains: bool = False
    """RemainAfterExit=: the service stays active when its process has ended."""
    restart: str = "no"
    restart_delay: float = 0.1
    restart_prevented: Endings = NO_ENDING
    also_clean: Endings = NO_ENDING
    start_timeout: float = 90.0
    stop_timeout: float = 90.0
    kill_mode: str = "control-group"
    notify_access: str = "none"
    user: str = ""
    working_directory: str = "/"
    environment: tuple[str, ...] = ()
    environment_files: tuple[str, ...] = ()
    limit_interval: float = 10.0
    limit_burst: int = 5


def read_settings(unit: UnitFile, name: str) -> ServiceSettings:
    """The settings of the service `name`. Raises ValueError that names the key for what systemd or this stand-in refuses."""
    get = _Reader(unit, name)
    start = get.commands("ExecStart")
    kind = get.choice("Type", "simple")
    if not start:
        raise ValueError("Service has no ExecStart= setting. Refusing.")
    if len(start) > 1 and kind != "oneshot":
        raise ValueError(
            "Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing."
        )
    return ServiceSettings(
        kind=kind,
        start=start,
        start_before=get.commands("ExecStartPre"),
        stop=get.commands("ExecStop"),
        remains=get.text("RemainAfterExit", "no").lower() in {"yes", "true", "on", "1"},
        restart=get.choice("Restart", "no"),
        restart_delay=get.span("RestartSec", "100ms"),
        restart_prevented=Endings.parse(get.words("RestartPreventExitStatus")),
        also_clean=Endings.parse(get.words("SuccessExitStatus")),
        # A oneshot service may take as long as it likes, unless the unit says otherwise.
        start_timeout=get.span("TimeoutStartSec", get.text("TimeoutSec", "infinity" if kind == "oneshot" else "90s")),
        stop_timeout=get.span("TimeoutStopSec", get.text("TimeoutSec", "90s")),
        kill_mode=get.choice("KillMode", "control-group"),
        notify_access=get.choice("NotifyAccess", "main" if kind == "notify" else "none"),
        user=get.text("User"),
        working_directory=get.text("WorkingDirectory", "/"),
        environment=tuple(get.words("Environment")),
        environment_files=tuple(get.texts("EnvironmentFile")),
        limit_interval=get.span("StartLimitIntervalSec", get.text("StartLimitInterval", "10s"), section="Unit"),
        limit_burst=int(get.text("StartLimitBurst", "5", section="Unit")),
    )


class _Reader:
    """Typed access to the keys of one unit, with its specifiers (`%n`, `%i` …) replaced."""

    def __init__(self, unit: UnitFile, name: str) -> None:
        self._unit = unit
        self._specifiers = _specifiers(name)

    def texts(self, key: str, section: str = "Service") -> list[str]:
        return [self._replaced(value) for value in self._unit.every(section, key)]

    def text(self, key: str, default: str = "", section: str = "Service") -> str:
        return (self.texts(key, section) or [default])[-1]

    def words(self, key: str) -> list[str]:
        return [word for value in self.texts(key) for word in split_words(value)]

    def span(self, key: str, default: str, section: str = "Service") -> float:
        return time_spans.seconds(self.text(key, default, section))

    def commands(self, key: str) -> tuple[CommandLine, ...]:
        return tuple(CommandLine.parse(value) for value in self.texts(key))

    def choice(self, key: str, default: str) -> str:
        value = self.text(key, default)
        if value not in _CHOICES[key]:
            raise ValueError(
                f"{key}={value} is not among what the sandbox's systemd can do: {', '.join(_CHOICES[key])}."
            )
        return value

    def _replaced(self, value: str) -> str:
        pieces = value.split("%%")
        for letter, meaning in self._specifiers.items():
            pieces = [piece.replace(f"%{letter}", meaning) for piece in pieces]
        return "%".join(pieces)


def _specifiers(name: str) -> Mapping[str, str]:
    """The specifiers of systemd.unit(5) that do not depend on the machine."""
    stem = name.rpartition(".")[0]
    prefix, _, instance = stem.partition("@")
    return {
        "n": name,
        "N": stem,
        "p": prefix,
        "i": instance,
        "t": "/run",
        "S": "/var/lib",
        "L": "/var/log",
        "E": "/etc",
    }
