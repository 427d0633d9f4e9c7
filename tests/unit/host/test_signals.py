"""Signals, sent by the kernel to a process that waits for them."""

from __future__ import annotations

import signal
import subprocess
import sys

SCRIPT = """
import subprocess, sys
from agent_bootstrap.host.signals import Signals, undisturbed
signals = Signals()
print("waits", flush=True)
if sys.argv[1:]:
    child = subprocess.Popen(sys.argv[1:], preexec_fn=undisturbed)
    print(signals.wait(20), flush=True)
    print(child.wait(), flush=True)
else:
    sys.stdin.readline()
    print(*(signals.wait(20).name for _ in range(4)), signals.wait(0), signals.wait(-5), flush=True)
"""


def test_signals_wait_until_they_are_waited_for_and_none_is_lost() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "waits\n"
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGINT):
            process.send_signal(number)
        process.stdin.write("go on\n")
        process.stdin.flush()
        # The kernel gives those with the lower numbers first: HUP is 1, INT 2, TERM 15, CHLD 17.
        assert process.stdout.readline() == "RELOAD STOP STOP CHILD None None\n"


def test_a_child_that_ends_is_told() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, "sh", "-c", "exit 3"], stdout=subprocess.PIPE, text=True, check=True
    )
    assert ended.stdout.splitlines() == ["waits", "Signal.CHILD", "3"]


def test_a_child_gets_its_own_signals() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, "sh", "-c", "kill -TERM $$; exit 3"],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines()[-1] == f"{-signal.SIGTERM}"
