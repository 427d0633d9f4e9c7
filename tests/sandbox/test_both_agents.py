"""Both agents together: the node's own credentials for a user who is not root, and no restart that nobody needs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_bootstrap.sandbox.world import PROXY, PROXY_PORT, SECRET_ACCESS_KEY
from tests.sandbox.conftest import Ended, Played, Sandbox

CREDENTIALS = "/etc/agent-bootstrap/cloudwatch-agent/credentials"
UNITS = "amazon-ssm-agent amazon-cloudwatch-agent"
LIVES = f"for unit in {UNITS}; do systemctl show $unit -p MainPID -p ExecMainStartTimestampMonotonic; done"
SETTINGS = "/etc/agent-bootstrap/conf.d"
REQUESTS = "/run/agent-bootstrap-sandbox/requests.jsonl"

ARRIVED = f"""for _ in $(seq 100); do grep -q '"PutMetricData", "status": 200' {REQUESTS} && break; sleep 0.1; done"""


def change_world(**fields: Any) -> str:
    """Bash that changes fields of the running world."""
    return (
        "python3 - <<'END'\nimport json, pathlib\n"
        "file = pathlib.Path('/run/agent-bootstrap-sandbox/world.json')\n"
        f"file.write_text(json.dumps({{**json.loads(file.read_text()), **json.loads('''{json.dumps(fields)}''')}}))\nEND\nsleep 0.5\n"
    )


def finding(ended: Ended, step: str) -> dict[str, Any]:
    assert ended.exit_code == 0, ended.output + ended.errors
    return ended.finding(step)


def test_a_second_run_restarts_neither_agent_and_writes_no_file(shell: Sandbox) -> None:
    files = f"stat -c '%n %i %Y' {CREDENTIALS} /etc/amazon/ssm/*.json /etc/systemd/system/amazon-ssm-agent.service.d/* /opt/aws/*/etc/*"
    look = f"{{ {LIVES}; {files}; }}"
    ended = shell(
        f"agent-bootstrap bootstrap >&2; {look} > /tmp/before; sleep 1; agent-bootstrap bootstrap --json; {look} > /tmp/after;"
        " diff /tmp/before /tmp/after >&2"
    )
    assert ended.exit_code == 0, ended.errors
    assert {entry["status"] for entry in ended.report["findings"]} == {"ok"}


def test_the_agent_that_is_not_root_lives_on_credentials_that_rotate_under_it(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        stat -c '%a %U:%G %i' {CREDENTIALS}; sha256sum {CREDENTIALS}
        rm -r /var/lib/amazon/ssm/runtimeconfig; systemctl restart amazon-ssm-agent
        for _ in $(seq 50); do test -s /var/lib/amazon/ssm/runtimeconfig/identity_config.json && break; sleep 0.1; done; sleep 1
        stat -c '%a %U:%G %i' {CREDENTIALS}; sha256sum {CREDENTIALS}
        : > {REQUESTS}; systemctl restart amazon-cloudwatch-agent; {ARRIVED}
        grep -c '"PutMetricData", "status": 200' {REQUESTS}
        ps -o user= -p $(systemctl show amazon-cloudwatch-agent -p MainPID --value)
        """
    )
    assert ended.exit_code == 0, ended.errors
    before, sum_before, after, sum_after, arrived, user = ended.output.splitlines()
    assert before == after
    assert before.startswith("640 root:cwagent ")
    assert sum_before != sum_after
    assert int(arrived) >= 1
    assert user == "cwagent"


def test_a_root_profile_that_somebody_else_owns_is_left_alone(shell: Sandbox) -> None:
    ended = shell(
        "mkdir -p -m 700 /root/.aws; printf '[default]\\naws_access_key_id = AKIAMINE\\n' > /root/.aws/credentials\n"
        "agent-bootstrap bootstrap >&2; cat /root/.aws/credentials"
    )
    assert ended.exit_code == 0, ended.errors
    assert ended.output == "[default]\naws_access_key_id = AKIAMINE\n"


