"""The names by which the endpoints are reached: private DNS, a hosted zone, or endpoint-specific names only."""

from __future__ import annotations

import json

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.world import ADDRESSES, endpoint_name, vpce_name
from tests.sandbox.conftest import Sandbox

WORLD = "/run/agent-bootstrap-sandbox/world.json"
DROP_IN = "/etc/agent-bootstrap/conf.d/10-endpoints.toml"


def test_with_endpoint_specific_names_only_both_agents_are_told_of_them(shell: Sandbox) -> None:
    names = "\n".join(f'{service} = "{vpce_name(service)}"' for service in SERVICES)
    ended = shell(
        f"""
        mkdir -p /etc/agent-bootstrap/conf.d
        printf '%s\\n' '[endpoints]' '{names}' > {DROP_IN}
        # Private DNS is off: the regional names lead out of the network.
        python3 - <<'END'
import json
path = "{WORLD}"
world = json.load(open(path))
world["dns"] = {{service: "public" for service in {list(SERVICES)!r}}}
json.dump(world, open(path, "w"))
END
        agent-bootstrap bootstrap --json --timeout 10s > /tmp/report || true
        cat /etc/amazon/ssm/amazon-ssm-agent.json
        echo -----
        cat /var/lib/agent-bootstrap/cloudwatch-agent.json
        echo -----
        cat /tmp/report
        """
    )
    agent, cloudwatch, report = (json.loads(part) for part in ended.output.split("-----\n"))
    assert report["converged"], [finding["problem"] for finding in report["findings"] if finding["problem"]]
    assert agent["Ssm"]["Endpoint"] == vpce_name("ssm")
    assert agent["Mgs"]["Endpoint"] == vpce_name("ssmmessages")
    assert agent["S3"]["Endpoint"] == f"bucket.{vpce_name('s3')}"
    assert cloudwatch["metrics"]["endpoint_override"] == f"https://{vpce_name('monitoring')}"


def test_a_hosted_zone_without_a_wildcard_is_asked_by_path(shell: Sandbox) -> None:
    ended = shell(
        f"""
        sed -i 's/"dns": {{}}/"dns": {{"s3": "nxdomain"}}/' {WORLD}; sleep 0.3
        echo "{ADDRESSES["s3"]} {endpoint_name("s3")}" >> /etc/hosts
        agent-bootstrap bootstrap --json --timeout 10s
        """
    )
    assert ended.exit_code == 0, ended.errors
    served = ended.finding("network.serves_objects/amazon-ssm-eu-west-1")
    assert served["facts"]["address"] == f"https://{endpoint_name('s3')}/amazon-ssm-eu-west-1/latest/VERSION"


def test_services_that_the_vpc_does_not_have_may_be_left_out(shell: Sandbox) -> None:
    ended = shell(
        f"""
        sed -i 's/"dns": {{}}/"dns": {{"ec2messages": "nxdomain", "kms": "nxdomain"}}/' {WORLD}; sleep 0.3
        agent-bootstrap bootstrap --json --set network.services=ssm,ssmmessages,s3,logs,monitoring
        """
    )
    assert ended.exit_code == 0, ended.errors
    assert "kms" not in {finding["step"].partition("/")[2] for finding in ended.report["findings"]}


def test_an_address_range_may_be_declared_private(shell: Sandbox) -> None:
    ended = shell(
        f"""
        ip address add 52.94.0.1/32 dev lo
        sed -i 's/"dns": {{}}/"dns": {{"kms": "public"}}/' {WORLD}; sleep 0.3
        agent-bootstrap check --json --set network.allowed_cidrs=52.94.0.0/16
        """
    )
    assert ended.finding("network.resolves/kms")["status"] == "ok"


def test_an_exact_version_and_the_stable_channel(shell: Sandbox) -> None:
    ended = shell(
        """
        agent-bootstrap bootstrap --set ssm_agent.version=stable --set cloudwatch_agent.version=1.300071.0b1 >&2
        agent-bootstrap plan --set ssm_agent.version=3.3.4851.0 >&2
        set +e
        agent-bootstrap bootstrap --json --timeout 2s --set ssm_agent.version=3.3.1.0
        exit $?
        """
    )
    assert ended.exit_code == 4
    assert ended.finding("ssm_agent.package")["problem"]["code"] == "s3-no-such-object"
