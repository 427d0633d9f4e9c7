"""amazon-ssm-agent.json: our keys, and nobody else's."""

from __future__ import annotations

import dataclasses
import json

import pytest

from agent_bootstrap.aws.ssm_agent import CONFIGURATION
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.settings import CloudWatchAgent, Credentials, Endpoints, Network, Settings
from agent_bootstrap.steps.ssm_agent import Configuration

SETTINGS = Settings(region="eu-west-1")


def test_a_new_file_is_for_root_only_and_asks_for_no_ec2_metadata(host: Host) -> None:
    step = Configuration(SETTINGS)
    assert step.check(host).status is Status.DRIFTED
    step.apply(host)
    assert step.check(host).status is Status.OK
    assert host.files.mode(CONFIGURATION) == 0o600
    written = json.loads(host.files.read(CONFIGURATION) or "")
    assert written["Identity"]["ConsumptionOrder"] == ["OnPrem"]
    assert written["Profile"]["ShareProfile"] == "AmazonCloudWatchAgent"


def test_foreign_keys_and_the_mode_are_kept(host: Host) -> None:
    foreign = {"Mds": {"CommandWorkersLimit": 9}, "Identity": {"CustomIdentities": None, "ConsumptionOrder": ["EC2"]}}
    host.files.write(CONFIGURATION, json.dumps(foreign), mode=0o644)
    Configuration(SETTINGS).apply(host)
    written = json.loads(host.files.read(CONFIGURATION) or "")
    assert written["Mds"] == {"CommandWorkersLimit": 9}
    assert written["Identity"] == {"CustomIdentities": None, "ConsumptionOrder": ["OnPrem"]}
    assert host.files.mode(CONFIGURATION) == 0o644


def test_chosen_endpoints_are_written_and_others_are_not(host: Host) -> None:
    chosen = Endpoints(ssm="vpce-1.ssm.x", s3="vpce-2.s3.x", logs="vpce-3.logs.x")
    Configuration(dataclasses.replace(SETTINGS, endpoints=chosen)).apply(host)
    written = json.loads(host.files.read(CONFIGURATION) or "")
    assert written["Ssm"] == {"Endpoint": "vpce-1.ssm.x"}
    assert written["S3"] == {"Endpoint": "bucket.vpce-2.s3.x"}
    assert "Mgs" not in written
    assert written["CloudWatchLogs"] == {"Endpoint": "vpce-3.logs.x"}


@pytest.mark.parametrize(
    ("names", "region", "agent", "ssm"),
    [
        ("regional", "us-east-1", None, None),
        ("fips", "us-east-1", None, {"Endpoint": "ssm-fips.us-east-1.amazonaws.com"}),
        ("dual-stack", "us-east-1", {"UseDualStackEndpoint": True}, {"Endpoint": "ssm.us-east-1.api.aws"}),
    ],
)
def test_names_that_are_not_the_agents_own_are_written(
    host: Host, names: str, region: str, agent: object, ssm: object
) -> None:
    Configuration(Settings(region=region, network=Network(names=names))).apply(host)
    written = json.loads(host.files.read(CONFIGURATION) or "")
    assert (written.get("Agent"), written.get("Ssm")) == (agent, ssm)


def test_with_static_keys_the_profile_is_left_to_them(host: Host) -> None:
    static = CloudWatchAgent(credentials=Credentials(access_key_id="AKIAIOSFODNN7EXAMPLE"))
    Configuration(dataclasses.replace(SETTINGS, cloudwatch_agent=static)).apply(host)
    assert "Profile" not in json.loads(host.files.read(CONFIGURATION) or "")


@pytest.mark.parametrize("broken", ['{\n"Ssm": {,\n}', "[1]"])
def test_a_broken_file_is_reported_with_its_line_and_left_alone(host: Host, broken: str) -> None:
    host.files.write(CONFIGURATION, broken, mode=0o600)
    step = Configuration(SETTINGS)
    for do in (step.check, step.apply):
        with pytest.raises(ProblemFoundError) as error:
            do(host)
        assert error.value.problem.code == "file-broken"
        assert f"{CONFIGURATION} line {broken.count(',') + 1}" in error.value.problem.brief
    assert host.files.read(CONFIGURATION) == broken
