"""The command line becomes a layer: four flags that people expect, and `--set KEY=VALUE` for everything else."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any, Mapping, Optional

from agent_bootstrap.settings import texts
from agent_bootstrap.settings.keys import KEYS
from agent_bootstrap.settings.layers import CODE, CODE_FILE, Layer, Origin

STANDARD_INPUT = "-"

_OWN_FLAGS = {
    "region": ("--region", "REGION", "AWS Region of the VPC endpoints"),
    "activation.id": ("--activation-id", "ID", "activation ID"),
    CODE_FILE: ("--activation-code-file", "FILE", "file whose first line is the activation code; - is standard input"),
    CODE: ("--activation-code", "CODE", "activation code, for all to see in the process list; prefer the file"),
}
"""Key -> flag, what it takes, and its help."""


class _Set(argparse.Action):
    """Remembers one setting; of two that set the same key, the later wins."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, _option: Optional[str] = None
    ) -> None:
        key, text = (self.const, values) if self.const else _pair(parser, values)
        if key == CODE_FILE and text != STANDARD_INPUT:
            # The shell's user means a path from where they stand; the settings know absolute paths only.
            text = str(Path(text).absolute()) if text else text
        setattr(namespace, self.dest, {**flags_from(namespace), key: text})


def _pair(parser: argparse.ArgumentParser, text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator:
        # The text is not repeated: it may be a secret that lost its key.
        parser.error("argument --set: write it as KEY=VALUE, for example --set cloudwatch_agent.enabled=false")
    return key.strip(), value


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that set settings. `flags_from` reads them back."""
    group = parser.add_argument_group("settings", "These win over environment variables and settings files.")
    for key, (flag, takes, told) in _OWN_FLAGS.items():
        group.add_argument(flag, metavar=takes, help=told, dest="setting_flags", action=_Set, const=key)
    told = "any other setting; arrays are separated by commas; may be repeated"
    group.add_argument("--set", metavar="KEY=VALUE", help=told, dest="setting_flags", action=_Set)


def flags_from(namespace: argparse.Namespace) -> Mapping[str, str]:
    """Path of the key -> text, for each setting that the command line gives."""
    flags: Optional[dict[str, str]] = getattr(namespace, "setting_flags", None)
    return flags or {}


def flag_for(key: str) -> str:
    """The flag that sets a key: `--region`, or `--set network.services`."""
    return _OWN_FLAGS[key][0] if key in _OWN_FLAGS else f"--set {key}"


def layer(flags: Mapping[str, str]) -> Layer:
    """What the command line says."""
    given = (texts.Text(Origin(flag_for(key)), key, KEYS.get(key), text) for key, text in flags.items())
    secret = [key for key in flags if key in KEYS and KEYS[key].kind.secret]
    return dataclasses.replace(texts.layer(given, KEYS), warnings=tuple(map(_seen_by_all, secret)))


def _seen_by_all(key: str) -> str:
    better = "--activation-code-file FILE (- is standard input), a systemd credential, " if key == CODE else ""
    return (
        f"{flag_for(key)}: every user of this server can read {key} in the process list while this command runs. "
        f"Better: {better}a settings file with mode 600, or {KEYS[key].environment_name} in the environment."
    )
