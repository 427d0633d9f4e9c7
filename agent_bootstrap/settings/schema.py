"""The JSON Schema of a settings file, for editors and for `config schema`, made from the model's own words."""

from __future__ import annotations

import json
from typing import Any

from agent_bootstrap.model.collected import LONGEST_INTERVAL, RETENTION_DAYS
from agent_bootstrap.model.setting import Kind
from agent_bootstrap.model.watching import LONGEST_WATCH, SHORTEST_WATCH
from agent_bootstrap.settings import log_tables
from agent_bootstrap.settings.keys import ARRAYS, ITEM_KEYS, KEYS, TABLES, Key
from agent_bootstrap.settings.patterns import PATTERNS


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of one file. No key is required, since another layer may set it."""
    root: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of agent-bootstrap",
        **_table(""),
    }
    return root


def _table(path: str) -> dict[str, Any]:
    every = (*KEYS.values(), *TABLES.values(), *ARRAYS.values(), *ITEM_KEYS.values())
    children = [key for key in every if key.path.rpartition(".")[0] == path]
    properties = {key.path.rpartition(".")[2]: _described(key) for key in children}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _described(key: Key) -> dict[str, Any]:
    described: dict[str, Any] = {"description": key.about.description}
    if key.kind is Kind.TABLE:
        return {**described, **_table(key.path)}
    if key.kind is Kind.TABLES:
        return {**described, "type": "array", "items": {**_table(key.path), "required": list(log_tables.REQUIRED)}}
    described.update(_form(key.kind))
    if key.default not in (None, ""):
        described["default"] = list(key.default) if isinstance(key.default, tuple) else key.default
    if key.about.example:
        is_text = described["type"] == "string"
        described["examples"] = [key.about.example if is_text else json.loads(key.about.example)]
    return described


def _form(kind: Kind) -> dict[str, Any]:
    if kind is Kind.BOOLEAN:
        return {"type": "boolean"}
    if kind is Kind.METRICS_INTERVAL:
        return {"type": "integer", "minimum": 1, "maximum": LONGEST_INTERVAL}
    if kind is Kind.WATCH_INTERVAL:
        return {"type": "integer", "minimum": SHORTEST_WATCH, "maximum": LONGEST_WATCH}
    if kind is Kind.LOG_RETENTION:
        return {"type": "integer", "enum": list(RETENTION_DAYS)}
    text = {"type": "string", "pattern": PATTERNS[kind]}
    return {"type": "array", "items": text} if kind.many else text
