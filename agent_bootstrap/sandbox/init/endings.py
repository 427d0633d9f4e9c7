"""How a process ended, and systemd's words for it."""

from __future__ import annotations

import os
import signal

from agent_bootstrap.model.value_object import value_object

EXIT_CHDIR = 200
EXIT_EXEC = 203
EXIT_USER = 217
"""systemd.exec(5), "Process Exit Codes": what the child says when it could not become the program."""

_NAMES = {
    0: "SUCCESS", 1: "FAILURE", 2: "INVALIDARGUMENT", 3: "NOTIMPLEMENTED", 4: "NOPERMISSION", 5: "NOTINSTALLED",
    6: "NOTCONFIGURED", 7: "NOTRUNNING", EXIT_CHDIR: "CHDIR", EXIT_EXEC: "EXEC", EXIT_USER: "USER",
}  # fmt: skip
_CODES = {"exited": 1, "killed": 2, "dumped": 3}
"""CLD_EXITED, CLD_KILLED and CLD_DUMPED of waitid(2)."""

_CLEAN_SIGNALS = frozenset({signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE})
"""systemd.service(5), SuccessExitStatus=: a service that ends by one of these has ended well."""


@value_object
class Ending:
    """The end of one process."""

    code: str
    """`exited`, `killed` or `dumped`."""
    status: int
    """Exit status, or the number of the signal."""

    @classmethod
    def from_wait_status(cls, wait_status: int) -> Ending:
        """From what waitpid(2) gives."""
        if os.WIFEXITED(wait_status):
            return cls("exited", os.WEXITSTATUS(wait_status))
        return cls("dumped" if os.WCOREDUMP(wait_status) else "killed", os.WTERMSIG(wait_status))

    @property
    def number(self) -> int:
        """The property ExecMainCode."""
        return _CODES[self.code]

    @property
    def exit_code(self) -> int:
        """As a shell gives it: 128 more than the signal's number."""
        return self.status if self.code == "exited" else 128 + self.status

    def __str__(self) -> str:
        if self.code == "exited":
            return f"code=exited, status={self.status}/{_NAMES.get(self.status, 'n/a')}"
        return f"code={self.code}, status={self.status}/{signal.Signals(self.status).name[3:]}"

    @property
    def result(self) -> str:
        """The property Result for an ending that is not clean."""
        return {"exited": "exit-code", "killed": "signal", "dumped": "core-dump"}[self.code]


@value_object
class Endings:
    """A set of endings, as SuccessExitStatus= and RestartPreventExitStatus= list them."""

    statuses: frozenset[int] = frozenset()
    signals: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, words: list[str]) -> Endings:
        """From exit statuses, their names, and names of signals. Raises ValueError for any other word."""
        signals = {signal.Signals[word].value for word in words if word in signal.Signals.__members__}
        by_name = {name: number for number, name in _NAMES.items()}
        rest = [word for word in words if word not in signal.Signals.__members__]
        return cls(frozenset(by_name[word] if word in by_name else int(word) for word in rest), frozenset(signals))

    def __contains__(self, ending: Ending) -> bool:
        return ending.status in (self.statuses if ending.code == "exited" else self.signals)


CLEAN = Endings(frozenset({0}), frozenset(number.value for number in _CLEAN_SIGNALS))
NO_ENDING = Endings()
