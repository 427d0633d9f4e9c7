"""The settings: files, environment and flags become one frozen `Settings`, and every value knows its origin."""

from __future__ import annotations

from agent_bootstrap.settings.flags import add_flags, flags_from
from agent_bootstrap.settings.layers import Item, Origin, SettingError, SettingsError, Value
from agent_bootstrap.settings.loading import Loaded, load, load_files
from agent_bootstrap.settings.schema import schema
from agent_bootstrap.settings.sources import Sources

__all__ = [
    "Item",
    "Loaded",
    "Origin",
    "SettingError",
    "SettingsError",
    "Sources",
    "Value",
    "add_flags",
    "flags_from",
    "load",
    "load_files",
    "schema",
]
