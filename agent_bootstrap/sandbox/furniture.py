"""What a server in the closed network has on its disk before anything is installed: names, trust, settings."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.world import ACTIVATION_CODE, ACTIVATION_ID, NAME_SERVERS, REGION

_TRACES = (
    "/etc/agent-bootstrap", "/etc/amazon", "/opt/aws", "/root/.aws", "/run/agent-bootstrap",
    "/var/cache/agent-bootstrap", "/var/lib/agent-bootstrap", "/var/lib/amazon", "/var/log/amazon",
)  # fmt: skip
"""What a real installation on this machine would have left: the sandbox's server is a fresh one."""

_CODE_FILE = "/etc/agent-bootstrap/activation-code"


def furnish() -> None:
    """Make the server fresh, and let it resolve names in the closed network only."""
    for trace in _TRACES:
        shutil.rmtree(trace, ignore_errors=True)
    # The timeout spares a rehearsal of a silent name server glibc's twenty seconds; nothing else differs from a real one.
    servers = "".join(f"nameserver {address}\n" for address in NAME_SERVERS)
    _write("/etc/resolv.conf", f"{servers}options timeout:1 attempts:1\n")
    _write("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 sandbox\n")
    _write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n")


def trust(certificate: Path, bundle: Path) -> None:
    """Add the sandbox's authority to a trust store as update-ca-certificates would: to the file, and beside it."""
    text = certificate.read_text(encoding="ascii")
    _write(str(bundle), bundle.read_text(encoding="utf-8") + "\n" + text)
    told = subprocess.run(
        ["openssl", "x509", "-noout", "-subject_hash", "-in", str(certificate)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    _write(str(bundle.parent / f"{told.stdout.strip()}.0"), text)


def configure(keys: Path) -> None:
    """Write the settings as an administrator would: a file, a code that only root may read, the signing keys."""
    fingerprints = json.loads((keys / "fingerprints.json").read_text(encoding="ascii"))
    _write(
        "/etc/agent-bootstrap/agent-bootstrap.toml",
        f'region = "{REGION}"\n\n'
        f'[activation]\nid = "{ACTIVATION_ID}"\ncode_file = "{_CODE_FILE}"\n\n'
        f'[ssm_agent]\ntrusted_keys = ["{fingerprints["ssm_agent"]}"]\n\n'
        f'[cloudwatch_agent]\ntrusted_keys = ["{fingerprints["cloudwatch_agent"]}"]\n',
    )
    _write(_CODE_FILE, ACTIVATION_CODE + "\n", mode=0o600)
    for key in keys.glob("*.asc"):
        _write(f"/etc/agent-bootstrap/keys.d/{key.name}", key.read_text(encoding="ascii"))


def install_this_program() -> None:
    """Put the very program that runs now on the PATH, whether it was installed or is a checkout."""
    paths = [path for path in sys.path if path]
    _write(
        "/usr/local/bin/agent-bootstrap",
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = {paths!r}\n"
        "from agent_bootstrap.cli.main import entry\nentry()\n",
        mode=0o755,
    )


def _write(path: str, text: str, *, mode: int = 0o644) -> None:
    """Replace a file, also where it is a link to one that belongs to the machine's own resolver."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.touch(mode=mode)
    target.write_text(text, encoding="utf-8")


def directory() -> Path:
    """Where the parts of the sandbox meet."""
    made = Path(DIRECTORY)
    made.mkdir(parents=True, exist_ok=True)
    return made
