"""The pipeline of logs: follows files, sends their lines with PutLogEvents, and remembers how far AWS has taken them."""

from __future__ import annotations

import glob
import json
import os
import threading
import time
from pathlib import Path
from typing import Any, Mapping

from agent_bootstrap.sandbox.agents import signature_version_4
from agent_bootstrap.sandbox.agents.cloudwatch_agent import VERSION, agent_files, event_times, paths
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import agent as say
from agent_bootstrap.sandbox.agents.cloudwatch_agent.shared_file_provider import SharedFileProvider
from agent_bootstrap.sandbox.agents.service_calls import Request, ServiceError, call_json, endpoint_url
from agent_bootstrap.sandbox.agents.surroundings import at, shortened

_LONGEST_PAUSE = 60.0
_FIRST_PAUSE = 0.2
"""Seconds between two tries to send the same lines; doubled each time."""

_BATCH = 1_000_000
"""Bytes of a file that go into one request at most; PutLogEvents takes 1 MiB."""


class LogSender:
    """Follows every file of the configuration."""

    def __init__(self, toml: Mapping[str, Any], provider: SharedFileProvider) -> None:
        self._output: dict[str, Any] = toml["outputs"]["cloudwatchlogs"][0]
        self._files: list[dict[str, Any]] = [
            entry for source in toml["inputs"]["logfile"] for entry in source.get("file_config", ())
        ]
        self._provider = provider

    def run(self) -> None:
        """Follow each file in a thread of its own: one that can't be sent must not hold up the others."""
        for entry in self._files:
            # The pattern is absolute, which Path.glob refuses.
            for path in glob.glob(str(at(entry["file_path"]))) or [entry["file_path"]]:  # noqa: PTH207
                say(
                    f"I! [logagent] piping log from {_place(entry)}({path}) to cloudwatchlogs with retention {entry['retention_in_days']}"
                )
                threading.Thread(target=self._follow, args=(path, entry), daemon=True).start()

    def _follow(self, path: str, entry: Mapping[str, Any]) -> None:
        state = at(paths.STATE) / _state_name(path)
        offset = _offset(state)
        while True:
            time.sleep(shortened(agent_files.seconds(self._output.get("force_flush_interval", "5s"))))
            try:
                lines, end = _new_lines(Path(path), offset)
            except OSError as error:
                say(
                    f"E! [inputs.logfile] Failed to tail file {path} with error: open {path}: {(error.strerror or '').lower()}"
                )
                time.sleep(shortened(_LONGEST_PAUSE))
                continue
            if lines:
                timely = [line for line in lines if _is_timely(line, entry)]
                if timely:
                    self._deliver(timely, entry)
                offset = end
                state.write_text(f"{offset}\n{path}\n0-{offset}", encoding="utf-8")

    def _deliver(self, lines: list[str], entry: Mapping[str, Any]) -> None:
        """Try until AWS has taken the lines; the file is not read on meanwhile."""
        moment = int(time.time() * 1000)
        batch = {
            "logGroupName": entry["log_group_name"],
            "logStreamName": entry["log_stream_name"],
            "logEvents": [{"message": line, "timestamp": moment} for line in lines],
        }
        pause = _FIRST_PAUSE
        tries = 0
        while True:
            try:
                self._call("PutLogEvents", batch)
            except ServiceError as error:
                tries += 1
                if error.code == "ResourceNotFoundException" and self._make(entry):
                    continue
                say(f"E! [outputs.cloudwatchlogs] Aws error received when sending logs to {_place(entry)}: {error}")
                say(f"W! [outputs.cloudwatchlogs] Retried {tries} time, going to sleep {pause}s before retrying.")
                self._provider.forget()
                time.sleep(shortened(pause))
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                where = f"group: {entry['log_group_name']} stream: {entry['log_stream_name']}"
                say(f"D! [outputs.cloudwatchlogs] Pusher published {len(lines)} log events to {where}")
                return

    def _make(self, entry: Mapping[str, Any]) -> bool:
        """Make the group and the stream; whether that worked."""
        group, stream = entry["log_group_name"], entry["log_stream_name"]
        try:
            self._call_unless_there("CreateLogGroup", {"logGroupName": group})
            self._call_unless_there("CreateLogStream", {"logGroupName": group, "logStreamName": stream})
            if entry["retention_in_days"] > 0:
                self._call("PutRetentionPolicy", {"logGroupName": group, "retentionInDays": entry["retention_in_days"]})
        except ServiceError as error:
            say(f"E! [outputs.cloudwatchlogs] Unable to create log stream {_place(entry)}: {error}")
            return False
        return True

    def _call_unless_there(self, operation: str, wanted: Mapping[str, Any]) -> None:
        try:
            self._call(operation, wanted)
        except ServiceError as error:
            if error.code != "ResourceAlreadyExistsException":
                raise

    def _call(self, operation: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        region = self._output["region"]
        url = endpoint_url(self._output.get("endpoint_override") or f"logs.{region}.amazonaws.com")
        body = json.dumps(wanted).encode()
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"Logs_20140328.{operation}"}

        def request() -> Request:
            signed = signature_version_4.with_credentials(
                "POST",
                url,
                headers,
                body,
                credentials=self._provider.credentials(),
                scope=signature_version_4.Scope(region, "logs"),
            )
            return Request(url, body, {**signed, "User-Agent": f"CWAgent/{VERSION}"})

        return call_json(request)


def _is_timely(line: str, entry: Mapping[str, Any]) -> bool:
    """Whether AWS would take the line for when it happened; one without a stamp happens now."""
    moment = event_times.stamp(line, entry["timestamp_format"]) if entry.get("timestamp_format") else None
    if moment is None or event_times.accepted(moment):
        return True
    say(
        f"E! [outputs.cloudwatchlogs] The log entry in ({_place(entry)}) with timestamp ({moment}) comparing to the current time"
        " is out of accepted time range. Discard the log entry."
    )
    return False


def _new_lines(path: Path, offset: int) -> tuple[list[str], int]:
    """The whole lines after an offset, and where they end. A file that has shrunk is read from its beginning."""
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size < offset:
            offset = 0
        stream.seek(offset)
        whole, newline, _ = stream.read(_BATCH).rpartition(b"\n")
    lines = [line.decode(errors="replace") for line in whole.split(b"\n") if line]
    return lines, offset + len(whole) + len(newline)


def _offset(state: Path) -> int:
    try:
        return int(state.read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _state_name(path: str) -> str:
    return "".join("_" if letter in "/ :" else letter for letter in path)


def _place(entry: Mapping[str, Any]) -> str:
    return f"{entry['log_group_name']}/{entry['log_stream_name']}"
