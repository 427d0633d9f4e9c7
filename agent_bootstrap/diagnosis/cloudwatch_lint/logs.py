"""The traps of the section `logs`, and placeholders that nobody fills in on premises."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping

from agent_bootstrap.aws.cloudwatch_configuration import COLLECT_LIST
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Surroundings, Trap, table, tables
from agent_bootstrap.diagnosis.json_lines import Path
from agent_bootstrap.model.collected import RETENTION_DAYS
from agent_bootstrap.model.problems import cloudwatch_configuration as problems
from agent_bootstrap.model.problems import metrics_and_logs

_JOURNAL = ("logs", "logs_collected", "journald", "collect_list")

_FOR_EVER = -1
"""What the agent's schema allows beside the days of CloudWatch Logs: the group is left as it is."""

_EC2_ONLY = re.compile(r"\{(?:instance_id|account_id)\}|\$\{aws:\w+\}")
"""The placeholders that the agent fills with `i-UNKNOWN` and `UNKNOWN-ACCOUNT` on premises (translator/translate/util/placeholderUtil.go),
and those of metrics, which only EC2's metadata service can fill.
"""


def files(values: Any) -> Iterator[tuple[str, bool]]:
    """Each `file_path`, and whether all files of that pattern are followed and not only the newest."""
    for _, entry in tables(values, *COLLECT_LIST):
        if isinstance(entry.get("file_path"), str):
            yield entry["file_path"], entry.get("publish_multi_logs") is True


def traps(values: Any, around: Surroundings) -> Iterator[Trap]:
    """All of them."""
    for path, entry in (*tables(values, *COLLECT_LIST), *tables(values, *_JOURNAL)):
        yield from _of_entry(path, entry, around)
    metrics = dict(table(values, "metrics"))
    # It is a trap as a whole.
    metrics.pop("append_dimensions", None)
    yield from _placeholders(("metrics",), metrics)
    yield from _placeholders(("logs",), table(values, "logs"))


def _of_entry(path: Path, entry: Mapping[str, Any], around: Surroundings) -> Iterator[Trap]:
    days = entry.get("retention_in_days", _FOR_EVER)
    if days not in (_FOR_EVER, *RETENTION_DAYS):
        names = {"value": days, "days": ", ".join(map(str, RETENTION_DAYS))}
        yield Trap((*path, "retention_in_days"), problems.RETENTION_UNKNOWN, names)
    if not entry.get("log_group_name"):
        yield Trap(path, problems.LOG_GROUP_UNNAMED)
    unreadable = around.unreadable.get(str(entry.get("file_path")))
    if unreadable:
        yield Trap(
            (*path, "file_path"),
            metrics_and_logs.LOG_FILE_UNREADABLE,
            {"path": unreadable.file},
            f"in the way: {unreadable.barrier}",
        )


def _placeholders(path: Path, value: Any) -> Iterator[Trap]:
    if isinstance(value, str):
        for placeholder in dict.fromkeys(_EC2_ONLY.findall(value)):
            yield Trap(path, problems.PLACEHOLDER_OF_EC2, {"placeholder": placeholder})
    elif isinstance(value, dict):
        for name, content in value.items():
            yield from _placeholders((*path, name), content)
    elif isinstance(value, list):
        for number, content in enumerate(value):
            yield from _placeholders((*path, number), content)
