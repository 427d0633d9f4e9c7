"""A line of the journal as a person reads it."""

from __future__ import annotations

import os
import time

from agent_bootstrap.sandbox.init.journal import Entry


def short(entry: Entry) -> str:
    """As syslog writes it, in local time: `Nov 22 18:41:22 host program[42]: message`."""
    moment = time.strftime("%b %d %H:%M:%S", time.localtime(entry.time))
    return f"{moment} {os.uname().nodename} {entry.identifier}[{entry.pid}]: {entry.message}"


def short_iso(entry: Entry) -> str:
    """The same with the date, and how far the local time is ahead."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(entry.time))
    return f"{moment} {os.uname().nodename} {entry.identifier}[{entry.pid}]: {entry.message}"


def bare(entry: Entry) -> str:
    """The message alone."""
    return entry.message


FORMATS = {"short": short, "short-iso": short_iso, "cat": bare}
"""The values of `journalctl -o`."""
