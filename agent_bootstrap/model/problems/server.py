"""What can be wrong with this server."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

TOOL_MISSING = ProblemKind(
    code="tool-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="the program {tool} is not installed",
    remedy="Install {tool} from the distribution's own packages, then run again.",
)

COMMAND_SILENT = ProblemKind(
    code="command-silent",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{tool} did not end within {seconds:g} s",
    remedy="Look at the machine's load and disks, and run the command by hand to see where it hangs.",
)

FILE_UNUSABLE = ProblemKind(
    code="file-unusable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{path} cannot be used: {reason}",
    remedy="Mend what the operating system complains of (permissions, a read-only file system, a full disk), then run again.",
)

DISTRIBUTION_UNSUPPORTED = ProblemKind(
    code="distribution-unsupported",
    owner=Owner.SERVER,
    may_pass=False,
    brief="AWS has no agent package for {distribution} on {architecture}",
    remedy="Use a distribution with dpkg or rpm on x86_64 or arm64; the Systems Manager User Guide lists them.",
)

SYSTEMD_ABSENT = ProblemKind(
    code="systemd-absent",
    owner=Owner.SERVER,
    may_pass=False,
    brief="systemd does not run this system",
    remedy="Run it on a host that was booted with systemd; in a container, run the agents on the container's host.",
)

NOT_KEPT = ProblemKind(
    code="not-kept",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{reason}, also after it was mended",
    remedy="Look for another program that undoes it: configuration management, a package manager, a colleague.",
)
