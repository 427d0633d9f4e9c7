"""Problems that no fault of the world makes: each is provoked on the server itself, and named with its owner."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Sandbox

SETTINGS = "/etc/agent-bootstrap/conf.d/10-test.toml"

CONFIGURATION = f"""
mkdir -p /etc/agent-bootstrap/conf.d
echo '[cloudwatch_agent]' > {SETTINGS}
echo 'configuration_file = "/etc/my.json"' >> {SETTINGS}
"""

METADATA_SERVICE = """
ip address add 169.254.169.254/32 dev lo
cat > /tmp/metadata.py <<'END'
import http.server
class Metadata(http.server.BaseHTTPRequestHandler):
    def do_PUT(self): self.reply(b"token")
    def do_GET(self): self.reply(b'{"region": "us-east-1", "instanceId": "i-0123456789abcdef0"}')
    def reply(self, body):
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
END
python3 /tmp/metadata.py & sleep 0.5
"""

DROP_IN = "/etc/systemd/system/amazon-cloudwatch-agent.service.d"

PROVOKED = {
    "package-manager-busy": (
        'python3 -c \'import fcntl, time; file = open("/var/lib/dpkg/lock-frontend", "r+");'
        " fcntl.lockf(file, fcntl.LOCK_EX); print(flush=True); time.sleep(60)' & sleep 0.3",
        "server",
        1,
    ),
    "installation-failed": (
        # The package refuses to stand beside its own snap.
        "printf '#!/bin/sh\\nexit 0\\n' > /usr/local/bin/snap; chmod +x /usr/local/bin/snap",
        "server",
        4,
    ),
    "distribution-unsupported": ("rm /etc/os-release; printf 'ID=alpine\\n' > /etc/os-release", "server", 4),
    "tool-missing": ("rm -f $(command -v gpgv)", "server", 4),
    "systemd-absent": ("rm -r /run/systemd/system", "server", 4),
    "s3-unexpected-answer": (
        "echo '<html>Welcome to the portal</html>' > /run/agent-bootstrap-sandbox/objects/amazon-ssm-eu-west-1/latest/VERSION",
        "firewall",
        1,
    ),
    "dns-system-resolver": ("echo 'hosts: files' > /etc/nsswitch.conf", "server", 1),
    "unit-refused": (
        f"mkdir -p {DROP_IN}; printf '[Service]\\nExecStartPre=/bin/false\\n' > {DROP_IN}/pre.conf",
        "server",
        1,
    ),
    "unit-missing": (
        "agent-bootstrap bootstrap >&2; systemctl stop amazon-cloudwatch-agent;"
        " rm /etc/systemd/system/amazon-cloudwatch-agent.service; systemctl daemon-reload",
        "server",
        4,
    ),
    "ssm-agent-not-online": (
        "agent-bootstrap bootstrap >&2; chmod -x /usr/bin/ssm-agent-worker; systemctl restart amazon-ssm-agent",
        "server",
        1,
    ),
    "registration-uncertain": (
        "agent-bootstrap bootstrap >&2; rm -r /var/lib/amazon/ssm/Vault;"
        " printf '#!/bin/sh\\necho Successfully registered\\n' > /usr/bin/amazon-ssm-agent",
        "aws-account",
        4,
    ),
    "file-broken": (
        "mkdir -p /etc/amazon/ssm; printf '{\\n\"Ssm\": {,\\n' > /etc/amazon/ssm/amazon-ssm-agent.json",
        "settings",
        4,
    ),
    "cloudwatch-configuration-refused": (f"{CONFIGURATION}\necho '{{\"agent\": {{}}}}' > /etc/my.json", "settings", 4),
    "cloudwatch-agent-dies": (
        f"{CONFIGURATION}\n"
        """echo '{"agent": {"region": "eu-west-1"}, "metrics": {"append_dimensions": {"Site": "a"},"""
        """ "metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}}}}' > /etc/my.json""",
        "settings",
        1,
    ),
    "cloudwatch-agent-mode": (METADATA_SERVICE, "firewall", 4),
}


@pytest.mark.parametrize("code", PROVOKED)
def test_a_problem_of_the_server_is_named(shell: Sandbox, code: str) -> None:
    provoke, owner, exit_code = PROVOKED[code]
    ended = shell(f"{provoke}\nset +e\nagent-bootstrap bootstrap --json --timeout 3s\nexit $?")
    found = {(problem["code"], problem["owner"]) for problem in ended.problems()}
    assert found == {(code, owner)}, ended.errors.partition("SSM Agent")[2]
    assert ended.exit_code == exit_code
    assert ended.problems()[0]["remedy"]
