from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.world import ADDRESSES, INBOUND, NAME_SERVERS, PROXY

SCRIPT = f"""
set -e
mount -t tmpfs tmpfs /run
mkdir -p {DIRECTORY}/objects/amazon-ssm-eu-west-1/latest
echo 3.3.4851.0 > {DIRECTORY}/objects/amazon-ssm-eu-west-1/latest/VERSION
ip link set lo up
for address in {" ".join((*NAME_SERVERS, *INBOUND, PROXY, *ADDRESSES.values()))}; do ip address add $address/32 dev lo; done
exec "$@"
"""

LOOK = f"""
import http.client, json, socket, ssl, subprocess, sys
import dns.message, dns.query
side = subprocess.Popen([sys.executable, "-m", "agent_bootstrap.sandbox.aws_side"], stdout=subprocess.PIPE, text=True)
said = side.stdout.readline()
name = "amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com"
address = dns.query.udp(dns.message.make_query(name, "A"), "{NAME_SERVERS[0]}", timeout=5).answer[0][0].to_text()
asked = http.client.HTTPSConnection(name)
trust = ssl.create_default_context(cafile="{DIRECTORY}/ca.pem")
asked.sock = trust.wrap_socket(socket.create_connection((address, 443)), server_hostname=name)
asked.request("GET", "/latest/VERSION")
body = asked.getresponse().read().decode()
side.terminate()
print(json.dumps([said, body, side.wait(10), side.stdout.read()]))
"""


def in_a_namespace(*command: str) -> subprocess.CompletedProcess[str]:
    flags = ["--net", "--mount"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--net", "--mount"]
    # What `python -m` finds in the working directory must be the package under test.
    root = pathlib.Path(__file__).parents[4]
    words = ["unshare", *flags, "sh", "-c", SCRIPT, "sh", *command]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60)


def test_the_process_says_ready_serves_on_the_worlds_addresses_and_ends_when_told() -> None:
    if in_a_namespace("true").returncode != 0:
        pytest.skip("private namespaces are not permitted here")
    done = in_a_namespace(sys.executable, "-c", LOOK)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["ready\n", "3.3.4851.0\n", 0, ""]
