"""Runs commands in a host, one after the other, for as long as a test lasts: a JSON line asks for one, a JSON line tells how it ended.

It is one unit of the host's systemd, so that its commands have the host's rights and none of the machine's below. It is not one unit
for each command: when units are reloaded at that moment, systemd reads the command line anew, and `;` becomes `\\;` (252).
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from typing import Any, Mapping


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)  # noqa: T201  the test waits for it


def _run(asked: Mapping[str, Any]) -> dict[str, Any]:
    given = base64.b64decode(asked["given"])
    try:
        done = subprocess.run(asked["command"], check=False, capture_output=True, input=given, timeout=asked["seconds"])
    except subprocess.TimeoutExpired as late:
        done = subprocess.CompletedProcess(late.cmd, TIMED_OUT, late.stdout or b"", late.stderr or b"")
    return {
        "exit_code": done.returncode,
        "output": done.stdout.decode(errors="replace"),
        "errors": done.stderr.decode(errors="replace"),
    }


TIMED_OUT = 124
"""The exit code that timeout(1) has for it, too."""

if __name__ == "__main__":
    main()
