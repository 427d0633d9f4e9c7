"""Promise: common-config.toml tells the CloudWatch agent where its credentials are, and which proxy and certificates it uses."""

from __future__ import annotations

import sys
from typing import Any

from agent_bootstrap.aws import agent_environment, cloudwatch_agent, owned_keys
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MODE = 0o644


@component
class CommonConfiguration:
    """The file that both the agent and its control script read first."""

    settings: Settings
    needs: tuple[str, ...] = ("cloudwatch_agent.package",)
    needs_to_keep: tuple[str, ...] = ()
    name: str = "cloudwatch_agent.common_configuration"
    promise: str = "the CloudWatch agent knows its credentials, proxy and certificates"

    def check(self, host: Host) -> Finding:
        """Compare our keys with those in the file, and with those that we wrote."""
        path, present, written, ours = cloudwatch_agent.COMMON_CONFIGURATION, _read(host), _written(host), self._ours()
        if present != owned_keys.merged(present, ours, written):
            return Finding.drifted(f"{path} is to be written", wanted=ours)
        if written != ours:
            return Finding.drifted(f"{cloudwatch_agent.WRITTEN} is to be written", wanted=ours)
        return Finding.ok(f"{path} is as wanted", **ours["credentials"])

    def apply(self, host: Host) -> None:
        """Write our keys; other keys are kept. What is ours is noted first, so that a run that is killed here loses track of none."""
        present, written, ours = _read(host), _written(host), self._ours()
        wanted = owned_keys.merged(present, ours, written)
        host.files.write(cloudwatch_agent.WRITTEN, owned_keys.note(owned_keys.united(ours, written)), mode=_MODE)
        if present != wanted:
            host.files.write(cloudwatch_agent.COMMON_CONFIGURATION, _toml(wanted), mode=_MODE)
        host.files.write(cloudwatch_agent.WRITTEN, owned_keys.note(ours), mode=_MODE)

    def _ours(self) -> dict[str, dict[str, str]]:
        ours = {
            "credentials": {
                "shared_credential_profile": cloudwatch_agent.PROFILE,
                # With the file named, the agent reads rotated keys again every ten minutes; otherwise only at its start.
                "shared_credential_file": cloudwatch_agent.CREDENTIALS,
            }
        }
        proxy = agent_environment.proxy_variables(self.settings)
        if proxy:
            ours["proxy"] = proxy
        if self.settings.network.ca_file:
            ours["ssl"] = {"ca_bundle_path": self.settings.network.ca_file}
        return ours


def _read(host: Host) -> dict[str, Any]:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    try:
        return tomllib.loads(host.files.read(path) or "")
    except tomllib.TOMLDecodeError as error:
        raise agent_files.FILE_BROKEN.error(
            str(error), path=path, line=_line(str(error)), language="TOML", reason=str(error)
        ) from error


def _written(host: Host) -> dict[str, Any]:
    return owned_keys.noted(host.files.read(cloudwatch_agent.WRITTEN))


def _line(message: str) -> str:
    """The line that tomllib names, as in `… (at line 3, column 7)`."""
    _, _, place = message.partition("at line ")
    return place.split(",")[0] or "1"


def _toml(values: dict[str, Any]) -> str:
    """The file's text: it has sections of texts, numbers and booleans only (cfg/commonconfig/commonconfig.go)."""
    lines = ["# agent-bootstrap keeps the keys that its settings are concerned with; all others are yours.\n"]
    # Somebody may have taken the # from a key and not from its section. After a section it would be that one's.
    lines.extend(f"{key} = {_value(value)}\n" for key, value in values.items() if not isinstance(value, dict))
    for section, entries in values.items():
        if isinstance(entries, dict):
            lines.append(f"[{section}]\n")
            lines.extend(f"{key} = {_value(value)}\n" for key, value in entries.items())
    return "".join(lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
