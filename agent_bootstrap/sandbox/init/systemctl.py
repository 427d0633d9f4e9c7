"""The program `systemctl` of the sandbox: systemd's verbs, words and exit codes, asked of our PID 1."""

from __future__ import annotations

import getopt
import signal
import string
import sys
from pathlib import Path
from typing import Callable, NoReturn

from agent_bootstrap.sandbox.init import unit_table
from agent_bootstrap.sandbox.init.protocol import Answer, Request, ask

_VERSION = "systemd 252 (stand-in of the agent-bootstrap sandbox)"
_SUFFIXES = (".service", ".target", ".timer", ".path", ".socket", ".mount", ".slice", ".scope")

_NAME_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}:-_.\\@")
_NAME_LENGTH = 255
"""systemd.unit(5), "Description": what the name of a unit may consist of, and how long it may be."""

_FAILURE = 1
_NOT_RUNNING = 3
_NO_SUCH_UNIT = 4
"""Exit codes of an init script's `status`, in the Linux Standard Base: dead, unknown."""

_CHANGES = ("start", "stop", "restart", "try-restart", "reload-or-restart")


class Call:
    """One call of the program."""

    def __init__(self, directory: Path, options: list[tuple[str, str]], words: list[str]) -> None:
        self.directory = directory
        self._options = options
        self.verb = words[0] if words else "list-units"
        self.units = [_full_name(word) for word in words[1:]]

    def given(self, *names: str) -> bool:
        """Whether one of these options is there."""
        return any(name in names for name, _ in self._options)

    def values(self, *names: str) -> list[str]:
        """The values of these options; a value may be a list with commas."""
        return [part for name, value in self._options if name in names for part in value.split(",")]

    @property
    def quiet(self) -> bool:
        """Whether only the exit code is wanted."""
        return self.given("-q", "--quiet")

    @property
    def signal(self) -> str:
        """What `kill` sends; its name may be given with or without SIG."""
        return "SIG" + (self.values("-s", "--signal") or ["TERM"])[-1].replace("SIG", "")

    def ask(self, verb: str, units: list[str]) -> list[Answer]:
        """Ask PID 1."""
        request: Request = {"verb": verb, "units": units, "no_block": self.given("--no-block")}
        request["signal"] = self.signal
        request["whom"] = (self.values("--kill-whom", "--kill-who") or ["all"])[-1]
        return ask(self.directory, request)

    def properties(self) -> list[dict[str, str]]:
        """The properties of the units that are named."""
        return [answer["properties"] for answer in self.ask("show", self.units)]


def _full_name(word: str) -> str:
    """Units are services unless their name says something else."""
    return word if word.endswith(_SUFFIXES) else f"{word}.service"


def main(directory: str, arguments: list[str]) -> NoReturn:
    """Do what the arguments say and exit."""
    try:
        options, words = getopt.gnu_getopt(arguments, "qnalfp:P:s:t:n:", _LONG_OPTIONS)
    except getopt.GetoptError as error:
        sys.exit(f"systemctl: {error}")
    call = Call(Path(directory), options, words)
    if call.given("--version"):
        sys.stdout.write(f"{_VERSION}\n")
        sys.exit(0)
    if call.verb not in _VERBS:
        sys.exit(f"Unknown command verb {call.verb}.")
    if call.verb in _NEED_UNITS and not call.units:
        sys.exit("Too few arguments.")
    _refuse_nonsense(call)
    try:
        sys.exit(_VERBS[call.verb](call))
    except (FileNotFoundError, ConnectionError):
        sys.exit("Failed to connect to bus: the sandbox's systemd does not run. Start a program within the sandbox.")


def _refuse_nonsense(call: Call) -> None:
    """Exit if PID 1 could make nothing of a name or a signal."""
    for name in call.units:
        if not _NAME_CHARACTERS.issuperset(name) or len(name) > _NAME_LENGTH:
            sys.exit(f"Failed to {call.verb} {name}: Unit name {name} is not valid.")
    if call.signal not in signal.Signals.__members__:
        sys.exit(f'Failed to parse signal string "{call.signal}".')


_LONG_OPTIONS = [
    "quiet", "no-block", "no-pager", "no-legend", "system", "now", "version", "property=", "value", "all", "full", "plain",
    "signal=", "kill-whom=", "kill-who=", "type=", "state=", "failed", "lines=", "force", "no-ask-password",
]  # fmt: skip


def _tell(answers: list[Answer], *, quiet: bool = False) -> int:
    """Print what PID 1 said; the exit code of the last complaint."""
    code = 0
    for answer in answers:
        lines = [] if quiet else answer.get("said", [])
        lines += [answer["complaint"]] if answer.get("complaint") else []
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        code = answer.get("exit_code") or code
    return code


