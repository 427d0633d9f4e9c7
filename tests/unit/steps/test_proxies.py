"""What proxy variables of an agent amount to, from real files below a temporary root."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import Callable, Optional

import pytest

from agent_bootstrap.aws import agent_environment, cloudwatch_agent, owned_keys, ssm_agent
from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis.proxies import Address
from agent_bootstrap.host import Host
from agent_bootstrap.host.forward_proxies import ForwardProxies
from agent_bootstrap.host.proxies import Proxies as Variables
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.steps.network import Proxies

REGION = "eu-west-1"
ENDPOINTS = tuple(Endpoint(name, (f"{name}.{REGION}.amazonaws.com",)) for name in ("ssm", "s3", "logs", "monitoring"))
DROP_IN = "/etc/systemd/system/amazon-ssm-agent.service.d/proxy.conf"
OUR_DROP_IN = f"{agent_environment.drop_ins(ssm_agent.UNIT)}/{agent_environment.DROP_IN}"
PROXY = "https_proxy=http://me:hunter2@proxy:3128"

Check = Callable[..., Finding]


class Plain(ForwardProxies):
    """Stands for a network in which every proxy speaks plain HTTP."""

    def is_plain(self, where: Address) -> bool:
        return True


@pytest.fixture
def check(host: Host) -> Check:
    there = dataclasses.replace(host, proxies=Variables(host.files, host.facts), forward_proxies=Plain())

    def checked(
        *assignments: str,
        agent: str = "ssm_agent",
        meant: bool = False,
        common: str = "",
        file: str = DROP_IN,
        ours: owned_keys.Sections = MappingProxyType({}),
    ) -> Finding:
        if assignments:
            lines = "".join(f'Environment="{assignment}"\n' for assignment in assignments)
            there.files.write(file, f"[Service]\n{lines}", mode=0o644)
        there.files.write(cloudwatch_agent.COMMON_CONFIGURATION, common, mode=0o644)
        there.files.write(cloudwatch_agent.WRITTEN, owned_keys.note(dict(ours)), mode=0o644)
        return Proxies(agent, ENDPOINTS, REGION, meant).check(there)

    return checked


def code(finding: Finding) -> Optional[str]:
    return finding.problem.code if finding.problem else None


def test_without_a_proxy_all_is_well(check: Check) -> None:
    assert check().reason == "the SSM Agent uses no proxy"
    assert code(check("http_proxy=http://proxy:3128")) is None, "the endpoints are asked with HTTPS only"


def test_a_proxy_that_all_endpoints_are_excepted_from_is_no_problem(check: Check) -> None:
    finding = check(PROXY, "no_proxy=.amazonaws.com")
    assert (code(finding), finding.reason) == (
        None, "the SSM Agent goes to the endpoints past the proxy http://***@proxy:3128",
    )  # fmt: skip


def test_a_range_of_addresses_excepts_no_name_and_the_remedy_is_the_line_to_write(check: Check) -> None:
    problem = check(PROXY, "no_proxy=localhost,10.0.0.0/8").problem
    assert problem is not None
    assert problem.code == "proxy-for-private-endpoints"
    line = 'Environment="no_proxy=localhost,10.0.0.0/8,.eu-west-1.amazonaws.com,169.254.169.254,169.254.170.2"'
    assert problem.remedy.endswith(line)
    assert DROP_IN in problem.remedy
    assert code(check(PROXY, line[len('Environment="') : -1])) is None, "the line does what it promises"


def test_the_case_of_the_line_is_that_which_the_agent_heeds(check: Check) -> None:
    problem = check("HTTPS_PROXY=http://proxy:3128").problem
    assert problem is not None
    assert '"NO_PROXY=' in problem.remedy


def test_no_login_gets_into_a_finding(check: Check) -> None:
    for finding in (
        check(PROXY),
        check(PROXY, "HTTPS_PROXY=http://me:hunter2@other:3128"),
        check("https_proxy=ftp://me:hunter2@proxy:3128", meant=True),
        check(PROXY, "no_proxy=*"),
    ):
        assert "hunter2" not in str(finding)


def test_two_spellings_with_two_values_are_told_before_anything_else(check: Check) -> None:
    finding = check(PROXY, "HTTPS_PROXY=http://other:3128")
    assert code(finding) == "proxy-variables-differ"


def test_a_proxy_that_is_meant_needs_no_exceptions(check: Check) -> None:
    finding = check(PROXY, meant=True)
    assert (code(finding), finding.reason) == (None, "the SSM Agent uses the proxy http://***@proxy:3128")


@pytest.mark.parametrize("value", ["https://proxy:3128", "ftp://proxy:3128", "http//proxy:3128", "http://proxy:99999"])
def test_the_address_of_a_proxy_that_is_meant_must_be_usable(check: Check, value: str) -> None:
    assert code(check(f"https_proxy={value}", meant=True)) == "proxy-wrong-scheme"


def test_a_proxy_that_is_meant_no_more_is_taken_away_by_a_repair_and_is_no_fault_of_the_server(check: Check) -> None:
    assert (
        check(PROXY, file=OUR_DROP_IN).reason
        == "a proxy that the settings mean no more is to be taken from the SSM Agent"
    )


def test_of_the_cloudwatch_agents_file_only_what_this_program_wrote_is_taken_away(check: Check) -> None:
    ours = {"proxy": {"https_proxy": "http://proxy:3128"}}
    mine, somebodys = '[proxy]\nhttps_proxy = "http://proxy:3128"\n', '[proxy]\nhttps_proxy = "http://other:3128"\n'
    assert code(check(common=mine, agent="cloudwatch_agent", ours=ours)) is None
    assert code(check(common=somebodys, agent="cloudwatch_agent", ours=ours)) == "proxy-for-private-endpoints"


def test_the_cloudwatch_agent_has_a_file_of_its_own(check: Check) -> None:
    common = '[proxy]\nhttps_proxy = "http://proxy:3128"\nno_proxy = "monitoring.eu-west-1.amazonaws.com"\n'
    assert code(check(common=common)) is None, "the SSM Agent does not read it"
    problem = check(common=common, agent="cloudwatch_agent").problem
    assert problem is not None
    assert problem.code == "proxy-for-private-endpoints"
    assert "not excepted: logs.eu-west-1.amazonaws.com;" in problem.details
    assert problem.remedy.endswith(
        'no_proxy = "monitoring.eu-west-1.amazonaws.com,.eu-west-1.amazonaws.com,169.254.169.254,169.254.170.2"'
    )
