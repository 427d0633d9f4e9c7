"""The journal holds one line per request that AWS's side or the site's proxy answered, and never a secret."""

from __future__ import annotations

import datetime
import json
import pathlib
import threading
from typing import Optional


class Journal:
    """Appends JSON lines to one file. Safe to use from many threads."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def write(self, service: str, operation: str, status: int, node: Optional[str]) -> None:
        """One answered request: `operation` is AWS's name for it, or the proxy's line; `node` the managed node (`mi-…`) if one asked."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        entry: dict[str, object] = {"at": now, "service": service, "operation": operation, "status": status}
        if node:
            entry["node"] = node
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
