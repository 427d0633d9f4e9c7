"""Faults of the server itself, before anything of AWS is concerned."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_LIVED_ON = "/var/lib/amazon"


def _of_server(description: str, code: str, exit_code: ExitCode, script: str, undone: str = "") -> Fault:
    return Fault(description, {}, code, Owner.SERVER, exit_code, script, undone)


def _of_mount(description: str, code: str, exit_code: ExitCode, *options: str) -> Fault:
    """A file system of its own below /var/lib/amazon, with what lay there before."""
    script = (
        f"mkdir -p {_LIVED_ON} /run/small; mount -t tmpfs -o {options[0]} tmpfs /run/small\n"
        f"cp -a {_LIVED_ON}/. /run/small; mount --bind /run/small {_LIVED_ON}; umount /run/small\n"
        + "".join(f"mount -o remount,{option} {_LIVED_ON}\n" for option in options[1:])
    )
    return _of_server(description, code, exit_code, script, f"umount --lazy {_LIVED_ON}")


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
        "mv /etc/os-release /etc/os-release.own; printf 'ID=alpine\\n' > /etc/os-release",
        "mv /etc/os-release.own /etc/os-release",
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
        "mkdir /run/systemd/system",
    ),
    "tool-missing": _of_server(
        "gpgv, which verifies signatures, is not installed",
        "tool-missing",
        ExitCode.STUCK,
        'gpgv=$(command -v gpgv); mv "$gpgv" "$gpgv.gone"',
        "for gone in /usr/bin/gpgv.gone /usr/local/bin/gpgv.gone; do if [ -e $gone ]; then mv $gone ${gone%.gone}; fi; done",
    ),
    "disk-full": _of_mount(
        "the file system of /var/lib/amazon is full",
        "disk-full",
        ExitCode.FAILED,
        "size=4m",
    ),
    "inodes-exhausted": _of_mount(
        "the file system of /var/lib/amazon has no inodes left",
        "inodes-exhausted",
        ExitCode.FAILED,
        "nr_inodes=100",
    ),
    "mount-noexec": _of_mount(
        "the file system of /var/lib/amazon is mounted noexec",
        "mount-noexec",
        ExitCode.STUCK,
        "noexec",
    ),
    "file-system-read-only": _of_mount(
        "the file system of /var/lib/amazon is mounted read-only",
        "file-system-read-only",
        ExitCode.STUCK,
        "rw",
        "ro",
    ),
    "file-unusable": _of_server(
        "a directory stands where the SSM Agent's configuration file belongs",
        "file-unusable",
        ExitCode.STUCK,
        "rm -f /etc/amazon/ssm/amazon-ssm-agent.json; mkdir -p /etc/amazon/ssm/amazon-ssm-agent.json",
        "rmdir /etc/amazon/ssm/amazon-ssm-agent.json",
    ),
    "command-silent": _of_server(
        "the package manager's query hangs",
        "command-silent",
        ExitCode.FAILED,
        _replaced("dpkg-query", "exec sleep 300") + _replaced("rpm", "exec sleep 300"),
        "rm -f /usr/local/sbin/dpkg-query /usr/local/sbin/rpm",
    ),
    "not-kept": _of_server(
        "another program disables the CloudWatch agent whenever it is enabled",
        "not-kept",
        ExitCode.FAILED,
        _replaced(
            "systemctl",
            '"$real" "$@" || exit $?; [ "$1 $2" != "enable amazon-cloudwatch-agent.service" ] || "$real" disable "$2"',
        ),
        "rm /usr/local/sbin/systemctl",
    ),
}
