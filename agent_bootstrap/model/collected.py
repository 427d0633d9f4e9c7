"""What the CloudWatch agent shall collect, in a few settings: metrics of a level, and logs."""

from __future__ import annotations

import dataclasses
from typing import Optional

from agent_bootstrap.model.setting import Kind, setting
from agent_bootstrap.model.value_object import value_object

LEVELS = ("basic", "standard", "advanced")
"""The plans of the agent's own wizard, from the least to the most."""

LONGEST_INTERVAL = 172_800
"""Seconds; the largest metrics_collection_interval that the agent's schema allows."""

RETENTION_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""The days that CloudWatch Logs can keep events (PutRetentionPolicy in its API reference; the agent's schema has the same)."""


@value_object
class Metrics:
    """The metrics of this server."""

    level: str = setting(
        Kind.METRICS_LEVEL,
        "How much is measured, as the agent's wizard has it: `basic` is the use of CPU, disks, memory, network and swap; `standard`"
        " adds waiting for disks; `advanced` adds the CPU's states and TCP connections.",
        example="standard",
        default="basic",
    )
    namespace: str = setting(
        Kind.METRICS_NAMESPACE, "The namespace in CloudWatch.", example="OnPremises/Linux", default="CWAgent"
    )
    interval: int = setting(
        Kind.METRICS_INTERVAL,
        f"Seconds between two measurements, 1 to {LONGEST_INTERVAL}.",
        example="300",
        default=60,
    )


@value_object
class Log:
    """One log that is sent to CloudWatch Logs. `file` and `group` are empty only until the settings are loaded."""

    file: str = setting(
        Kind.PATH,
        "The file; required. `*` stands for any part of a name and `**` for any directories: of several, the newest is followed.",
        example="/var/log/syslog",
        default="",
    )
    group: str = setting(
        Kind.LOG_GROUP,
        "The log group, made if it is not there; required. The same file goes into the same group once only.",
        example="/on-premises/syslog",
        default="",
    )
    stream: str = setting(
        Kind.LOG_STREAM,
        "The log stream. `{hostname}`, `{local_hostname}`, `{ip_address}`, `{aws_region}` and `{date}` are filled in.",
        example="{hostname}/syslog",
        default="{hostname}",
    )
    retention_days: Optional[int] = setting(
        Kind.LOG_RETENTION,
        f"Days that the group keeps events: {', '.join(map(str, RETENTION_DAYS))}. Without it, as the group has it.",
        example="30",
        default=None,
    )
    timestamp_format: Optional[str] = setting(
        Kind.TEXT,
        "How a line tells its time, in strftime's words. Without it, when the agent reads it.",
        example="%b %d %H:%M:%S",
        default=None,
    )
    multi_line_start: Optional[str] = setting(
        Kind.TEXT,
        "Regular expression by which the first line of an event is known, or `{timestamp_format}`. Without it, a line that does"
        " not begin with white space.",
        example="{timestamp_format}",
        default=None,
    )
    encoding: Optional[str] = setting(
        Kind.TEXT,
        "Encoding of the file, by one of the names in the agent's documentation. Without it, utf-8.",
        example="iso8859-1",
        default=None,
    )
    origin: str = dataclasses.field(default="", compare=False)
    """Where the table stands: `/etc/agent-bootstrap/conf.d/10-logs.toml:3`."""
