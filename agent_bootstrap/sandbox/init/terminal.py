"""Who may read from the terminal, and gets its Ctrl-C: the foreground process group."""

from __future__ import annotations

import os
import signal
import sys


def lead_own_group() -> None:
    """Make this process the leader of a group of its own, in the foreground if standard input is a terminal."""
    os.setpgid(0, 0)
    take()


def take() -> None:
    """Put this process's group into the foreground of the terminal at standard input, if there is one.

    Whoever made the PID namespace calls it once PID 1 has ended: from within, PID 1 cannot name a group outside.
    """
    group = os.getpgrp()
    if not group or not sys.__stdin__ or not os.isatty(0):
        return
    # A group in the background that asks for the foreground is stopped, unless it does not listen.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        os.tcsetpgrp(0, group)
    except OSError:
        # The terminal at standard input is not the one that controls this session, so there is no foreground to take.
        return
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
