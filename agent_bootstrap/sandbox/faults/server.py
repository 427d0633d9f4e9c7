"""Faults of the server itself, before anything of AWS is concerned."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault


def _of_server(description: str, code: str, exit_code: ExitCode, script: str) -> Fault:
    return Fault(description, {}, code, Owner.SERVER, exit_code, script)


def _replaced(program: str, script: str) -> str:
    """Lines that put a script in front of a program of the same name, if it is there; `$real` is the program."""
    return f"""\
if real=$(command -v {program}); then
cat > /usr/local/sbin/{program}.new <<END
#!/bin/sh
real=$real
END
cat >> /usr/local/sbin/{program}.new <<'END'
{script}
END
chmod +x /usr/local/sbin/{program}.new
mv /usr/local/sbin/{program}.new /usr/local/sbin/{program}
fi
"""


FAULTS: Mapping[str, Fault] = {
    "distribution-unsupported": _of_server(
        "the server runs a distribution that AWS has no packages for",
        "distribution-unsupported",
        ExitCode.STUCK,
        "rm /etc/os-release; printf 'ID=alpine\\n' > /etc/os-release",
    ),
    "architecture-unsupported": _of_server(
        "the server is a 32-bit one",
        "architecture-unsupported",
        ExitCode.STUCK,
        'set -- setarch i686 "$@"',
    ),
    "systemd-absent": _of_server(
        "systemd does not run the server",
        "systemd-absent",
        ExitCode.STUCK,
        "rm -r /run/systemd/system",
    ),
    "tool-missing": _of_server(
        "gpgv, which verifies signatures, is not installed",
        "tool-missing",
        ExitCode.STUCK,
        'rm -f "$(command -v gpgv)"',
    ),
    "disk-full": _of_server(
        "the file system of /var/lib/amazon is full",
        "disk-full",
        ExitCode.FAILED,
        "mkdir -p /var/lib/amazon; mount -t tmpfs -o size=4m tmpfs /var/lib/amazon",
    ),
    "inodes-exhausted": _of_server(
        "the file system of /var/lib/amazon has no inodes left",
        "inodes-exhausted",
        ExitCode.FAILED,
        "mkdir -p /var/lib/amazon; mount -t tmpfs -o nr_inodes=100 tmpfs /var/lib/amazon",
    ),
    "mount-noexec": _of_server(
        "the file system of /var/lib/amazon is mounted noexec",
        "mount-noexec",
        ExitCode.STUCK,
        "mkdir -p /var/lib/amazon; mount -t tmpfs -o noexec tmpfs /var/lib/amazon",
    ),
    "file-system-read-only": _of_server(
        "the file system of /var/lib/amazon is mounted read-only",
        "file-system-read-only",
        ExitCode.STUCK,
        "mkdir -p /var/lib/amazon; mount -t tmpfs -o ro tmpfs /var/lib/amazon",
    ),
    "file-unusable": _of_server(
        "a directory stands where the SSM Agent's configuration file belongs",
        "file-unusable",
        ExitCode.STUCK,
        "mkdir -p /etc/amazon/ssm/amazon-ssm-agent.json",
    ),
    "command-silent": _of_server(
        "the package manager's query hangs",
        "command-silent",
        ExitCode.FAILED,
        _replaced("dpkg-query", "exec sleep 300") + _replaced("rpm", "exec sleep 300"),
    ),
    "not-kept": _of_server(
        "another program disables the CloudWatch agent whenever it is enabled",
        "not-kept",
        ExitCode.FAILED,
        _replaced(
            "systemctl",
            '"$real" "$@" || exit $?; [ "$1 $2" != "enable amazon-cloudwatch-agent.service" ] || "$real" disable "$2"',
        ),
    ),
}
