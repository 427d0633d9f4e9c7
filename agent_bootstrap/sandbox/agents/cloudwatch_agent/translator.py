"""`config-translator`: merges the JSON configurations and writes what the agent reads, a TOML and a YAML file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Iterator

from agent_bootstrap.sandbox.agents.cloudwatch_agent import (
    common_configuration,
    go_options,
    json_schema,
    mode_detection,
    output_files,
)
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import complain
from agent_bootstrap.sandbox.agents.cloudwatch_agent.output_files import Translation

_SECTIONS = ("agent", "metrics", "logs", "traces", "opentelemetry")


class TranslationError(Exception):
    """The configuration can't be translated; the text is the translator's."""


def entry() -> None:
    """The program."""
    options = go_options.parse(["input", "input-dir", "output", "mode", "config", "multi-config"])
    try:
        common = common_configuration.read(options.config)
        merged = _merged(Path(options.input), Path(options.input_dir), options.multi_config)
        print("I! Valid Json input schema.", flush=True)
        mode = mode_detection.detect() if options.mode == "auto" else options.mode
        region, source = _region(merged, mode, common)
    except (common_configuration.CommonConfigError, TranslationError) as error:
        complain(f"E! {error}")
        print("Configuration validation first phase failed.", flush=True)
        sys.exit(1)
    output_files.write(Path(options.output), Translation(merged, mode, region, source, common))
    print("Configuration validation first phase succeeded", flush=True)


def _merged(single: Path, directory: Path, how: str) -> dict[str, Any]:
    """All JSON configurations that count, as one. Raises TranslationError."""
    merged: dict[str, Any] = {}
    for path in _inputs(single, directory, how):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise TranslationError(f"Under path : {path} | Error : Invalid Json: {error}") from error
        if not isinstance(values, dict):
            raise TranslationError(f"Under path : {path} | Error : Invalid Json: it is not an object")
        _merge(merged, values, "/")
    if not any(section in merged for section in _SECTIONS[1:]):
        raise TranslationError(
            "Invalid Json input schema: there is nothing to collect. Under path : / | Error : Must validate at least one schema (anyOf)"
        )
    refused = list(json_schema.complaints(merged))
    if refused:
        raise TranslationError("Invalid Json input schema.\n" + "\n".join(refused))
    return merged


def _inputs(single: Path, directory: Path, how: str) -> Iterator[Path]:
    """Without `how`, as at the service's start, what is applied; `default`: what was fetched; `append`, `remove`: both, or what is left."""
    there = [path for path in sorted(directory.glob("*")) if path.suffix != ".yaml"]
    fetched = [path for path in there if path.suffix == ".tmp"]
    replaced = [path.with_suffix("") for path in fetched]
    if how == "default":
        yield from fetched
        return
    if single.exists():
        yield single
    yield from (path for path in there if path.suffix != ".tmp" and not (how and path in replaced))
    if how == "append":
        yield from fetched


def _merge(into: dict[str, Any], values: dict[str, Any], path: str) -> None:
    for key, value in values.items():
        there = into.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value, f"{path}{key}/")
        elif isinstance(there, list) and isinstance(value, list):
            there.extend(item for item in value if item not in there)
        elif key in into and there != value:
            raise TranslationError(f"Under path : {path}{key} | Error : Different values are specified for {key}")
        else:
            into[key] = value


def _region(merged: dict[str, Any], mode: str, common: common_configuration.CommonConfiguration) -> tuple[str, str]:
    """The Region, and the agent's abbreviation for where it comes from. Raises TranslationError."""
    chosen = str(merged.get("agent", {}).get("region", ""))
    if chosen:
        return chosen, "ACJ"
    found = common.region_in(mode)
    print(f"I! SDKRegionWithCredsMap region:  {found}", flush=True)
    if not found:
        raise TranslationError(f"Region info is missing for mode: {mode}")
    return found, "CM" if mode in common_configuration.ON_PREMISES else "EC2M"
