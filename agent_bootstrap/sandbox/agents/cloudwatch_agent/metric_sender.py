"""The pipeline of metrics: measures memory, swap and disks, and sends what it measured with PutMetricData."""

from __future__ import annotations

import datetime
import gzip
import http.client
import os
import re
import socket
import time
import urllib.parse
from pathlib import Path
from typing import Any, Iterator, Mapping

from agent_bootstrap.sandbox.agents import signature_version_4
from agent_bootstrap.sandbox.agents.cloudwatch_agent import VERSION, agent_files
from agent_bootstrap.sandbox.agents.cloudwatch_agent.console import agent as say
from agent_bootstrap.sandbox.agents.cloudwatch_agent.shared_file_provider import SharedFileProvider
from agent_bootstrap.sandbox.agents.service_calls import Request, ServiceError, endpoint_url, exchange, with_retries
from agent_bootstrap.sandbox.agents.surroundings import shortened

_FIRST = 2.0
"""Seconds from the start to the first metrics. The real agent takes a collection, a flush and a random jitter: up to 3 minutes."""

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")

_PSEUDO = (
    "autofs",
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "debugfs",
    "devpts",
    "mqueue",
    "proc",
    "sysfs",
    "tracefs",
)


class MetricSender:
    """Measures and sends, for ever."""

    def __init__(self, exporter: Mapping[str, Any], receivers: Mapping[str, Any], provider: SharedFileProvider) -> None:
        self._exporter = exporter
        self._receivers = receivers
        self._provider = provider
        self._host = socket.gethostname()

    def run(self) -> None:
        """Send at the collection's interval. What can't be sent is dropped, as the real agent does it."""
        intervals = [agent_files.seconds(receiver["collection_interval"]) for receiver in self._receivers.values()]
        say(
            f"I! cloudwatch: publish with ForceFlushInterval: {self._exporter.get('force_flush_interval')}, Publish Jitter: 0s"
        )
        time.sleep(shortened(_FIRST))
        while True:
            self._send()
            time.sleep(shortened(min(intervals, default=60.0)))

    def _send(self) -> None:
        fields = {"Action": "PutMetricData", "Version": "2010-08-01", "Namespace": str(self._exporter["namespace"])}
        fields.update(_members(list(self._measure())))
        try:
            with_retries(lambda: self._attempt(gzip.compress(urllib.parse.urlencode(fields).encode())))
        except ServiceError as error:
            if error.code in _EXPIRED:
                self._provider.forget()
            message, _, cause = str(error).partition(": ")[2].partition("\ncaused by: ")
            say(f"E! cloudwatch: code: {error.code}, message: {message}, original error: {cause or '<nil>'}")
            say(f"E! cloudwatch: WriteToCloudWatch failure, err:  {error}")

    def _attempt(self, body: bytes) -> dict[str, Any]:
        region = str(self._exporter["region"])
        url = endpoint_url(str(self._exporter.get("endpoint_override") or f"monitoring.{region}.amazonaws.com"))
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Content-Encoding": "gzip"}
        signed = signature_version_4.with_credentials(
            "POST",
            url,
            headers,
            body,
            credentials=self._provider.credentials(),
            scope=signature_version_4.Scope(region, "monitoring"),
        )
        answer = exchange(Request(url, body, {**signed, "User-Agent": f"CWAgent/{VERSION}"}))
        if answer.status != http.client.OK:
            raise _refused(answer.status, answer.body.decode(errors="replace"))
        return {}

    def _measure(self) -> Iterator[tuple[str, dict[str, str], float]]:
        if "telegraf_mem" in self._receivers:
            yield "mem_used_percent", {"host": self._host}, _memory_used()
        if "telegraf_swap" in self._receivers:
            yield "swap_used_percent", {"host": self._host}, _swap_used()
        if "telegraf_disk" in self._receivers:
            for device, path, kind in _mounts():
                dimensions = {"host": self._host, "path": path, "device": device, "fstype": kind}
                yield "disk_used_percent", dimensions, _disk_used(path)


def _members(measured: list[tuple[str, dict[str, str], float]]) -> Iterator[tuple[str, str]]:
    """The fields of AWS's query protocol."""
    moment = f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
    for number, (name, dimensions, value) in enumerate(measured, start=1):
        prefix = f"MetricData.member.{number}"
        yield f"{prefix}.MetricName", name
        yield f"{prefix}.Unit", "Percent"
        yield f"{prefix}.Timestamp", moment
        yield f"{prefix}.Value", f"{value:.6f}"
        for place, (dimension, of) in enumerate(dimensions.items(), start=1):
            yield f"{prefix}.Dimensions.member.{place}.Name", dimension
            yield f"{prefix}.Dimensions.member.{place}.Value", of


def _refused(status: int, text: str) -> ServiceError:
    code = re.search(r"<Code>([^<]*)</Code>", text)
    message = re.search(r"<Message>([^<]*)</Message>", text)
    transient = status >= http.client.INTERNAL_SERVER_ERROR
    return ServiceError(
        code.group(1) if code else "SerializationError",
        message.group(1) if message else text[:200],
        transient=transient,
    )


def _memory_used() -> float:
    sizes = _kilobytes()
    return 100.0 * (1 - sizes["MemAvailable"] / sizes["MemTotal"])


def _swap_used() -> float:
    sizes = _kilobytes()
    return 100.0 * (sizes["SwapTotal"] - sizes["SwapFree"]) / max(sizes["SwapTotal"], 1)


def _kilobytes() -> Mapping[str, int]:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def _mounts() -> Iterator[tuple[str, str, str]]:
    """Device, path and kind of every mounted file system that has a size."""
    seen = set()
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        device, path, kind = line.split()[:3]
        if kind not in _PSEUDO and device not in seen and Path(path).is_dir():
            seen.add(device)
            yield device.rpartition("/")[2], path, kind


def _disk_used(path: str) -> float:
    sizes = os.statvfs(path)
    used = sizes.f_blocks - sizes.f_bfree
    return 100.0 * used / max(used + sizes.f_bavail, 1)