def _change(call: Call) -> int:
    return _tell(call.ask(call.verb, call.units))


def _enable(call: Call) -> int:
    """`enable` and `disable`, which with --now start or stop the unit as well."""
    code = _tell(call.ask(call.verb, call.units), quiet=call.quiet)
    if code or not call.given("--now"):
        return code
    return _tell(call.ask("start" if call.verb == "enable" else "stop", call.units))


def _is_active(call: Call) -> int:
    return _print_states(call, "ActiveState", {"active"}, _NOT_RUNNING)


def _is_failed(call: Call) -> int:
    return _print_states(call, "ActiveState", {"failed"}, _FAILURE)


def _print_states(call: Call, name: str, good: set[str], otherwise: int) -> int:
    """Print one state a line; success if any of them is a good one."""
    states = [properties[name] for properties in call.properties()]
    if not call.quiet:
        sys.stdout.write("".join(f"{state}\n" for state in states))
    return 0 if good.intersection(states) else otherwise


def _is_enabled(call: Call) -> int:
    units = call.properties()
    for unit in units:
        if unit["UnitFileState"] and not call.quiet:
            sys.stdout.write(f"{unit['UnitFileState']}\n")
        elif not unit["UnitFileState"]:
            sys.stderr.write(f"Failed to get unit file state for {unit['Id']}: No such file or directory\n")
    good = {"enabled", "enabled-runtime", "static", "generated", "alias", "indirect"}
    return 0 if all(unit["UnitFileState"] in good for unit in units) else _FAILURE


def _is_system_running(call: Call) -> int:
    failed = any(answer["properties"]["ActiveState"] == "failed" for answer in call.ask("list-units", []))
    if not call.quiet:
        sys.stdout.write("degraded\n" if failed else "running\n")
    return _FAILURE if failed else 0


def _show(call: Call) -> int:
    """Properties in systemd's order, whatever the order of the questions; without a unit, those of the manager."""
    wanted = call.values("-p", "--property", "-P")
    bare = call.given("--value", "-P")
    units = call.properties() if call.units else [{"Version": _VERSION.partition(" ")[2], "SystemState": "running"}]
    texts = []
    for unit in units:
        chosen = [(name, value) for name, value in unit.items() if not wanted or name in wanted]
        texts.append("".join(f"{value}\n" if bare else f"{name}={value}\n" for name, value in chosen))
    sys.stdout.write("\n".join(texts))
    return 0


def _cat(call: Call) -> int:
    answers = call.ask("cat", call.units)
    sys.stdout.write("\n".join(text for answer in answers for text in answer.pop("said", [])))
    return _tell(answers)


def _status(call: Call) -> int:
    lines = int((call.values("-n", "--lines") or ["10"])[-1])
    code = 0
    for unit in call.properties():
        if unit["LoadState"] == "not-found":
            sys.stderr.write(f"Unit {unit['Id']} could not be found.\n")
            code = _NO_SUCH_UNIT
        else:
            sys.stdout.write(unit_table.status_text(unit, call.directory, lines))
            code = code if unit["ActiveState"] == "active" else _NOT_RUNNING
    return code


def _list_units(call: Call) -> int:
    units = [answer["properties"] for answer in call.ask("list-units", [])]
    states = set(call.values("--state")) | ({"failed"} if call.given("--failed") else set())
    kinds = tuple(f".{kind}" for kind in call.values("-t", "--type"))
    chosen = [
        unit
        for unit in units
        if (call.given("-a", "--all") or states or unit["ActiveState"] != "inactive")
        and (not states or states & {unit["ActiveState"], unit["SubState"], unit["LoadState"]})
        and (not kinds or unit["Id"].endswith(kinds))
        and (not call.units or unit["Id"] in call.units)
    ]
    sys.stdout.write(unit_table.table(chosen, legend=not call.given("--no-legend")))
    return 0


_VERBS: dict[str, Callable[[Call], int]] = {
    **dict.fromkeys((*_CHANGES, "kill", "reset-failed", "daemon-reload"), _change),
    "enable": _enable,
    "disable": _enable,
    "is-active": _is_active,
    "is-failed": _is_failed,
    "is-enabled": _is_enabled,
    "is-system-running": _is_system_running,
    "show": _show,
    "cat": _cat,
    "status": _status,
    "list-units": _list_units,
}
_NEED_UNITS = frozenset(_VERBS) - {"reset-failed", "daemon-reload", "is-system-running", "show", "status", "list-units"}
