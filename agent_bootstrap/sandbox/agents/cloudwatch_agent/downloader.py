"""`config-downloader`: fetches one JSON configuration and lays it, with the ending .tmp, among the applied ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agent_bootstrap.sandbox.agents.cloudwatch_agent import common_configuration, go_options
from agent_bootstrap.sandbox.agents.cloudwatch_agent.common_configuration import CommonConfiguration
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import complain

_DEFAULT = {
    "agent": {"run_as_user": "cwagent"},
    "metrics": {
        "metrics_collected": {
            "mem": {"measurement": ["mem_used_percent"]},
            "disk": {"measurement": ["used_percent"], "resources": ["*"]},
        }
    },
}
"""The agent's own configuration for a server on premises (translator/config/defaultConfig.go)."""

_NO_REGION = "E! Failed to fetch the config: please make sure the credentials and region set correctly on your hosts"


class _FetchError(Exception):
    """There is no configuration; the text is the program's."""


def entry() -> None:
    """The program."""
    options = go_options.parse(["output-dir", "download-source", "mode", "config", "multi-config"])
    try:
        common = common_configuration.read(options.config)
        name, text = _fetch(options.download_source, options.mode, common)
        Path(options.output_dir, f"{name}.tmp").write_text(text, encoding="utf-8")
    except (common_configuration.CommonConfigError, _FetchError, OSError) as error:
        complain(f"{error}")
        sys.exit(1)
    print(f"Successfully fetched the config and saved in {options.output_dir}/{name}.tmp")


def _fetch(source: str, mode: str, common: CommonConfiguration) -> tuple[str, str]:
    """The name and the text of the configuration. Raises _FetchError or OSError."""
    if source == "default":
        return "default", json.dumps(_DEFAULT, indent=2) + "\n"
    scheme, _, location = source.partition(":")
    region = common.region_in(mode)
    print(f"Region: {region}")
    if not region:
        # Also for a file, and whatever the file itself says of a Region.
        raise _FetchError(_NO_REGION)
    if scheme == "file":
        return f"file_{_plain(Path(location).name)}", Path(location).read_text(encoding="utf-8")
    if scheme == "ssm":
        return f"ssm_{_plain(location)}", _parameter(location, region, mode, common)
    raise _FetchError(f"E! Location type {scheme} is not supported")


def _parameter(name: str, region: str, mode: str, common: CommonConfiguration) -> str:
    # A file is fetched without the network, and without all that it loads.
    from agent_bootstrap.sandbox.agents import signature_version_4
    from agent_bootstrap.sandbox.agents.cloudwatch_agent.shared_file_provider import SharedFileProvider
    from agent_bootstrap.sandbox.agents.service_calls import Request, ServiceError, call_json

    url = f"https://ssm.{region}.amazonaws.com/"
    body = json.dumps({"Name": name, "WithDecryption": True}).encode()
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonSSM.GetParameter"}
    try:
        credentials = SharedFileProvider(common.profile_in(mode), common.credentials_file_in(mode)).credentials()
        scope = signature_version_4.Scope(region, "ssm")
        answer = call_json(
            lambda: Request(
                url,
                body,
                signature_version_4.with_credentials("POST", url, headers, body, credentials=credentials, scope=scope),
            )
        )
    except ServiceError as error:
        raise _FetchError(f"E! Error in retrieving parameter store content: {error}") from error
    return str(answer["Parameter"]["Value"])


def _plain(name: str) -> str:
    return "".join("_" if letter in "/ :" else letter for letter in name)
