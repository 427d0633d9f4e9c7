"""A configuration of the CloudWatch agent, and where a person finds each place of it: in their own JSON, or in the settings."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Mapping

from agent_bootstrap.aws import cloudwatch_configuration
from agent_bootstrap.diagnosis import json_lines
from agent_bootstrap.diagnosis.json_lines import Path
from agent_bootstrap.model.collected import Log
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Settings
from agent_bootstrap.model.value_object import value_object

_SETTING = {key: name for name, key in cloudwatch_configuration.LOG_KEYS.items()}
"""The agent's own key of a log -> the setting that it is written from."""


@value_object
class Document:
    """One configuration."""

    source: str
    """Where it comes from, in a person's words: a file, a parameter, or the settings."""
    text: str
    """What the agent gets."""
    values: Mapping[str, Any]
    """What is looked at for traps."""
    lines: Mapping[Path, int] = dataclasses.field(default_factory=dict)
    """The lines of a person's own text."""
    logs: tuple[Log, ...] = ()
    """The settings of the logs, in the order in which they were written into the JSON."""

    def place(self, path: Path) -> str:
        """How a person finds this place."""
        where = len(cloudwatch_configuration.COLLECT_LIST)
        if self.logs and path[:where] == cloudwatch_configuration.COLLECT_LIST and len(path) > where:
            log, key = self.logs[int(path[where])], _SETTING.get(str(path[-1]))
            return f"{log.origin}: cloudwatch_agent.logs{f'.{key}' if key else ''}"
        line = f" line {self.lines[path]}" if path in self.lines else ""
        return f"{self.source}{line}: {json_lines.written(path)}"


def from_settings(settings: Settings, user: str) -> Document:
    """The configuration that the settings describe, for an agent that runs as this user."""
    text = cloudwatch_configuration.from_settings(settings, user)
    return Document("the settings", text, json.loads(text), logs=settings.cloudwatch_agent.logs)


def of_person(text: str, source: str, settings: Settings) -> Document:
    """A person's own configuration. Raises the problem file-broken if it is not a JSON object."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise _broken(source, error.lineno, str(error), error.msg) from error
    if not isinstance(values, dict):
        raise _broken(source, 1, "it begins with something else than {", "it is not an object")
    whole = cloudwatch_configuration.completed(text, values, settings)
    return Document(source, whole, values, json_lines.lines(text))


def _broken(source: str, line: int, details: str, reason: str) -> ProblemFoundError:
    return agent_files.FILE_BROKEN.error(details, path=source, line=line, language="JSON", reason=reason)
