"""Puts the programs `systemctl`, `journalctl` and `systemd-run` of the sandbox where a shell finds them."""

from __future__ import annotations

from pathlib import Path

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.init.errands import PROGRAMS
from agent_bootstrap.sandbox.init.protocol import ERRANDS_NAME

_LAUNCHER = """\
#!{interpreter} -IS
# {program}, as the sandbox of agent-bootstrap plays it: PID 1 does the work and writes to our output.
# A bootstrap calls it thirty times, so it loads nothing: the module socket alone would double its time.
import _socket
import posix
import sys

pid1 = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
try:
    pid1.connect({address!r})
except OSError:
    sys.exit("Failed to connect to bus: the sandbox's systemd does not run. Start a program within the sandbox.")
message = "\\0".join(["{program}", *sys.argv[1:]]).encode(errors="surrogateescape")
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (1, 2))
pid1.sendmsg([message], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
code = pid1.recv(1)
# Nothing is left to be written, and tidying up would take a fifth of its time.
posix._exit(code[0] if code else 1)
"""

_TRANSIENT = """\
#!{interpreter} -IS
# systemd-run, as the sandbox of agent-bootstrap plays it: the command takes the place of this process, with the clean environment
# that systemd gives, and with that of EnvironmentFile=. Other properties of the unit, its rights and limits, do nothing here.
import os
import shlex
import sys

properties = [word.partition("=")[2] for word in sys.argv if word.startswith("--property=")]
environment = {{"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}}
for path in [item.partition("=")[2] for item in properties if item.startswith("EnvironmentFile=")]:
    with open(path, encoding="utf-8") as file:
        environment.update(word.split("=", 1) for word in shlex.split(file.read()))
command = sys.argv[sys.argv.index("--") + 1 :]
os.execvpe(command[0], command, environment)
"""


def install(root: Path, interpreter: str, directory: str = DIRECTORY) -> None:
    """Write the launchers into /usr/local/bin, and over the real programs where these exist.

    `directory` is where PID 1 listens, as a program inside sees it.
    """
    address = str(Path(directory, ERRANDS_NAME))
    texts = {
        program: _LAUNCHER.format(interpreter=interpreter, program=program, address=address) for program in PROGRAMS
    }
    texts["systemd-run"] = _TRANSIENT.format(interpreter=interpreter)
    for program, text in texts.items():
        places = [root / "usr/bin" / program, root / "bin" / program]
        for path in (root / "usr/local/bin" / program, *(place for place in places if place.exists())):
            _write(path, text)


def _write(path: Path, text: str) -> None:
    """Replace the file rather than its content: a link to the real program must not lead the text there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
