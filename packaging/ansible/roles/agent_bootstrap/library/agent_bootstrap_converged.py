#!/usr/bin/python3
"""A module of Ansible's: every promise of agent-bootstrap is kept on this server, or the task fails with who must do what.

It asks the program, and knows nothing of AWS or the agents itself: `plan` says whether there is anything to do, the daemon or
`bootstrap` does it, and what is told comes from their reports.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: agent_bootstrap_converged
short_description: Every promise of agent-bootstrap is kept on this server
description:
  - Waits until the server is as the settings of agent-bootstrap want it. In check mode it says what would change.
options:
  keeper:
    description: Whether the daemon does the work, or a run of C(agent-bootstrap bootstrap).
    type: str
    required: true
    choices: [daemon, run]
  timeout:
    description: Seconds that it may take.
    type: int
    required: true
  drop_in:
    description: The text of conf.d/50-ansible.toml, which check mode takes as written.
    type: str
    required: true
  code:
    description: The activation code, which check mode takes as written; may be empty.
    type: str
    required: true
author:
  - The authors of agent-bootstrap
"""

RETURN = """
drifted:
  description: For each promise that was not kept, its step and what was seen.
  type: list
  elements: str
  returned: always
problems:
  description: For each problem, its code, owner, and remedy, as docs/reference/report.md has them.
  type: list
  elements: dict
  returned: always
node_id:
  description: Which node this server is; none before its registration.
  type: str
  returned: always
"""

PROGRAM = "/usr/bin/agent-bootstrap"
HOME = Path("/etc/agent-bootstrap")
DROP_IN = "conf.d/50-ansible.toml"
DAEMON = "agent-bootstrap.service"
CODE = "AGENT_BOOTSTRAP_ACTIVATION_CODE"

CONVERGED, NOT_CONVERGED, STUCK, BUSY, SETTINGS = 0, 3, 4, 75, 78
"""Exit codes of the program, as docs/reference/exit-codes.md has them."""

PAUSE_SECONDS = 1.0
"""Between two looks at what the daemon tells. Each takes a tenth of a second, and what it waits for takes seconds."""


class Answer:
    """What the program said: its exit code, its report (empty if there is none), and what it complained of."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.exit_code = done.returncode
        self.errors = done.stderr.strip()
        self.report = json.loads(done.stdout) if done.stdout.strip() else {}

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Each once, although several promises may meet it."""
        found = [finding["problem"] for finding in self.report.get("findings", []) if finding["problem"]]
        return [problem for place, problem in enumerate(found) if problem not in found[:place]]

    def findings(self, *statuses: str) -> list[dict[str, Any]]:
        """Those with one of these statuses."""
        return [finding for finding in self.report.get("findings", []) if finding["status"] in statuses]

    @property
    def drifted(self) -> list[str]:
        """What is not, or was not, as it shall be."""
        return [f"{finding['step']}: {finding['reason']}" for finding in self.findings("drifted", "changed")]

    def began_since(self, moment: datetime.datetime) -> bool:
        """Whether what it tells was looked at after a moment."""
        if not self.report:
            return False
        began = datetime.datetime.fromisoformat(self.report["started_at"].replace("Z", "+00:00"))
        return began >= moment

    def result(self) -> dict[str, object]:
        """What every result of this module has."""
        promised = [f"{finding['step']}: {finding['promise']}" for finding in self.findings("drifted", "changed")]
        return {
            "drifted": self.drifted,
            "problems": self.problems,
            "node_id": (self.report.get("node") or {}).get("node_id"),
            "diff": {
                "before_header": "this server",
                "after_header": "this server, with every promise kept",
                "before": "".join(f"{line}\n" for line in self.drifted),
                "after": "".join(f"{line}\n" for line in promised),
            },
        }

    def words(self) -> str:
        """For the person who reads that the task failed."""
        told = [
            f"{problem['brief']} [{problem['code']}] ({problem['owner']} must act): {problem['remedy']}"
            for problem in self.problems
            if not problem["warning"]
        ]
        return "\n".join(told or self.drifted or [self.errors or f"agent-bootstrap ended with {self.exit_code}"])


def ask(*words: str, **environment: str) -> Answer:
    """Call the program."""
    done = subprocess.run(
        [PROGRAM, *words, "--json"],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    return Answer(done)


def plan_as_written(drop_in: str, code: str) -> Answer:
    """What `plan` would say if the settings were on the server already. Nothing of that outlives this."""
    with tempfile.TemporaryDirectory() as below:
        written = Path(f"{below}{HOME}", DROP_IN)
        written.parent.mkdir(parents=True)
        for path in (*HOME.glob("*.toml"), *HOME.glob("conf.d/*.toml")):
            shutil.copy2(path, written.parents[1] / path.relative_to(HOME))
        written.write_text(drop_in, encoding="utf-8")
        # Settings that hold a secret are refused where others may read them.
        written.chmod(0o600)
        return ask("plan", "--quiet", "--settings-below", below, **({CODE: code} if code else {}))


def run_bootstrap(seconds: int) -> Answer:
    """Let a run do the work, as soon as no other one is at it."""
    deadline = time.monotonic() + seconds
    while True:
        left = max(1, int(deadline - time.monotonic()))
        answer = ask("bootstrap", "--quiet", "--timeout", f"{left}s")
        if answer.exit_code != BUSY or time.monotonic() > deadline:
            return answer
        time.sleep(PAUSE_SECONDS)


def await_daemon(seconds: int) -> Answer:
    """Let the daemon look again, and wait until it says that all is well, or that a person must act."""
    now = datetime.datetime.now(datetime.timezone.utc)
    # A report tells its moment in milliseconds.
    asked = now.replace(microsecond=now.microsecond // 1000 * 1000)
    subprocess.run(["systemctl", "reload-or-restart", DAEMON], check=False, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + seconds
    while True:
        answer = ask("status")
        told = answer.began_since(asked) and answer.exit_code in (CONVERGED, STUCK, SETTINGS)
        if told or time.monotonic() > deadline:
            return answer
        time.sleep(PAUSE_SECONDS)


def main() -> None:
    """Look, have it kept, and tell."""
    module = AnsibleModule(
        argument_spec={
            "keeper": {"type": "str", "required": True, "choices": ["daemon", "run"]},
            "timeout": {"type": "int", "required": True},
            # The settings may hold a secret, too.
            "drop_in": {"type": "str", "required": True, "no_log": True},
            "code": {"type": "str", "required": True, "no_log": True},
        },
        supports_check_mode=True,
    )
    given = module.params
    if module.check_mode:
        before = after = plan_as_written(given["drop_in"], given["code"])
    elif given["keeper"] == "run":
        before = after = run_bootstrap(given["timeout"])
    else:
        before = after = ask("plan", "--quiet")
        if before.exit_code != CONVERGED:
            after = await_daemon(given["timeout"])
    result = before.result()
    result.update(problems=after.problems, node_id=after.result()["node_id"], changed=bool(before.drifted))
    # What only a person can mend would stop the work, too: better to hear of it now.
    may_work = module.check_mode and after.exit_code == NOT_CONVERGED and not after.findings("stuck")
    if after.exit_code == CONVERGED or may_work:
        for problem in after.problems:
            module.warn(f"{problem['brief']} [{problem['code']}]: {problem['remedy']}")
        module.exit_json(**result)
    module.fail_json(msg=after.words(), **result)


if __name__ == "__main__":
    main()
