"""The activation code is in no output, log, state file or argument of ours, whichever way it came."""

from __future__ import annotations

import pytest

from agent_bootstrap.sandbox.world import ACTIVATION_CODE
from tests.sandbox.conftest import Sandbox

WATCH = """
# Every command line that is not the agent's own, as often as possible, while the program runs.
python3 - > /tmp/seen <<'END' & watcher=$!
import glob, time
seen = set()
while True:
    for place in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = open(place, "rb").read().replace(b"\\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "agent-bootstrap" in words and "amazon-ssm-agent -register" not in words and words not in seen:
            seen.add(words)
            print(words, flush=True)
    time.sleep(0.001)
END
"""

SEARCH = """
kill $watcher
places="/tmp/out /tmp/seen /var/lib/agent-bootstrap /run/agent-bootstrap /var/log /run/agent-bootstrap-sandbox"
if grep -rlF "$CODE" $places >&2; then exit 9; fi
grep -q 'agent-bootstrap bootstrap' /tmp/seen
grep -q 'changed.*this server is mi-' /tmp/out
"""

WAYS = {
    "file": "agent-bootstrap bootstrap > /tmp/out 2>&1",
    "standard input": "printf %s $CODE | agent-bootstrap bootstrap --activation-code-file - > /tmp/out 2>&1",
    "environment": "AGENT_BOOTSTRAP_ACTIVATION_CODE=$CODE agent-bootstrap bootstrap > /tmp/out 2>&1",
    "systemd credential": "mkdir -m 700 /run/credential; printf %s $CODE > /run/credential/activation-code;"
    " chmod 600 /run/credential/*; CREDENTIALS_DIRECTORY=/run/credential agent-bootstrap bootstrap > /tmp/out 2>&1",
}


@pytest.mark.parametrize("way", WAYS)
def test_the_code_is_nowhere(shell: Sandbox, way: str) -> None:
    forget = "" if way == "file" else "sed -i /code_file/d /etc/agent-bootstrap/agent-bootstrap.toml\n"
    ended = shell(f"CODE={ACTIVATION_CODE}\n{forget}{WATCH}\n{WAYS[way]} || true\n{SEARCH}")
    assert ended.exit_code == 0, ended.output + ended.errors


def test_the_flag_works_and_warns(shell: Sandbox) -> None:
    ended = shell(f"agent-bootstrap bootstrap --activation-code {ACTIVATION_CODE} --json")
    assert ended.exit_code == 0, ended.errors
    assert "process list" in ended.errors
    assert ACTIVATION_CODE not in ended.output + ended.errors
