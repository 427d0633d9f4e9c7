"""The environment becomes a layer: one variable per key, `AGENT_BOOTSTRAP_` and the path in capitals."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.settings import texts
from agent_bootstrap.settings.keys import ENVIRONMENT_PREFIX, KEYS
from agent_bootstrap.settings.layers import Layer, Origin

_MARKS = ("AGENT_BOOTSTRAP_SANDBOX",)
"""Variables of ours that are no settings: this one tells a program that it runs inside the sandbox."""

_NAMES = {key.environment_name: key for key in KEYS.values()}


def layer(environment: Mapping[str, str]) -> Layer:
    """What the environment says. A variable that is set to nothing counts as not set, so that a unit can clear it."""
    ours = sorted(name for name in environment if name.startswith(ENVIRONMENT_PREFIX) and name not in _MARKS)
    given = [texts.Text(Origin(name), name, _NAMES.get(name), environment[name]) for name in ours if environment[name]]
    return texts.layer(given, _NAMES)
