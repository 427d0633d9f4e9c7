"""Promise: common-config.toml sends the CloudWatch agent to the profile AmazonCloudWatchAgent."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MODE = 0o644

_OURS = {
    "shared_credential_profile": cloudwatch_agent.PROFILE,
    # With the file named, the agent reads rotated keys again every ten minutes; otherwise only at its start.
    "shared_credential_file": cloudwatch_agent.CREDENTIALS,
}


@dataclasses.dataclass(frozen=True)
class CommonConfiguration:
    """The file that both the agent and its control script read first."""

    needs: tuple[str, ...] = ("cloudwatch_agent.package",)
    name: str = "cloudwatch_agent.common_configuration"
    promise: str = "the CloudWatch agent knows where its credentials are"

    def check(self, host: Host) -> Finding:
        """Compare the section [credentials]."""
        path = cloudwatch_agent.COMMON_CONFIGURATION
        present = _read(host).get("credentials", {})
        if any(present.get(key) != value for key, value in _OURS.items()):
            return Finding.drifted(f"{path} is to be written")
        return Finding.ok(f"{path} is as wanted", **_OURS)

    def apply(self, host: Host) -> None:
        """Write our keys; other sections and keys are kept."""
        values = _read(host)
        values["credentials"] = {**values.get("credentials", {}), **_OURS}
        host.files.write(cloudwatch_agent.COMMON_CONFIGURATION, _toml(values), mode=_MODE)


def _read(host: Host) -> dict[str, Any]:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    try:
        return tomllib.loads(host.files.read(path) or "")
    except tomllib.TOMLDecodeError as error:
        raise agent_files.FILE_BROKEN.error(
            str(error), path=path, line=_line(str(error)), language="TOML", reason=str(error)
        ) from error


def _line(message: str) -> str:
    """The line that tomllib names, as in `… (at line 3, column 7)`."""
    _, _, place = message.partition("at line ")
    return place.split(",")[0] or "1"


def _toml(values: dict[str, Any]) -> str:
    """The file's text: it has sections of texts, numbers and booleans only (cfg/commonconfig/commonconfig.go)."""
    lines = ["# agent-bootstrap keeps the section [credentials]; the other sections are yours.\n"]
    for section, entries in values.items():
        lines.append(f"[{section}]\n")
        lines.extend(f"{key} = {_value(value)}\n" for key, value in entries.items())
    return "".join(lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
