"""What the agents are told of proxies, certificates and credentials."""

from __future__ import annotations

from agent_bootstrap.aws import agent_environment, cloudwatch_delivery
from agent_bootstrap.aws.cloudwatch_delivery import Position
from agent_bootstrap.diagnosis import proxies, proxy_variables
from agent_bootstrap.diagnosis.proxy_variables import Variable
from agent_bootstrap.model.settings import CloudWatchAgent, Endpoints, Network, Settings

ALONE = CloudWatchAgent(enabled=False)
PROXY = "http://proxy.corp.example:3128"


def test_without_settings_for_it_the_ssm_agent_is_told_only_where_its_credentials_go() -> None:
    settings = Settings(region="eu-west-1")
    file = "/etc/agent-bootstrap/cloudwatch-agent/credentials"
    assert agent_environment.ssm_agent_variables(settings) == {"AWS_SHARED_CREDENTIALS_FILE": file}
    assert agent_environment.ssm_agent_variables(Settings(region="eu-west-1", cloudwatch_agent=ALONE)) == {}


def test_all_endpoints_are_past_the_proxy_unless_the_settings_say_otherwise() -> None:
    named = Endpoints(s3="vpce-1.s3.eu-west-1.vpce.amazonaws.com")
    settings = Settings(region="eu-west-1", endpoints=named, network=Network(proxy=PROXY))
    no_proxy = agent_environment.proxy_variables(settings)["no_proxy"]
    for name in ("ssm.eu-west-1.amazonaws.com", "bucket.vpce-1.s3.eu-west-1.vpce.amazonaws.com", "169.254.169.254"):
        assert proxies.bypasses(no_proxy, name)
    assert not proxies.bypasses(no_proxy, "repository.corp.example")
    chosen = Network(proxy=PROXY, no_proxy=("10.0.0.0/8", ".corp.example"))
    assert agent_environment.proxy_variables(Settings(region="eu-west-1", network=chosen)) == {
        "http_proxy": PROXY,
        "https_proxy": PROXY,
        "no_proxy": "10.0.0.0/8,.corp.example",
    }


def test_a_bucket_by_its_regional_name_is_past_the_proxy_too() -> None:
    no_proxy = ",".join(agent_environment.exceptions(Settings(region="eu-west-1")))
    assert proxies.bypasses(no_proxy, "amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com")


def test_systemd_reads_from_the_drop_in_what_was_meant() -> None:
    text = agent_environment.drop_in({"https_proxy": PROXY, "SSL_CERT_FILE": "/etc/my certs/50%.pem"})
    read = [item for item in proxy_variables.of_unit(text, "f") if isinstance(item, Variable)]
    assert {item.name: item.value.replace("%%", "%") for item in read} == {
        "https_proxy": PROXY,
        "SSL_CERT_FILE": "/etc/my certs/50%.pem",
    }


def test_a_file_of_state_tells_the_log_and_how_far_aws_has_taken_it() -> None:
    assert cloudwatch_delivery.position("120\n/var/log/a b.log\n0-120") == Position("/var/log/a b.log", 120)
    for other in ("", "120", "cursor\nx", "-1\n/var/log/a"):
        assert cloudwatch_delivery.position(other) is None


def test_the_metric_to_ask_for_is_known_only_under_the_agents_usual_names() -> None:
    memory = {"metrics_collected": {"mem": {"measurement": ["mem_used_percent"]}}}
    known = cloudwatch_delivery.probe({"agent": {"hostname": "h"}, "metrics": memory}, "other")
    assert known is not None
    assert (known.namespace, known.host, known.round) == ("CWAgent", "h", 120.0)
    for values in (
        {"logs": {}},
        {"agent": {"omit_hostname": True}, "metrics": memory},
        {"metrics": {"append_dimensions": {"a": "b"}, **memory}},
        {"metrics": {"metrics_collected": {"mem": {"measurement": ["mem_free"]}}}},
        {"agent": 3, "metrics": {"metrics_collected": []}},
    ):
        assert cloudwatch_delivery.probe(values, "h") is None


def test_without_a_word_the_agent_runs_as_root() -> None:
    assert cloudwatch_delivery.run_as_user({"agent": {"run_as_user": "cwagent"}, "logs": {}}) == "cwagent"
    assert cloudwatch_delivery.run_as_user({"agent": {}}) == "root"
