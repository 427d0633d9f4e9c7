"""Plays a case on a booted host: its actions one after the other, then looks until what must be true is true."""

from __future__ import annotations

import collections
import json
import time
from pathlib import Path
from typing import Any, Callable, Mapping

from agent_bootstrap.sandbox.world import ACTIVATION_CODE
from tests.hosts.booted import BootedHost
from tests.hosts.case import Case, world
from tests.hosts.enclosed import INSIDE

PATIENCE_SECONDS = 120.0
"""How long something that must come true may take; on an idle machine nothing takes a quarter of it, and CI is busy."""

_PAUSE_SECONDS = 0.3
_AGENTS = ("amazon-ssm-agent.service", "amazon-cloudwatch-agent.service")
_SETTINGS = "/etc/agent-bootstrap"


class Player:
    """One case on one host. `keys` is what the packages of the stand-in agents are signed with, as settings."""

    def __init__(self, case: Case, host: BootedHost, keys: Path) -> None:
        self._case = case
        self._host = host
        self._keys = keys
        self._marked: Mapping[str, str] = {}

    def play(self) -> None:
        """Raises AssertionError where an action or what follows is not as the case has it."""
        if (self._case.directory / "settings").exists():
            self._drop("settings")
        for action in self._case.actions:
            (verb,) = self._VERBS.keys() & action.keys()
            words = dict(action)
            self._VERBS[verb](self, words.pop(verb), **words)
        self._await_expected()

    def _run(self, script: str, exit_code: int = 0, says: str = "") -> None:
        """Bash, as root. `says` is a part of what it must print."""
        ended = self._host.run(script)
        told = (
            f"{script}\nended with {ended.exit_code}, and said:\n{ended.output}{ended.errors}\n{self._surroundings()}"
        )
        assert ended.exit_code == exit_code, told
        assert says in ended.output + ended.errors, told

    def _until(self, script: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Bash, again and again until it ends with 0."""
        deadline = time.monotonic() + seconds
        while self._host.run(script).exit_code:
            assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {script}\n{self._surroundings()}"
            time.sleep(_PAUSE_SECONDS)

    def _reboot(self, _how: bool) -> None:
        self._host.reboot()

    def _mark(self, _how: bool) -> None:
        """From here on `same_processes` counts."""
        self._marked = self._look({"processes": dict.fromkeys(_AGENTS)})["processes"]

    def _drop(self, name: str) -> None:
        """A directory of the case is copied over /etc/agent-bootstrap, with the keys of the stand-in agents and the code."""
        self._host.write(self.settings(self._keys, self._case.directory / name))

    @staticmethod
    def settings(*directories: Path) -> dict[str, tuple[str, int]]:
        """The files of /etc/agent-bootstrap that these directories make, with the code of the activation."""
        files = {f"{_SETTINGS}/activation-code": (f"{ACTIVATION_CODE}\n", 0o600)}
        for directory in directories:
            for file in sorted(path for path in directory.rglob("*") if path.is_file()):
                files[f"{_SETTINGS}/{file.relative_to(directory)}"] = (file.read_text(encoding="utf-8"), 0o644)
        return files

    def _world(self, wanted: Mapping[str, Any]) -> None:
        """The closed network behaves so from now on."""
        self._host.change(world(wanted))

    _VERBS: Mapping[str, Callable[..., None]] = {
        "run": _run, "until": _until, "reboot": _reboot, "mark": _mark, "drop": _drop, "world": _world,
    }  # fmt: skip

    def _await_expected(self) -> None:
        wanted, deadline = self._case.expect, time.monotonic() + PATIENCE_SECONDS
        # The daemon may be in the middle of something again a moment later: once is enough.
        while not (true := self._is_true(wanted)) and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)
        found = wanted if true else self._found(wanted)
        differ = [
            f"{what}:\n  wanted {wanted[what]}\n  found  {found[what]}"
            for what in wanted
            if found[what] != wanted[what]
        ]
        assert not differ, "\n".join([self._case.about, *differ, self._surroundings()])

    def _is_true(self, wanted: Mapping[str, Any]) -> bool:
        # What AWS was asked is known here; a look inside costs the host a quarter of a second's work.
        calls = wanted.get("calls", {})
        return self._calls(calls) == calls and self._found(wanted) == wanted

    def _found(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """What is true now of all that is wanted, in the same shape."""
        found = self._look(wanted)
        if "calls" in wanted:
            found["calls"] = self._calls(wanted["calls"])
        if "same_processes" in wanted:
            now = self._look({"processes": self._marked})["processes"]
            found["same_processes"] = [unit for unit in wanted["same_processes"] if now[unit] == self._marked[unit]]
        return found

    def _look(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ended = self._host.command("python3", f"{INSIDE}/look.py", json.dumps(asked))
        assert ended.exit_code == 0, ended.errors
        found: dict[str, Any] = json.loads(ended.output)
        return found

    def _calls(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """How often AWS did what it was asked. Where the case says `some`, any number but 0 is."""
        done = collections.Counter(call["operation"] for call in self._host.calls() if call["status"] == 200)
        return {name: "some" if number == "some" and done[name] else done[name] for name, number in wanted.items()}

    def _surroundings(self) -> str:
        """What a person needs who has to find out why."""
        told = self._host.run(
            "agent-bootstrap status 2>&1 | grep --invert-match '^  ok' || true; journalctl --no-pager --lines=60"
        )
        return f"{told.output}\non the console:\n{self._host.console()}"
