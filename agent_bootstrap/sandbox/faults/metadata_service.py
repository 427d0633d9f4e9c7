"""Faults around 169.254.169.254: something plays EC2's metadata service."""

from __future__ import annotations

from typing import Mapping

from agent_bootstrap.aws.cloudwatch_agent import TOML, YAML
from agent_bootstrap.model.exit_code import ExitCode
from agent_bootstrap.model.problem import Owner
from agent_bootstrap.sandbox.faults.fault import Fault

_PLAYED = """\
ip address add 169.254.169.254/32 dev lo
cat > /run/metadata.py <<'END'
import http.server
class Metadata(http.server.BaseHTTPRequestHandler):
    server_version = "lab-metadata/1.0"
    def do_PUT(self): self.reply(b"token")
    def do_GET(self): self.reply(b'{"region": "us-east-1", "instanceId": "i-0123456789abcdef0"}')
    def reply(self, body):
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("169.254.169.254", 80), Metadata).serve_forever()
END
python3 /run/metadata.py & echo $! > /run/metadata.pid
for attempt in $(seq 50); do (exec 3<> /dev/tcp/169.254.169.254/80) 2>/dev/null && break; sleep 0.1; done
"""

_SILENT = "kill $(cat /run/metadata.pid); ip address delete 169.254.169.254/32 dev lo"

_WHILE_THE_AGENT_STARTED = f"""\
agent-bootstrap bootstrap
{_PLAYED}
rm -f {TOML} {YAML}
systemctl restart amazon-cloudwatch-agent
for attempt in $(seq 50); do
    test -e {YAML} && break; sleep 0.1
done
sleep 0.5; {_SILENT}
"""

FAULTS: Mapping[str, Fault] = {
    "metadata-service-answers": Fault(
        "something plays EC2's metadata service on 169.254.169.254",
        {},
        "metadata-service-answers",
        Owner.FIREWALL,
        ExitCode.STUCK,
        _PLAYED,
        _SILENT,
    ),
    "cloudwatch-agent-mode": Fault(
        "something played EC2's metadata service while the CloudWatch agent started, and is silent now",
        {},
        "cloudwatch-agent-mode",
        Owner.FIREWALL,
        ExitCode.STUCK,
        _WHILE_THE_AGENT_STARTED,
        f"rm -f {TOML} {YAML}; systemctl restart amazon-cloudwatch-agent",
    ),
}
