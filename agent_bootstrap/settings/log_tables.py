"""The tables of [[cloudwatch_agent.logs]] must be whole, differ from one another, and be of use."""

from __future__ import annotations

from typing import Iterator, Mapping, Optional, Sequence

from agent_bootstrap.model.problems import collected_settings as catalogue
from agent_bootstrap.model.settings import FROM_SETTINGS
from agent_bootstrap.settings.layers import Item, Origin, SettingError, Value

ARRAY = "cloudwatch_agent.logs"
REQUIRED = ("file", "group")

_CONFIGURATION = "cloudwatch_agent.configuration"
_METRICS = "cloudwatch_agent.metrics."


def errors(values: Mapping[str, Value], items: Sequence[Item]) -> Iterator[SettingError]:
    """What is missing in a table, stands in two, or is not used because `configuration` names a JSON."""
    logs = [item for item in items if item.array == ARRAY]
    yield from _incomplete(logs)
    yield from _twice(logs)
    chosen = values.get(_CONFIGURATION)
    unused = _first_unused(values, logs)
    if chosen and unused and isinstance(chosen.content, str) and chosen.content != FROM_SETTINGS:
        key, origin = unused
        problem = catalogue.CONFIGURATION_TWICE.found(configuration=chosen.content, place=chosen.origin)
        yield SettingError(origin, key, problem)


def _incomplete(logs: Sequence[Item]) -> Iterator[SettingError]:
    for item in logs:
        for name in REQUIRED:
            if f"{ARRAY}.{name}" not in item.values:
                yield SettingError(item.origin, f"{ARRAY}.{name}", catalogue.LOG_INCOMPLETE.found(missing=name))


def _twice(logs: Sequence[Item]) -> Iterator[SettingError]:
    firsts: dict[tuple[object, object], Item] = {}
    for item in logs:
        file, group = item.content("file"), item.content("group")
        first = firsts.setdefault((file, group), item)
        if first is not item and file and group:
            problem = catalogue.LOG_TWICE.found(file=file, group=group, first=first.origin)
            yield SettingError(item.origin, f"{ARRAY}.file", problem)


def _first_unused(values: Mapping[str, Value], logs: Sequence[Item]) -> Optional[tuple[str, Origin]]:
    metrics = (value for key, value in values.items() if key.startswith(_METRICS))
    for value in metrics:
        return value.key, value.origin
    for item in logs:
        return ARRAY, item.origin
    return None