def test_an_installation_with_the_credentials_in_roots_home_converges(shell: Sandbox) -> None:
    ended = shell(
        f"""
        agent-bootstrap bootstrap >&2
        rm -r /etc/systemd/system/amazon-ssm-agent.service.d {CREDENTIALS.rpartition("/")[0]} /var/lib/amazon/ssm/runtimeconfig
        systemctl daemon-reload; systemctl restart amazon-ssm-agent
        for _ in $(seq 50); do grep -q session_token /root/.aws/credentials && break; sleep 0.1; done
        sed -i '/AmazonCloudWatchAgent/a region = eu-west-1' /root/.aws/credentials
        sed -i 's#{CREDENTIALS}#/root/.aws/credentials#' /opt/aws/amazon-cloudwatch-agent/etc/common-config.toml
        agent-bootstrap bootstrap >&2
        grep -c AmazonCloudWatchAgent /root/.aws/credentials >&2 && exit 9
        grep -c session_token {CREDENTIALS} >&2
        agent-bootstrap bootstrap --json
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert {entry["status"] for entry in ended.report["findings"]} == {"ok"}


def test_static_keys_are_exchanged_without_a_restart(shell: Sandbox) -> None:
    keys = f"{SETTINGS}/10-keys.toml"
    other = {"AKIASANDBOXEXAMPLE01": SECRET_ACCESS_KEY, "AKIASANDBOXEXAMPLE02": SECRET_ACCESS_KEY}
    ended = shell(
        change_world(static_access_keys=other)
        + f"""
        mkdir -p {SETTINGS}; touch {keys}; chmod 600 {keys}
        printf '[cloudwatch_agent.credentials]\\naccess_key_id = "AKIASANDBOXEXAMPLE01"\\n' > {keys}
        echo 'secret_access_key = "{SECRET_ACCESS_KEY}"' >> {keys}
        agent-bootstrap bootstrap >&2; {LIVES} > /tmp/before
        sed -i s/EXAMPLE01/EXAMPLE02/ {keys}
        agent-bootstrap bootstrap --json; {LIVES} > /tmp/after; diff /tmp/before /tmp/after >&2
        grep -q EXAMPLE02 {CREDENTIALS}; ! grep -q token {CREDENTIALS}
        """
    )
    found = finding(ended, "cloudwatch_agent.credentials")
    assert found["status"] == "changed"
    assert "let older ones be good until then" in found["reason"]


@pytest.fixture(scope="module")
def told(played: Played) -> list[Ended]:
    """Settings with a proxy and certificates of their own, the system's trust store emptied of the authority; then without."""
    # The sandbox's authority is the last certificate of the bundle.
    script = f"""
        store=/etc/ssl/certs/ca-certificates.crt; cp $store /etc/corp.pem
        python3 -c "import sys; t = open('$store').read(); open('$store', 'w').write(t[:t.rindex('-----BEGIN')])"
        mkdir -p {SETTINGS}; printf '[network]\\nproxy = "http://10.10.0.90:3128"\\nca_file = "/etc/corp.pem"\\n' > {SETTINGS}/10.toml
        agent-bootstrap bootstrap --json > /tmp/1 || true
        {ARRIVED}
        grep -c '"PutMetricData", "status": 200' {REQUESTS} >&2
        cat /etc/systemd/system/amazon-ssm-agent.service.d/50-agent-bootstrap.conf >&2
        tr '\\0' '\\n' < /proc/$(systemctl show amazon-ssm-agent -p MainPID --value)/environ | grep -E '^(SSL|https)' >&2
        cp /etc/corp.pem $store; rm {SETTINGS}/10.toml
        agent-bootstrap bootstrap --json > /tmp/2 || true
        echo "left: $(tr '\\0' '\\n' < /proc/$(systemctl show amazon-ssm-agent -p MainPID --value)/environ | grep -cE '^(SSL|https)')" >&2
        agent-bootstrap bootstrap --json > /tmp/3 || true
        cat /tmp/1; echo ----; cat /tmp/2; echo ----; cat /tmp/3
        """
    ended = played("proxy-and-back", script)
    return [Ended(ended.exit_code, part, ended.errors) for part in ended.output.split("----\n")]


def test_proxy_and_certificates_reach_both_agents_and_this_program(told: list[Ended]) -> None:
    first = told[0]
    assert first.report["converged"], first.output + first.errors
    assert 'Environment="https_proxy=http://10.10.0.90:3128"' in first.errors
    assert "\nSSL_CERT_FILE=/etc/corp.pem\n" in first.errors
    assert finding(first, "network.trust_store")["facts"]["path"] == "/etc/corp.pem"


def test_proxy_and_certificates_are_taken_back_with_one_restart(told: list[Ended]) -> None:
    _, second, third = told
    changed = {entry["step"] for entry in second.report["findings"] if entry["status"] == "changed"}
    assert {"ssm_agent.environment", "cloudwatch_agent.common_configuration"} <= changed, second.output
    assert "\nleft: 0\n" in second.errors
    assert {entry["status"] for entry in third.report["findings"]} == {"ok"}


def test_both_agents_go_through_a_proxy_that_is_meant_for_their_endpoints(shell: Sandbox) -> None:
    ended = shell(
        f"""
        mkdir -p {SETTINGS}
        printf '[network]\\nproxy = "http://{PROXY}:{PROXY_PORT}"\\nno_proxy = ["169.254.169.254"]\\n' > {SETTINGS}/10.toml
        agent-bootstrap bootstrap >&2; {ARRIVED}
        echo "$(agent-bootstrap status)" >&2
        cat {REQUESTS}
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert ": online, credentials until" in ended.errors
    requests = [json.loads(line) for line in ended.output.splitlines()]
    through = {request["operation"] for request in requests if request["service"] == "proxy"}
    names = ("ssm", "ssmmessages", "monitoring")
    assert {f"CONNECT {name}.eu-west-1.amazonaws.com:443" for name in names} <= through
    told = [request["operation"] for request in requests]
    assert told[told.index("RegisterManagedInstance") - 1] == "CONNECT ssm.eu-west-1.amazonaws.com:443"


def test_a_run_that_is_killed_anywhere_converges_with_the_next(shell: Sandbox) -> None:
    # The agent that registers is killed, too. In the moment between its question and AWS's answer only a person can tell what came of it,
    # and whoever registers again then needs an activation that allows for a second one.
    ended = shell(
        f"{change_world(activation_limit=2)}"
        "for seconds in 2.5 1.5 2 3 4; do timeout -s KILL $seconds agent-bootstrap bootstrap > /dev/null 2>&1 || true; done\n"
        "agent-bootstrap bootstrap --json > /run/next || grep -q registration-uncertain /run/next\n"
        "if grep -q registration-uncertain /run/next; then agent-bootstrap bootstrap --re-register >&2; fi\n"
        f"agent-bootstrap bootstrap --json; grep -c RegisterManagedInstance {REQUESTS} >&2\n"
        "grep -c registration-uncertain /run/next >&2 || true"
    )
    assert ended.exit_code == 0, ended.errors
    assert {entry["status"] for entry in ended.report["findings"]} == {"ok"}
    registrations, uncertain = map(int, ended.errors.rstrip().splitlines()[-2:])
    assert registrations == 1 or (uncertain and registrations == 2)
