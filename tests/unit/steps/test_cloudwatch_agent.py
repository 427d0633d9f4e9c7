"""The CloudWatch agent's files: credentials, common-config.toml, the JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.secret import Secret
from agent_bootstrap.model.settings import CloudWatchAgent, Endpoints, Settings
from agent_bootstrap.model.settings import Credentials as StaticKeys
from agent_bootstrap.steps.cloudwatch_agent import CommonConfiguration, Configuration, Credentials

STATIC = StaticKeys(access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key=Secret("s" * 40))
PATH = cloudwatch_agent.CREDENTIALS


def test_static_keys_are_written_for_root_only_and_other_profiles_stay(host: Host) -> None:
    host.files.write(PATH, "[default]\naws_access_key_id=AKIAMINE\n", mode=0o644)
    step = Credentials("eu-west-1", STATIC)
    step.apply(host)
    text = host.files.read(PATH) or ""
    assert text.startswith("[default]\naws_access_key_id=AKIAMINE\n[AmazonCloudWatchAgent]\nregion = eu-west-1\n")
    assert host.files.mode(PATH) == 0o600
    assert step.check(host).status is Status.OK


def test_the_secret_key_is_in_no_finding(host: Host) -> None:
    step = Credentials("eu-west-1", STATIC)
    step.apply(host)
    assert "s" * 40 not in repr(step.check(host))
    assert "s" * 40 not in repr(step)


def test_rotating_keys_are_the_ssm_agents_to_write(host: Host) -> None:
    step = Credentials("eu-west-1", StaticKeys())
    step.apply(host)
    problem = step.check(host).problem
    assert problem is not None
    assert (problem.code, problem.may_pass) == ("cloudwatch-credentials-missing", True)
    with_keys = (
        host.files.read(PATH) or ""
    ) + "aws_access_key_id = ASIA1\naws_secret_access_key = x\naws_session_token = t\n"
    host.files.write(PATH, with_keys, mode=0o600)
    assert step.check(host).status is Status.OK
    step.apply(host)
    assert host.files.read(PATH) == with_keys


def test_credentials_that_others_may_read_are_drifted(host: Host) -> None:
    step = Credentials("eu-west-1", STATIC)
    step.apply(host)
    host.files.write(PATH, host.files.read(PATH) or "", mode=0o644)
    assert "mode 600" in step.check(host).reason


def test_common_config_keeps_the_proxy_of_others(host: Host) -> None:
    path = cloudwatch_agent.COMMON_CONFIGURATION
    host.files.write(path, '# note\n[proxy]\nhttp_proxy = "http://a\\\\b"\n[imds]\nimds_retries = 1\n', mode=0o644)
    step = CommonConfiguration()
    assert step.check(host).status is Status.DRIFTED
    step.apply(host)
    assert step.check(host).status is Status.OK
    text = host.files.read(path) or ""
    assert 'http_proxy = "http://a\\\\b"' in text
    assert "imds_retries = 1" in text


def test_a_broken_common_config_is_reported_with_its_line(host: Host) -> None:
    host.files.write(cloudwatch_agent.COMMON_CONFIGURATION, "[credentials]\nx = \n", mode=0o644)
    with pytest.raises(ProblemFoundError) as error:
        CommonConfiguration().check(host)
    assert error.value.problem.code == "file-broken"
    assert "line 2" in error.value.problem.brief


def settings(file: str | None = None) -> Settings:
    return Settings(region="eu-west-1", cloudwatch_agent=CloudWatchAgent(configuration_file=file))


def test_the_default_configuration_has_region_and_endpoint(host: Host) -> None:
    chosen = dataclasses.replace(settings(), endpoints=Endpoints(monitoring="vpce-1.monitoring.x"))
    wanted = json.loads(Configuration(chosen)._wanted(host))
    assert wanted["agent"]["region"] == "eu-west-1"
    assert wanted["metrics"]["endpoint_override"] == "https://vpce-1.monitoring.x"
    assert "append_dimensions" not in wanted["metrics"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (None, "file-absent", "/etc/my.json, which the settings name"),
        ('{\n"a": }', "file-broken", "/etc/my.json line 2"),
    ],
)
def test_a_configuration_file_that_cannot_be_used_is_named(host: Host, text: str | None, code: str, words: str) -> None:
    if text is not None:
        host.files.write("/etc/my.json", text, mode=0o644)
    with pytest.raises(ProblemFoundError) as error:
        Configuration(settings("/etc/my.json")).check(host)
    assert error.value.problem.code == code
    assert words in error.value.problem.brief


def test_what_the_agent_took_over_is_not_taken_over_again(host: Host) -> None:
    host.files.write("/etc/my.json", '{"agent": {}}', mode=0o644)
    step = Configuration(settings("/etc/my.json"))
    assert step.check(host).status is Status.DRIFTED
    host.files.write(f"{cloudwatch_agent.APPLIED}/file_cloudwatch-agent.json", '{"agent": {}}', mode=0o644)
    host.files.write(cloudwatch_agent.TOML, "[agent]\n", mode=0o644)
    assert step.check(host).status is Status.OK


def test_sections_of_a_persons_own_file_are_told_their_endpoints_unless_they_name_them(host: Host) -> None:
    own = {"metrics": {"namespace": "N"}, "logs": {"endpoint_override": "https://mine.example"}}
    host.files.write("/etc/my.json", json.dumps(own), mode=0o644)
    named = Endpoints(monitoring="vpce-1.monitoring.x", logs="vpce-2.logs.x")
    wanted = json.loads(Configuration(dataclasses.replace(settings("/etc/my.json"), endpoints=named))._wanted(host))
    assert wanted == {**own, "metrics": {"endpoint_override": "https://vpce-1.monitoring.x", "namespace": "N"}}


def test_a_persons_own_file_is_taken_to_the_byte_where_nothing_is_to_be_told(host: Host) -> None:
    host.files.write("/etc/my.json", '{"logs":   {}}', mode=0o644)
    assert Configuration(settings("/etc/my.json"))._wanted(host) == '{"logs":   {}}'
