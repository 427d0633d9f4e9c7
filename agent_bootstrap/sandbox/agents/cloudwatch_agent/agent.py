"""`amazon-cloudwatch-agent`: sends metrics and logs until SIGTERM; also tests a configuration and sets variables."""

from __future__ import annotations

# What Python loads when it is first needed; the agent needs them after it gave up root, when the interpreter may be out of its reach.
import _strptime  # type: ignore[import-not-found]  # noqa: F401
import encodings.ascii  # noqa: F401
import json
import os
import pwd
import signal
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn, Optional

from agent_bootstrap.sandbox.agents.cloudwatch_agent import (
    VERSION,
    agent_files,
    go_options,
    log_sender,
    metric_sender,
    paths,
)
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import agent as say
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import complain
from agent_bootstrap.sandbox.agents.cloudwatch_agent.shared_file_provider import SharedFileProvider
from agent_bootstrap.sandbox.agents.surroundings import at

_NO_METADATA = "ec2tagger: Unable to retrieve EC2 Metadata. This plugin must only be used on an EC2 instance."

_COLLECTD_TYPES = "/usr/share/collectd/types.db"


class _FatalError(Exception):
    """The agent can't run; the text is its own."""


def entry() -> None:
    """The program."""
    options = go_options.parse(["config", "envconfig", "otelconfig", "pidfile", "setenv"], ["schematest"])
    if options.setenv:
        _set_variable(options.setenv, options.envconfig)
    elif options.schematest:
        _test_configuration(options.config)
    else:
        _run()


def _run() -> NoReturn:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        _change_user(agent_files.run_as_user())
        say(f"I! Starting AmazonCloudWatchAgent CWAgent/{VERSION} (go1.24; linux; amd64)")
        at(paths.PID).write_text(str(os.getpid()), encoding="ascii")
        _apply_environment()
        _work(agent_files.toml(), agent_files.pipelines())
    except (_FatalError, OSError) as error:
        say(f"E! Error running agent: {error}")
        sys.exit(1)
    raise AssertionError("work ends by a signal only")


def _work(toml: dict[str, Any], pipelines: dict[str, Any]) -> None:
    """Send what the files ask for. Raises _FatalError."""
    if "ec2tagger" in pipelines.get("processors", {}):
        raise _FatalError(f"cannot start pipelines: failed to start processors: {_NO_METADATA}")
    if "telegraf_collectd" in pipelines.get("receivers", {}) and not at(_COLLECTD_TYPES).exists():
        raise _FatalError(f"Error parsing {_COLLECTD_TYPES}: open {_COLLECTD_TYPES}: no such file or directory")
    exporter: Optional[dict[str, Any]] = pipelines.get("exporters", {}).get("awscloudwatch")
    outputs = toml.get("outputs", {}).get("cloudwatchlogs", [])
    for output in (*([exporter] if exporter else []), *outputs):
        if "shared_credential_file" in output:
            _require_readable(output["shared_credential_file"])
    say("I! will use file based credentials provider")
    if outputs:
        threading.Thread(target=log_sender.LogSender(toml, _provider(outputs[0])).run, daemon=True).start()
    say("I! Everything is ready. Begin running and processing data.")
    if exporter:
        metric_sender.MetricSender(exporter, pipelines.get("receivers", {}), _provider(exporter)).run()
    threading.Event().wait()


def _provider(output: dict[str, Any]) -> SharedFileProvider:
    return SharedFileProvider(output.get("profile", "default"), output.get("shared_credential_file", ""))


def _require_readable(path: str) -> None:
    """End at once where the agent's user can't read the file: it can't heal by itself. Missing keys can: others write them."""
    try:
        at(path).open("rb").close()
    except OSError as error:
        reason = f"open {path}: {(error.strerror or '').lower()}"
        raise _FatalError(f"SharedCredsLoad: failed to load shared credentials file\ncaused by: {reason}") from error


def _change_user(name: str) -> None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise _FatalError(f"Failed to ChangeUser: user: unknown user {name}") from error
    if entry.pw_uid != os.getuid():
        os.initgroups(name, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)


def _apply_environment() -> None:
    try:
        values: dict[str, str] = json.loads(at(paths.ENV_CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for key, value in values.items():
        os.environ[key] = value
        say(f"I! {key} is set to {value}")
    # This agent's SDK trusts the bundle in place of the system's store, which is what the other variable means to the stand-ins.
    if "AWS_CA_BUNDLE" in values:
        os.environ["SSL_CERT_FILE"] = values["AWS_CA_BUNDLE"]


def _test_configuration(path: str) -> None:
    try:
        agent_files.toml(Path(path))
    except (OSError, ValueError) as error:
        complain(f"E! {path}: {error}")
        sys.exit(1)


def _set_variable(assignment: str, path: str) -> None:
    name, separator, value = assignment.partition("=")
    if not separator:
        complain(f"E! Invalid environment variable {assignment}: KEY=VALUE is wanted")
        sys.exit(1)
    file = Path(path)
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        values = {}
    file.write_text(json.dumps({**values, name: value}), encoding="utf-8")


def _stop(*_: object) -> NoReturn:
    say("I! Profiler is stopped during shutdown")
    raise SystemExit(0)
