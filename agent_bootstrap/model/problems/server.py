"""What can be wrong with this server."""

from __future__ import annotations

from agent_bootstrap.model.problem import Owner, ProblemKind

TOOL_MISSING = ProblemKind(
    code="tool-missing",
    owner=Owner.SERVER,
    may_pass=False,
    brief="not installed on this server: {tool}",
    remedy="Install {tool} from the distribution's own packages, then run again. Red Hat and SUSE have gpgv in gnupg2.",
    cause="The agents' packages are verified with gpgv and installed with dpkg or rpm, and systemctl runs their services."
    " Minimal images and containers leave some of them out.",
    seen="Each program is looked for in /usr/local/sbin, /usr/local/bin, /usr/sbin, /usr/bin, /sbin and /bin, or was"
    " about to be started from there.",
    verify="command -v {tool}  # prints a path for each",
)

COMMAND_SILENT = ProblemKind(
    code="command-silent",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{tool} did not end within {seconds:g} s",
    remedy="Look at the machine's load and disks, and run the command by hand to see where it hangs.",
    cause="A program that answers in milliseconds on a healthy server waits for something: a disk or a network file system"
    " that does not answer, a database that another program holds, a machine without memory.",
    seen="The program was started with its own clean environment and nothing on standard input, and was killed when its"
    " time was over.",
    verify="time {tool} --version  # ends at once, and so does the command in the details",
)

FILE_UNUSABLE = ProblemKind(
    code="file-unusable",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{path} cannot be used: {reason}",
    remedy="Mend what the operating system complains of (permissions, a read-only file system, a full disk), then run again.",
    cause="The operating system refuses to read or write a file that the agents or this program need: a directory stands"
    " in its place, a security module forbids it, the file system is damaged, or its bits are wrong.",
    seen="Opening, reading, writing or renaming the file ended with the error in the details.",
    verify="sudo ls -ld {path}  # shows a plain file of root's",
)

DISTRIBUTION_UNSUPPORTED = ProblemKind(
    code="distribution-unsupported",
    owner=Owner.SERVER,
    may_pass=False,
    brief="AWS has no agent package for {distribution}",
    remedy="Use a distribution with dpkg or rpm; the Systems Manager User Guide lists them.",
    cause="AWS builds the SSM Agent as .deb and .rpm packages for Debian, Ubuntu, Red Hat, SUSE, Oracle, Amazon Linux and"
    " those like them. Others, such as Alpine or Arch, have neither.",
    seen="Neither ID nor ID_LIKE of /etc/os-release names a distribution that AWS has packages for.",
    verify="grep -E '^ID(_LIKE)?=' /etc/os-release  # names debian, ubuntu, rhel, fedora, centos, sles, suse, ol or amzn",
)

ARCHITECTURE_UNSUPPORTED = ProblemKind(
    code="architecture-unsupported",
    owner=Owner.SERVER,
    may_pass=False,
    brief="AWS has no agent package for a server of architecture {architecture}",
    remedy="Use a 64-bit system on x86_64 or arm64; a 32-bit system on 64-bit hardware has to be installed anew.",
    cause="Both agents exist for x86_64 and arm64 (aarch64) on servers, not for 32-bit systems, IBM Power or IBM Z.",
    seen="The kernel names the machine's architecture (uname), and it is neither x86_64 nor aarch64; or this program's own"
    " interpreter has 32 bits, as the whole system then has.",
    verify="uname -m; getconf LONG_BIT  # prints x86_64 or aarch64, and 64",
)

SYSTEMD_ABSENT = ProblemKind(
    code="systemd-absent",
    owner=Owner.SERVER,
    may_pass=False,
    brief="systemd does not run this system",
    remedy="Run it on a host that was booted with systemd; in a container, run the agents on the container's host.",
    cause="Both agents are services of systemd. In a container, a chroot or on a system with another init there is nothing"
    " that would start them, or start them again after a crash.",
    seen="The directory /run/systemd/system, which systemd makes when it boots a system, is not there; or `systemctl show`"
    " ended with an error.",
    verify="test -d /run/systemd/system && cat /proc/1/comm  # prints systemd",
)

DISK_FULL = ProblemKind(
    code="disk-full",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{point} has {free} MB of free space and {needed} MB are needed there",
    remedy="Free space on {point}, or enlarge it.",
    cause="The agents' packages must be downloaded and unpacked. Later a full disk stops the agents: Run Command and Session"
    " Manager write below /var/lib/amazon before they begin, and fail with misleading words.",
    seen="The free space of each file system that the agents write to (statvfs, as df shows it to an ordinary user) is"
    " compared with the size of the packages that are not installed yet, and 32 MB to live on.",
    verify="df -BMB {point}  # shows at least {needed}MB in the column Available",
)

INODES_EXHAUSTED = ProblemKind(
    code="inodes-exhausted",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{point} can take {free} more files and {needed} are needed there",
    remedy="Remove files on {point} that nobody needs: the directory with the most is mostly below /var/lib/amazon/ssm,"
    " /var/spool or /tmp.",
    cause="A file system has a fixed number of inodes, one for each file. Half a million small files fill it while df still"
    " shows free space; old outputs of Run Command are a known source.",
    seen="The free inodes of each file system that the agents write to (statvfs) are fewer than what a package and the first"
    " commands take. File systems without a fixed number, such as btrfs, are not judged.",
    verify="df -i {point}  # shows at least {needed} in the column IFree",
)

MOUNT_NOEXEC = ProblemKind(
    code="mount-noexec",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{point} is mounted noexec, and programs must run from {path}",
    remedy="Take noexec out of the options of {point} in /etc/fstab (or its mount unit) and mount it again; or give"
    " {path} a file system of its own without noexec.",
    cause="Hardening guides mount /var or /opt with noexec. Run Command writes each script below /var/lib/amazon/ssm and"
    " executes it there, the CloudWatch agent's programs lie below /opt/aws, and dpkg executes a package's scripts below"
    " /var/lib/dpkg. (/tmp and /var/tmp may be noexec: neither the agents nor rpm execute anything there.)",
    seen="The mount that holds the directory has the option noexec in /proc/self/mountinfo.",
    verify="findmnt --noheadings --output OPTIONS {point}  # no longer shows noexec",
)

FILE_SYSTEM_READ_ONLY = ProblemKind(
    code="file-system-read-only",
    owner=Owner.SERVER,
    may_pass=False,
    brief="{point} is mounted read-only, and {path} must be written to",
    remedy="Look into `dmesg` for disk errors, for the kernel makes a damaged file system read-only; mend it, or mount"
    " {point} read-write.",
    cause="Either the kernel found errors and made the file system read-only to save it, or somebody mounts it so on purpose,"
    " as image-based systems do with /usr.",
    seen="The mount that holds the directory, or the file system behind it, has the option ro in /proc/self/mountinfo.",
    verify="findmnt --noheadings --output OPTIONS {point}  # begins with rw",
)

NOT_KEPT = ProblemKind(
    code="not-kept",
    owner=Owner.SERVER,
    may_pass=True,
    brief="{reason}, also after it was mended",
    remedy="Look for another program that undoes it: configuration management, a package manager, a colleague.",
    cause="What was just put right is wrong again a moment later. Two programs that each know better fight over one file or"
    " service.",
    seen="After each change the program looks again, and only that second look counts; it saw what it had seen before.",
    verify="sudo agent-bootstrap plan  # lists nothing as drifted, now and a quarter of an hour later",
)
