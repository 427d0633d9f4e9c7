"""Data that CloudWatch could not be told: they wait in a directory, a file for each report, until the next one is told."""

from __future__ import annotations

import datetime
import json
from typing import Optional, Sequence

from agent_bootstrap.host.files import Files
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.reporting.cloudwatch_metrics import Datum

DIRECTORY = "/var/lib/agent-bootstrap/reports"

MOST = 96
"""Reports: four days of one an hour. A line is seldom down for longer, and it is about half a megabyte."""

TAKEN = datetime.timedelta(days=14)
"""CloudWatch takes nothing that is older (PutMetricData in the API reference), and refuses with it what else is in the request."""

_NAME = "%Y%m%dT%H%M%S.%fZ.json"
_MODE = 0o600


@value_object
class Backlog:
    """The directory. Names sort by time."""

    files: Files

    def waiting(self, now: datetime.datetime) -> Sequence[Datum]:
        """All data that wait, the oldest first, after forgetting what CloudWatch takes no more."""
        oldest = f"{now - TAKEN:{_NAME}}"
        found: list[Datum] = []
        for path in self._paths():
            if path.rpartition("/")[2] < oldest:
                self.files.remove(path)
            else:
                found += _data(self.files.read(path))
        return found

    def keep(self, moment: datetime.datetime, data: Sequence[Datum]) -> int:
        """Keep the data of a report of this moment; of too many, the oldest go. Returns how many reports wait."""
        self.files.write(
            f"{DIRECTORY}/{moment.astimezone(datetime.timezone.utc):{_NAME}}", json.dumps(data), mode=_MODE
        )
        paths = self._paths()
        for path in paths[:-MOST]:
            self.files.remove(path)
        return min(len(paths), MOST)

    def forget(self) -> None:
        """Forget all that waits."""
        for path in self._paths():
            self.files.remove(path)

    def _paths(self) -> tuple[str, ...]:
        names = (name for name in self.files.names(DIRECTORY) if not name.startswith("."))
        return tuple(f"{DIRECTORY}/{name}" for name in names)


def _data(text: Optional[str]) -> Sequence[Datum]:
    """What a file holds. One that somebody spoiled, or another run has just sent, holds nothing."""
    try:
        found: Sequence[Datum] = json.loads(text or "[]")
    except ValueError:
        return []
    return found
