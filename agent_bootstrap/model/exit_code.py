"""What a command says to the shell that called it."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """Stable for ever; 70, 75, 77 and 78 are those of sysexits.h, 130 is a shell's own."""

    CONVERGED = 0
    FAILED = 1
    USAGE = 2
    NOT_CONVERGED = 3
    STUCK = 4
    BUG = 70
    BUSY = 75
    NOT_ROOT = 77
    SETTINGS = 78
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """One line for `--help` and the manual."""
        return {
            ExitCode.CONVERGED: "converged: every promise is kept",
            ExitCode.FAILED: "failed: what may pass by itself did not pass in time; run it again",
            ExitCode.USAGE: "usage: the command line is wrong",
            ExitCode.NOT_CONVERGED: "not converged: plan would change, check found, capabilities lacks or report could not tell"
            " something, or nobody has looked in time",
            ExitCode.STUCK: "stuck: a person must act; the report says who and what",
            ExitCode.BUG: "bug: an error in agent-bootstrap itself",
            ExitCode.BUSY: "busy: another run holds the lock; the message says which",
            ExitCode.NOT_ROOT: "not root: this command needs root",
            ExitCode.INTERRUPTED: "interrupted by Ctrl-C; run it again, it goes on where it stands",
            ExitCode.SETTINGS: "settings: a file, variable or flag holds a value that cannot be used",
        }[self]
