"""What a setting is: the kind of its value, and what a person may know about it."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any

from agent_bootstrap.model.value_object import value_object


class Kind(enum.Enum):
    """What a value must look like. `settings/values.py` checks each kind."""

    REGION = "region"
    UUID = "uuid"
    ACTIVATION_CODE = "activation-code"
    PATH = "path"
    HOSTNAME = "hostname"
    ADDRESSES = "addresses"
    CIDRS = "cidrs"
    PROXY = "proxy"
    NO_PROXY = "no-proxy"
    SERVICES = "services"
    NAMES = "names"
    SSM_AGENT_VERSION = "ssm-agent-version"
    CLOUDWATCH_AGENT_VERSION = "cloudwatch-agent-version"
    FINGERPRINTS = "fingerprints"
    SOURCE = "source"
    INSTALL = "install"
    ACCESS_KEY_ID = "access-key-id"
    SECRET_ACCESS_KEY = "secret-access-key"  # noqa: S105 - the name of a kind, not a password
    BOOLEAN = "boolean"
    CLOUDWATCH_CONFIGURATION = "cloudwatch-configuration"
    METRICS_LEVEL = "metrics-level"
    METRICS_NAMESPACE = "metrics-namespace"
    METRICS_INTERVAL = "metrics-interval"
    WATCH_INTERVAL = "watch-interval"
    METRICS_FILE = "metrics-file"
    CLOUDWATCH_METRICS = "cloudwatch-metrics"
    LOG_GROUP = "log-group"
    LOG_STREAM = "log-stream"
    LOG_RETENTION = "log-retention"
    TEXT = "text"
    TABLE = "table"
    TABLES = "array-of-tables"

    @property
    def secret(self) -> bool:
        """Whether a value of this kind must never be shown."""
        return self in (Kind.ACTIVATION_CODE, Kind.SECRET_ACCESS_KEY)

    @property
    def number(self) -> bool:
        """Whether a value of this kind is a whole number."""
        return self in (Kind.METRICS_INTERVAL, Kind.WATCH_INTERVAL, Kind.LOG_RETENTION)

    @property
    def many(self) -> bool:
        """Whether a value of this kind is an array of texts."""
        return self in (Kind.ADDRESSES, Kind.CIDRS, Kind.NO_PROXY, Kind.SERVICES, Kind.FINGERPRINTS)


@value_object
class About:
    """What a person may know about a setting."""

    kind: Kind
    description: str
    example: str
    item: object = None
    """What one table of an array holds when nobody sets anything in it; for Kind.TABLES alone."""


def setting(kind: Kind, description: str, *, default: object, example: str = "", item: object = None) -> Any:
    """A dataclass field that knows what it is for. The default is the vendor's layer of the settings."""
    return dataclasses.field(default=default, metadata={"about": About(kind, description, example, item)})
