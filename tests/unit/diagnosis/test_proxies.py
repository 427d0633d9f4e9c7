"""Go's rules for proxies: golang.org/x/net/http/httpproxy, which both agents decide with."""

from __future__ import annotations

import pytest

from agent_bootstrap.diagnosis import proxies

SSM = "ssm.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("no_proxy", "host"),
    [
        ("*", SSM),
        ("a.example, * ,b.example", SSM),
        (SSM, SSM),
        (SSM.upper(), SSM),
        ("amazonaws.com", SSM),
        (".amazonaws.com", SSM),
        ("*.amazonaws.com", SSM),
        ("localhost, .amazonaws.com ,", SSM),
        (f"{SSM}:443", SSM),
        (".amazonaws.com:443", SSM),
        ("10.0.0.0/8", "10.20.1.11"),
        ("10.20.1.11", "10.20.1.11"),
        ("10.20.1.11:443", "10.20.1.11"),
        ("fd00::/8", "fd00::1"),
        ("[fd00::1]:443", "fd00::1"),
        ("fd00::1", "fd00::1"),
        ("", "localhost"),
        ("", "127.0.0.1"),
        ("", "::1"),
    ],
)
def test_the_agents_go_past_the_proxy(no_proxy: str, host: str) -> None:
    assert proxies.bypasses(no_proxy, host)


@pytest.mark.parametrize(
    ("no_proxy", "host"),
    [
        ("", SSM),
        (",", SSM),
        ("10.0.0.0/8", SSM),  # a name is not resolved before Go decides
        ("10.20.1.11", SSM),
        (f".{SSM}", SSM),  # with a dot in front, only what lies below
        (f"*.{SSM}", SSM),
        ("sm.eu-west-1.amazonaws.com", SSM),  # a suffix of letters, not of labels
        (f"{SSM}:80", SSM),
        ("amazonaws.com:8443", SSM),
        ("*.com.*", SSM),
        (":443", SSM),
        ("amazonaws.com", "10.20.1.11"),
        ("10.20.1.0/28", "10.20.1.16"),
        ("10.20.1.16:80", "10.20.1.16"),
        ("1", "10.20.1.1"),
    ],
)
def test_the_agents_go_through_the_proxy(no_proxy: str, host: str) -> None:
    assert not proxies.bypasses(no_proxy, host)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("http://proxy:3128", ("http", "proxy", 3128)),
        ("proxy:3128", ("http", "proxy", 3128)),  # Go takes http where no scheme stands
        ("10.0.0.1:3128", ("http", "10.0.0.1", 3128)),
        ("http://proxy", ("http", "proxy", 80)),
        ("https://proxy/", ("https", "proxy", 443)),
        ("socks5://proxy", ("socks5", "proxy", 1080)),
        ("http://user:pass@proxy:3128/", ("http", "proxy", 3128)),
        ("http://[fd00::1]:3128", ("http", "fd00::1", 3128)),
    ],
)
def test_an_address_is_read_as_go_reads_it(value: str, address: tuple[str, str, int]) -> None:
    assert proxies.address(value) == address


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("ftp://proxy:3128", "its scheme ftp is none of a proxy's"),
        ("http//proxy:3128", "lacks `://`"),
        ("http://proxy:31280000", "its port is no number"),
        ("http://proxy:port", "its port is no number"),
        ("http://:3128", "it names no host"),
        ("http://pro xy:3128", "it names no host"),
        ("http://proxy:3128/wpad.dat", "a path follows its host"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_with_the_reason(value: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        proxies.address(value)


@pytest.mark.parametrize("login", ["user:hunter2", "user:hun/ter2", "user:h@nter2", "hunter2"])
def test_a_login_is_never_shown(login: str) -> None:
    for value in (f"http://{login}@proxy:3128", f"{login}@proxy:3128"):
        assert "nter2" not in proxies.shown(value)
        assert proxies.shown(value).endswith("***@proxy:3128")


def test_a_password_that_breaks_the_address_is_not_part_of_the_reason() -> None:
    with pytest.raises(ValueError, match="port") as refused:
        proxies.address("http://user:hun/ter2@proxy:3128")
    assert "hun" not in str(refused.value)


def test_what_holds_no_login_is_shown_as_it_is() -> None:
    assert proxies.shown("http://proxy:3128") == "http://proxy:3128"


def test_exceptions_are_added_by_the_part_that_all_names_of_the_region_share() -> None:
    hosts = (SSM, "bucket.s3.eu-west-1.amazonaws.com", "vpce-1.ssm.eu-west-1.vpce.amazonaws.com", "ssm.corp.example")
    wanted = proxies.with_exceptions("localhost, 10.0.0.0/8", hosts, "eu-west-1")
    assert wanted == ("localhost,10.0.0.0/8,.eu-west-1.amazonaws.com,.eu-west-1.vpce.amazonaws.com,ssm.corp.example")
    assert all(proxies.bypasses(wanted, host) for host in hosts)
