"""The SSM Agent's log: the same lines on standard output and in its files, as seelog writes them."""

from __future__ import annotations

import datetime

from agent_bootstrap.sandbox.agents.surroundings import at

LOG = "/var/log/amazon/ssm/amazon-ssm-agent.log"
ERRORS = "/var/log/amazon/ssm/errors.log"
SEELOG = "/etc/amazon/ssm/seelog.xml"


def announce() -> None:
    """What is printed first where seelog.xml is absent: on the console only, and harmless."""
    if not at(SEELOG).exists():
        print(
            f"Error occurred fetching the seelog config file path:  open {SEELOG}: no such file or directory\n"
            "Initializing new seelog logger\nNew Seelog Logger Creation Complete",
            flush=True,
        )


def info(message: str) -> None:
    """Something happened."""
    _write("INFO", message, LOG)


def warn(message: str) -> None:
    """Something may be wrong."""
    _write("WARN", message, LOG)


def error(message: str) -> None:
    """Something failed."""
    _write("ERROR", message, LOG, ERRORS)


def _write(level: str, message: str, *files: str) -> None:
    moment = datetime.datetime.now(datetime.timezone.utc)
    line = f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 100:04d} {level} {message}"
    print(line, flush=True)
    for file in files:
        path = at(file)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(line + "\n")
        except OSError:
            # Who isn't root has the console alone, as with the real agent.
            continue
