"""amazon-ssm-agent.json: our keys, and nobody else's."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, Optional

import pytest

from agent_bootstrap.aws import ssm_agent_configuration
from agent_bootstrap.aws.ssm_agent import CONFIGURATION
from agent_bootstrap.host import Host
from agent_bootstrap.host.files import Files
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


STATIC = dataclasses.replace(
    SETTINGS, cloudwatch_agent=CloudWatchAgent(credentials=Credentials(access_key_id="AKIAIOSFODNN7EXAMPLE"))
)


def test_with_static_keys_the_nodes_credentials_go_to_a_profile_that_is_nobodys(host: Host) -> None:
    Configuration(STATIC).apply(host)
    assert written(host)["Profile"] == {"ShareProfile": "AmazonSSMAgent"}


def test_with_static_keys_a_profile_that_somebody_chose_is_kept(host: Host) -> None:
    host.files.write(CONFIGURATION, '{"Profile": {"ShareProfile": "corp"}}', mode=0o600)
    Configuration(STATIC).apply(host)
    assert written(host)["Profile"] == {"ShareProfile": "corp"}


def written(host: Host) -> Any:
    return json.loads(host.files.read(CONFIGURATION) or "")


def test_keys_that_the_settings_want_no_more_are_removed_and_others_stay(host: Host) -> None:
    host.files.write(CONFIGURATION, '{"Mgs": {"Region": "x"}, "Kms": {"Endpoint": "mine"}}', mode=0o600)
    chosen = Endpoints(ssm="vpce-1.ssm.x", ssmmessages="vpce-2.ssmmessages.x")
    Configuration(dataclasses.replace(SETTINGS, endpoints=chosen)).apply(host)
    assert written(host)["Mgs"] == {"Region": "x", "Endpoint": "vpce-2.ssmmessages.x"}
    step = Configuration(SETTINGS)
    assert step.check(host).status is Status.DRIFTED
    step.apply(host)
    assert step.check(host).status is Status.OK
    assert "Ssm" not in written(host)
    assert (written(host)["Mgs"], written(host)["Kms"]) == ({"Region": "x"}, {"Endpoint": "mine"})


def test_a_key_that_somebody_changed_since_is_theirs(host: Host) -> None:
    Configuration(dataclasses.replace(SETTINGS, endpoints=Endpoints(ssm="vpce-1.ssm.x"))).apply(host)
    changed = {**written(host), "Ssm": {"Endpoint": "theirs"}}
    host.files.write(CONFIGURATION, json.dumps(changed), mode=0o600)
    Configuration(SETTINGS).apply(host)
    assert written(host)["Ssm"] == {"Endpoint": "theirs"}


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_run_that_is_killed_after_any_write_loses_track_of_no_key(host: Host, writes: int) -> None:
    chosen = Configuration(dataclasses.replace(SETTINGS, endpoints=Endpoints(ssm="vpce-1.ssm.x")))
    with pytest.raises(Killed):
        chosen.apply(dataclasses.replace(host, files=Dying(host.files.root, writes)))
    chosen.apply(host)
    Configuration(SETTINGS).apply(host)
    assert "Ssm" not in written(host)
    assert Configuration(SETTINGS).check(host).status is Status.OK


class Killed(BaseException):
    """The end of a run, in the middle."""


class Dying(Files):
    """Files that end the run after so many of them were written."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        object.__setattr__(self, "left", [None] * writes)

    def write(self, path: str, text: str, *, mode: int) -> None:
        super().write(path, text, mode=mode)
        self.left.pop()  # type: ignore[attr-defined]
        if not self.left:  # type: ignore[attr-defined]
            raise Killed


@pytest.mark.parametrize(
    ("version", "seconds"), [("3.3.3050.0-1", 60), ("3.3.4851.0", 60), ("3.3.2958.0-1", None), (None, None)]
)
def test_only_agents_that_know_the_longest_pause_are_told_it(version: Optional[str], seconds: Optional[int]) -> None:
    ours = ssm_agent_configuration.wanted(SETTINGS, version, {})
    assert ours.get("Ssm", {}).get("CredentialRetryMaxSleepSeconds") == seconds


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
