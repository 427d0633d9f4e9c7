"""The status file: the last run's report, for everybody to read."""

from __future__ import annotations

import json
from typing import Any, Optional

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.report import Report

PATH = "/run/agent-bootstrap/status.json"


def write(files: Files, report: Report) -> None:
    """Replace the last report. It holds no secret, so everybody may read it."""
    files.make_directory(PATH.rsplit("/", 1)[0], mode=0o755)
    files.write(PATH, json.dumps(report.as_json(), indent=2) + "\n", mode=0o644)


def read(files: Files) -> Optional[dict[str, Any]]:
    """The last report as it was written, or None if there was no run since the system started."""
    text = files.read(PATH)
    return json.loads(text) if text else None
