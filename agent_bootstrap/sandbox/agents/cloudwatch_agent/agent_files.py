"""What the agent reads of the translator's files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Optional

from agent_bootstrap.sandbox.agents.cloudwatch_agent import block_yaml, paths
from agent_bootstrap.sandbox.agents.surroundings import at

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def toml(path: Optional[Path] = None) -> dict[str, Any]:
    """The TOML file, or another one in its stead. Raises OSError or tomllib.TOMLDecodeError."""
    return tomllib.loads((path or at(paths.TOML)).read_text(encoding="utf-8"))


def pipelines() -> dict[str, Any]:
    """The YAML file; empty if no metrics are collected."""
    path = at(paths.YAML)
    return block_yaml.load(path.read_text(encoding="utf-8")) if path.exists() else {}


def run_as_user() -> str:
    """Who the agent shall be; root, unless the configuration names somebody."""
    return str(toml().get("agent", {}).get("run_as_user") or "root")


def seconds(duration: str) -> float:
    """`60s` -> 60.0, as the translator writes it."""
    return float(duration.rstrip("s"))
