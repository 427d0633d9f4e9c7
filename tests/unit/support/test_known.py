"""The secrets of a server are found wherever an administrator may have put them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from agent_bootstrap.host import Host, errands, local
from agent_bootstrap.host.facts import Facts
from agent_bootstrap.host.files import Files
from agent_bootstrap.support import closed
from agent_bootstrap.support.known import known
from agent_bootstrap.support.pieces import file, tail

DROP_IN = "/etc/systemd/system/agent-bootstrap.service.d/override.conf"
CONF = "/etc/agent-bootstrap/conf.d/50-mine.toml"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return dataclasses.replace(local(), files=Files(tmp_path), facts=Facts())


TEXTS = {
    (CONF, '[activation]\ncode = "inASettingsFile"\n'): "inASettingsFile",
    (CONF, "activation.code = 'dottedKey'\nbroken = \"\n"): "dottedKey",
    (CONF, '[activation]\nid = "5a0db0c5-7e57"\n'): "5a0db0c5-7e57",
    (CONF, '[cloudwatch_agent.credentials]\nsecret_access_key = "staticKey"\n'): "staticKey",
    (CONF, '[network]\nproxy = "http://user:pass%40word@proxy:3128"\n'): "pass@word",
    (DROP_IN, '[Service]\nEnvironment="AGENT_BOOTSTRAP_ACTIVATION_CODE=inADropIn" "X=1"\n'): "inADropIn",
    (DROP_IN, "[Service]\nEnvironment=AGENT_BOOTSTRAP_ACTIVATION_CODE=withoutQuotes X=1\n"): "withoutQuotes",
    (errands.ENVIRONMENT, 'AGENT_BOOTSTRAP_ACTIVATION_CODE="handedOn"\n'): "handedOn",
    ("/root/.aws/credentials", "[x]\naws_secret_access_key = inCredentials\n"): "inCredentials",
    ("/etc/agent-bootstrap/cloudwatch-agent/credentials", "[x]\naws_session_token=token==\n"): "token==",
    ("/var/lib/agent-bootstrap/registration.json", '{"activation_id": "0badc0de"}'): "0badc0de",
}


@pytest.mark.parametrize("place", TEXTS)
def test_a_secret_is_known_wherever_it_stands(host: Host, place: tuple[str, str]) -> None:
    path, text = place
    host.files.write(path, text, mode=0o600)
    assert TEXTS[place] in set(known(host))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CONF, '[activation]\ncode_file = "/root/code"\n'),
        (DROP_IN, "[Service]\nLoadCredential=activation-code:/root/code\n"),
        (DROP_IN, '[Service]\nEnvironment="AGENT_BOOTSTRAP_ACTIVATION_CODE_FILE=/root/code"\n'),
    ],
)
def test_a_file_that_holds_the_code_is_read_and_its_name_is_no_secret(host: Host, path: str, text: str) -> None:
    host.files.write(path, text, mode=0o600)
    host.files.write("/root/code", "theCodeItself\n", mode=0o600)
    assert "theCodeItself" in set(known(host))
    assert "/root/code" not in set(known(host))


def test_this_programs_own_environment_counts(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_BOOTSTRAP_ACTIVATION_CODE", "inTheEnvironment")
    assert "inTheEnvironment" in set(known(host))


def test_what_cannot_be_read_ends_nothing(host: Host) -> None:
    host.files.make_directory(CONF, mode=0o755)
    host.files.make_directory("/root/.aws/credentials", mode=0o755)
    assert set(known(host)) <= {""}


@pytest.mark.parametrize("place", closed.CLOSED)
def test_no_name_and_no_link_leads_to_what_is_closed(host: Host, place: str) -> None:
    host.files.write(f"{place}/below/secret", "secret", mode=0o600)
    link = host.files.at("/etc/link")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(host.files.at(f"{place}/below/secret"))
    loop = host.files.at("/etc/loop")
    loop.symlink_to(loop)
    for path in (f"{place}/below/secret", "/etc/link", "/etc/loop"):
        for piece in (file(host, path, "name"), tail(host, path, "name")):
            assert piece.text is None
            assert piece.reason


def test_what_is_not_closed_is_read(host: Host) -> None:
    host.files.write("/etc/x", "a\nb\n", mode=0o600)
    assert (file(host, "/etc/x", "n").text, tail(host, "/etc/x", "n").text) == ("a\nb\n", "a\nb\n")
    assert file(host, "/etc/absent", "n") == ("n", None, "there is no /etc/absent")
