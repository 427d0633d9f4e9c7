"""The CloudWatch agent's files: credentials and common-config.toml."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time

import pytest

from agent_bootstrap.aws import cloudwatch_agent, profiles, ssm_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.settings import Credentials as StaticKeys
from agent_bootstrap.model.settings import Network, Settings
from agent_bootstrap.steps.cloudwatch_agent import CommonConfiguration, Credentials

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STATIC = StaticKeys(access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key=Secret("s" * 40))
NEWER = StaticKeys(access_key_id="AKIAIOSFODNN7EXAMPLF", secret_access_key=Secret("t" * 40))
PATH = cloudwatch_agent.CREDENTIALS
FORMER = cloudwatch_agent.FORMER_CREDENTIALS
ROTATING = "aws_access_key_id = ASIA1\naws_secret_access_key = x\naws_session_token = t\n"
PROFILE = f"[AmazonCloudWatchAgent]\n{ROTATING}"


def static(keys: StaticKeys = STATIC) -> Credentials:
    return Credentials("eu-west-1", keys)


def keyless() -> Credentials:
    return Credentials("eu-west-1", StaticKeys())


def shared(host: Host, file: str = PATH) -> None:
    """What the SSM Agent notes of credentials that it got an hour's worth of."""
    noted = {"ShareFile": file, "ShareProfile": "AmazonCloudWatchAgent"}
    moments = {"CredentialsRetrievedAt": "2026-01-01T00:00:00Z", "CredentialsExpiresAt": "2026-01-01T01:00:00.5Z"}
    host.files.write(ssm_agent.IDENTITY, json.dumps({**noted, **moments}), mode=0o600)


def test_static_keys_are_written_as_literal_keys_and_the_region_beside_them(host: Host) -> None:
    step = static()
    step.apply(host)
    assert profiles.read(host.files.read(PATH) or "", "AmazonCloudWatchAgent") == {
        "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key": "s" * 40,
    }
    assert host.files.read(cloudwatch_agent.REGION_FILE) == "[profile AmazonCloudWatchAgent]\nregion = eu-west-1\n"
    assert (host.files.mode(PATH), host.files.mode(cloudwatch_agent.CREDENTIALS_DIRECTORY)) == (0o640, 0o750)
    assert step.check(host).status is Status.OK


def test_static_keys_replace_the_session_token_that_rotating_ones_left(host: Host) -> None:
    host.files.write(PATH, PROFILE, mode=0o640)
    static().apply(host)
    assert "token" not in (host.files.read(PATH) or "")


def test_new_static_keys_come_with_the_moment_until_which_older_ones_are_needed(host: Host) -> None:
    static().apply(host)
    os.utime(host.files.at(PATH), (0, 0))
    assert "older" not in static().check(host).reason
    assert static(NEWER).check(host).status is Status.DRIFTED
    static(NEWER).apply(host)
    until = time.strftime("%H:%M UTC", time.gmtime(host.files.modified(PATH) + 600))
    finding = static(NEWER).check(host)
    assert (finding.status, finding.facts["older_keys_needed_until"]) == (Status.OK, until)
    assert "let older ones be good until then" in finding.reason


def test_the_secret_key_is_in_no_finding(host: Host) -> None:
    step = static()
    step.apply(host)
    assert "s" * 40 not in repr(step.check(host))
    assert "s" * 40 not in repr(step)


def test_rotating_keys_are_the_ssm_agents_to_write_and_their_file_stays_the_same_one(host: Host) -> None:
    host.files.write(PATH, "", mode=0o600)
    keyless().apply(host)
    problem = keyless().check(host).problem
    assert problem is not None
    assert (problem.code, problem.may_pass) == ("cloudwatch-credentials-missing", True)
    there = host.files.at(PATH)
    there.write_text(PROFILE)
    inode = there.stat().st_ino
    there.chmod(0o644)
    assert "mode 640" in keyless().check(host).reason
    keyless().apply(host)
    assert keyless().check(host).status is Status.OK
    assert (there.read_text(), there.stat().st_ino, host.files.mode(PATH)) == (PROFILE, inode, 0o640)


def test_credentials_that_the_ssm_agent_shares_elsewhere_are_missing_here(host: Host) -> None:
    host.files.write(PATH, PROFILE, mode=0o640)
    shared(host, "/root/.aws/credentials")
    keyless().apply(host)
    problem = keyless().check(host).problem
    assert problem is not None
    assert problem.code == "cloudwatch-credentials-missing"
    assert problem.details.startswith("the SSM Agent shares them in /root/.aws/credentials")


def test_credentials_that_were_not_rewritten_for_as_long_as_they_live_have_expired(host: Host) -> None:
    host.files.write(PATH, PROFILE, mode=0o640)
    shared(host)
    keyless().apply(host)
    for age, code in ((3500, None), (3700, "cloudwatch-key-expired")):
        os.utime(host.files.at(PATH), (time.time() - age,) * 2)
        problem = keyless().check(host).problem
        assert (problem.code if problem else None) == code


