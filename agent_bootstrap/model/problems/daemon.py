"""What can stand in the daemon's own way."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

REPAIR_UNDONE = ProblemKind(
    code="repair-undone",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{step} was repaired {times} times within an hour, and somebody or something undoes it each time",
    remedy="Find out who changes it (configuration management, another installer, a cron job), and let either that or"
    " agent-bootstrap keep it; then: systemctl restart agent-bootstrap",
    cause="Two masters want two things: the settings of agent-bootstrap, and a tool or a person that puts back what it changed.",
    seen="The daemon counts its repairs of each step. It does not fight for ever: after the third within an hour it leaves the step"
    " alone for six hours, until the settings change, or until it is started anew.",
    verify="agent-bootstrap status  # prints no repair-undone an hour after the restart",
)

ERRAND_FAILED = ProblemKind(
    code="daemon-errand-failed",
    owner=Owner.SERVER,
    may_pass=True,
    brief="the daemon's {errand} ended without a report (exit code {exit_code})",
    remedy="Type `agent-bootstrap {command}` as root and mend what it says; where it ends with 70, report the bug with its lines.",
    cause="The daemon looks and repairs in transient units of systemd. systemd could not start one, ended it after its time was over,"
    " or the program in it met a bug.",
    seen="systemd-run, or the program that it started, ended and left no report; its last words are in the details.",
    verify="systemctl status agent-bootstrap  # prints no `ended without a report` in its Status: line",
)
