"""Where proxy variables of the agents come from: units, drop-ins, environment files, common-config.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from agent_bootstrap.aws import cloudwatch_agent
from agent_bootstrap.diagnosis.proxy_variables import Variable
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.host.proxies import Proxies

UNIT = "amazon-ssm-agent.service"
ETC = "/etc/systemd/system"
LIB = "/lib/systemd/system"

Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(path: str, text: str) -> None:
        target = Files(tmp_path).at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    return written


@pytest.fixture
def proxies(tmp_path: Path) -> Proxies:
    return Proxies(Files(tmp_path), Facts())


def test_a_server_without_agents_has_no_variables(proxies: Proxies) -> None:
    assert (proxies.of_ssm_agent(), proxies.of_cloudwatch_agent()) == ((), ())


def test_drop_ins_come_after_the_unit_in_the_order_of_their_names_and_etc_hides_lib(
    proxies: Proxies, write: Write
) -> None:
    write(f"{LIB}/{UNIT}", "[Service]\nEnvironment=https_proxy=http://unit OTHER=1\n")
    write(f"{LIB}/{UNIT}.d/20-b.conf", "[Service]\nEnvironment=https_proxy=http://hidden\n")
    write(f"{ETC}/{UNIT}.d/20-b.conf", "[Service]\nEnvironment=https_proxy=http://b\n")
    write(f"{ETC}/{UNIT}.d/10-a.conf", "[Service]\nEnvironment=https_proxy=http://a\n")
    write(f"{ETC}/{UNIT}.d/30-c.conf.disabled", "[Service]\nEnvironment=https_proxy=http://c\n")
    assert [variable.value for variable in proxies.of_ssm_agent()] == ["http://unit", "http://a", "http://b"]
    assert proxies.of_ssm_agent()[-1].origin == f"{ETC}/{UNIT}.d/20-b.conf:2"


def test_an_empty_assignment_forgets_what_came_before_but_neither_files_nor_systemds_own(
    proxies: Proxies, write: Write
) -> None:
    write("/etc/default/agent", "no_proxy=.amazonaws.com\n")
    write("/etc/systemd/system.conf", "[Manager]\nDefaultEnvironment=https_proxy=http://all\n")
    write(f"{LIB}/{UNIT}", "[Service]\nEnvironment=http_proxy=http://unit\n")
    write(
        f"{ETC}/{UNIT}.d/10-a.conf", "[Service]\nEnvironmentFile=-/etc/default/agent\nEnvironment=http_proxy=http://a\n"
    )
    write(f"{ETC}/{UNIT}.d/20-b.conf", "[Service]\nEnvironment=\n")
    assert proxies.of_ssm_agent() == (
        Variable("https_proxy", "http://all", "/etc/systemd/system.conf:2"),
        Variable("no_proxy", ".amazonaws.com", "/etc/default/agent:1"),
    )


def test_the_unit_of_the_snap_counts_for_the_ssm_agent(proxies: Proxies, write: Write) -> None:
    write(f"{ETC}/snap.amazon-ssm-agent.amazon-ssm-agent.service.d/p.conf", "Environment=https_proxy=http://snap\n")
    assert [variable.value for variable in proxies.of_ssm_agent()] == ["http://snap"]


def test_common_config_comes_before_the_unit_key_by_key(proxies: Proxies, write: Write) -> None:
    write(f"{ETC}/amazon-cloudwatch-agent.service.d/p.conf", "Environment=HTTPS_PROXY=http://unit NO_PROXY=a\n")
    write(cloudwatch_agent.COMMON_CONFIGURATION, '[proxy]\nhttps_proxy = "http://own"\nno_proxy = ""\n')
    assert [(item.name, item.value) for item in proxies.of_cloudwatch_agent()] == [
        ("NO_PROXY", "a"), ("https_proxy", "http://own"), ("no_proxy", ""),
    ]  # fmt: skip


def test_what_people_see_is_told_with_its_origin(
    proxies: Proxies, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://shell")
    write("/etc/environment", 'PATH=/bin\nHTTP_PROXY="http://login"\n')
    found = {(item.name, item.origin) for item in proxies.unheeded()}
    assert {("HTTP_PROXY", "/etc/environment:2"), ("https_proxy", "the environment of agent-bootstrap")} <= found
    assert proxies.of_ssm_agent() == ()