def test_static_keys_of_somebody_are_neither_used_nor_touched(host: Host) -> None:
    theirs = "[default]\na = 1\n[AmazonCloudWatchAgent]\naws_access_key_id = AKIA1\naws_secret_access_key = x\n"
    host.files.write(FORMER, theirs, mode=0o600)
    problem = keyless().check(host).problem
    assert problem is not None
    assert (problem.code, problem.may_pass) == ("cloudwatch-keys-of-somebody", False)
    static().apply(host)
    assert host.files.read(FORMER) == theirs
    assert static().check(host).status is Status.OK


@pytest.mark.parametrize("step", [keyless(), static()])
def test_what_the_earlier_layout_left_with_root_is_taken_away_and_other_profiles_stay(
    host: Host, step: Credentials
) -> None:
    left = "region = eu-west-1\n" + (
        ROTATING
        if step.keys == StaticKeys()
        else "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = " + "s" * 40 + "\n"
    )
    host.files.write(FORMER, f"[default]\na = 1\n[AmazonCloudWatchAgent]\n{left}[other]\nb = 2\n", mode=0o600)
    host.files.write(PATH, PROFILE, mode=0o640)
    if step.keys == STATIC:
        step.apply(host)
        host.files.write(FORMER, f"[default]\na = 1\n[AmazonCloudWatchAgent]\n{left}[other]\nb = 2\n", mode=0o600)
    assert step.check(host).status is Status.DRIFTED
    step.apply(host)
    assert host.files.read(FORMER) == "[default]\na = 1\n[other]\nb = 2\n"
    assert step.check(host).status is Status.OK


def test_keys_that_somebody_else_rotates_stay_with_root(host: Host) -> None:
    host.files.write(FORMER, PROFILE, mode=0o600)
    host.files.write(PATH, PROFILE, mode=0o640)
    keyless().apply(host)
    assert host.files.read(FORMER) == PROFILE
    assert keyless().check(host).status is Status.OK


def common(**network: object) -> CommonConfiguration:
    return CommonConfiguration(Settings(region="eu-west-1", network=Network(**network)))  # type: ignore[arg-type]


def test_common_config_keeps_the_proxy_of_others(host: Host) -> None:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    host.files.write(path, '# note\n[proxy]\nhttp_proxy = "http://a\\\\b"\n[imds]\nimds_retries = 1\n', mode=0o644)
    step = common()
    assert step.check(host).status is Status.DRIFTED
    step.apply(host)
    assert step.check(host).status is Status.OK
    text = host.files.read(path) or ""
    assert 'http_proxy = "http://a\\\\b"' in text
    assert "imds_retries = 1" in text


def test_a_key_outside_of_every_section_stays_there(host: Host) -> None:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    host.files.write(path, 'shared_credential_profile = "mine"\n[imds]\nimds_retries = 1\n', mode=0o644)
    step = common()
    step.apply(host)
    written = tomllib.loads(host.files.read(path) or "")
    assert (written["shared_credential_profile"], written["imds"]) == ("mine", {"imds_retries": 1})
    assert written["credentials"]["shared_credential_profile"] == "AmazonCloudWatchAgent"
    assert step.check(host).status is Status.OK


def test_proxy_and_certificates_are_written_and_removed_again(host: Host) -> None:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    host.files.write(path, "[imds]\nimds_retries = 1\n", mode=0o644)
    common(proxy="http://proxy.corp.example:3128", ca_file="/etc/corp.pem").apply(host)
    written = tomllib.loads(host.files.read(path) or "")
    assert written["ssl"] == {"ca_bundle_path": "/etc/corp.pem"}
    assert written["proxy"]["https_proxy"] == "http://proxy.corp.example:3128"
    assert {"169.254.169.254", "monitoring.eu-west-1.amazonaws.com"} <= set(written["proxy"]["no_proxy"].split(","))
    assert common().check(host).status is Status.DRIFTED
    common().apply(host)
    assert common().check(host).status is Status.OK
    assert set(tomllib.loads(host.files.read(path) or "")) == {"credentials", "imds"}


def test_a_broken_common_config_is_reported_with_its_line_and_left_alone(host: Host) -> None:
    broken = "[credentials]\nx = \n"
    host.files.write(cloudwatch_agent.COMMON_CONFIGURATION, broken, mode=0o644)
    for do in (common().check, common().apply):
        with pytest.raises(ProblemFoundError) as error:
            do(host)
        assert error.value.problem.code == "file-broken"
        assert "line 2" in error.value.problem.brief
    assert host.files.read(cloudwatch_agent.COMMON_CONFIGURATION) == broken


def test_a_rewritten_common_config_is_not_written_again(host: Host) -> None:
    step = common()
    step.apply(host)
    inode = host.files.at(cloudwatch_agent.COMMON_CONFIGURATION).stat().st_ino
    step.apply(host)
    assert host.files.at(cloudwatch_agent.COMMON_CONFIGURATION).stat().st_ino == inode
    assert dataclasses.replace(step).check(host).status is Status.OK
