"""What the agents are told of proxies, certificates and credentials."""

from __future__ import annotations

from agent_bootstrap.aws import agent_environment
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
