"""From what resolvers say of a name to the one cause."""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping, Optional

import pytest

from agent_bootstrap.diagnosis import names
from agent_bootstrap.diagnosis.names import Evidence, Said, Seen

NAME = "ssm.eu-west-1.amazonaws.com"
PRIVATE, PUBLIC, PUBLIC_IPV6 = "10.20.1.11", "52.94.0.1", "2600:1f18::1"
RIGHT, OUTSIDE = Said("NOERROR", (PRIVATE,)), Said("NOERROR", (PUBLIC,))
NO_SUCH_NAME, EMPTY, SILENT = Said("NXDOMAIN"), Said("NOERROR"), Said(names.SILENT)


def seen(*addresses: str, absolute: Optional[tuple[str, ...]] = None, name: str = NAME, **more: Any) -> Seen:
    return Seen(name, addresses, addresses if absolute is None else absolute, **more)


def evidence(
    looked: Seen, *servers: Said, inbound: Mapping[str, Said] | None = None, others_private: bool = False
) -> Evidence:
    said = {f"10.10.0.{number}": one for number, one in enumerate(servers, start=53)}
    return Evidence(looked, said, inbound or {}, others_private, allowed=())


@pytest.mark.parametrize(
    ("servers", "code"),
    [
        ((), "dns-no-name-server"),
        ((NO_SUCH_NAME, NO_SUCH_NAME), "dns-nxdomain"),
        ((EMPTY,), "dns-no-address"),
        ((Said("SERVFAIL"), SILENT), "dns-servfail"),
        ((Said("REFUSED"), Said("SERVFAIL")), "dns-servfail"),
        ((Said("REFUSED"), SILENT), "dns-refused"),
        ((SILENT, SILENT), "dns-silent"),
        ((RIGHT, RIGHT), "dns-system-resolver"),
        ((NO_SUCH_NAME, EMPTY), "dns-nxdomain"),
    ],
)
def test_without_an_address_the_clearest_answer_of_a_server_counts(servers: tuple[Said, ...], code: str) -> None:
    assert names.cause(evidence(seen(), *servers)).code == code


@pytest.mark.parametrize(
    ("inbound", "code", "owner"),
    [
        (RIGHT, "dns-nxdomain", "dns"),
        (NO_SUCH_NAME, "dns-record-missing", "aws-account"),
        (EMPTY, "dns-record-missing", "aws-account"),
        (SILENT, "dns-nxdomain", "dns"),
    ],
)
def test_the_inbound_endpoint_tells_the_forwarder_from_route_53(inbound: Said, code: str, owner: str) -> None:
    problem = names.cause(evidence(seen(), NO_SUCH_NAME, inbound={"10.20.0.10": inbound}))
    assert (problem.code, problem.owner.value) == (code, owner)
    assert "10.20.0.10, asked directly" in problem.details


@pytest.mark.parametrize(
    ("inbound", "others_private", "code"),
    [
        (None, False, "dns-public-address"),
        (None, True, "dns-private-dns-off"),
        (RIGHT, True, "dns-public-address"),
        (OUTSIDE, False, "dns-private-dns-off"),
        (SILENT, False, "dns-public-address"),
        (SILENT, True, "dns-private-dns-off"),
    ],
)
def test_a_public_address_is_the_forwarders_fault_or_route_53s(
    inbound: Optional[Said], others_private: bool, code: str
) -> None:
    asked = {"10.20.0.10": inbound} if inbound else None
    found = names.cause(evidence(seen(PUBLIC), OUTSIDE, inbound=asked, others_private=others_private))
    assert found.code == code
    assert PUBLIC in found.brief


def test_a_public_ipv6_address_beside_a_private_one_is_a_cause_of_its_own() -> None:
    assert names.cause(evidence(seen(PRIVATE, PUBLIC_IPV6), RIGHT)).code == "dns-public-ipv6"
    assert names.cause(evidence(seen(PUBLIC, PUBLIC_IPV6), OUTSIDE)).code == "dns-public-address"


def test_an_endpoint_specific_name_that_does_not_exist_is_a_matter_of_the_settings() -> None:
    looked = seen(name="vpce-0a.ssm.eu-west-1.vpce.amazonaws.com")
    assert names.cause(evidence(looked, NO_SUCH_NAME)).code == "dns-vpce-unknown"


def test_a_pin_is_a_problem_only_where_dns_says_otherwise() -> None:
    disputed = seen("10.9.9.9", absolute=(PRIVATE,), pin="/etc/hosts line 3")
    assert names.wrong(disputed, ())
    found = names.cause(evidence(disputed, RIGHT))
    assert found.code == "dns-hosts-pin"
    assert "/etc/hosts line 3" in found.brief
    assert not names.wrong(seen(PRIVATE, absolute=(), pin="/etc/hosts line 3"), ())
    assert not names.wrong(seen(PRIVATE, absolute=(PRIVATE, "10.20.2.11"), pin="/etc/hosts line 3"), ())


def test_a_search_domain_that_comes_first_is_named() -> None:
    disputed = seen("10.10.0.80", absolute=(PRIVATE,), search="corp.example")
    assert names.wrong(disputed, ())
    found = names.cause(evidence(disputed, RIGHT))
    assert found.code == "dns-search-domain"
    assert "corp.example" in found.brief


def test_a_search_domain_that_hides_a_missing_name_is_not_the_cause() -> None:
    hidden = seen("10.10.0.80", absolute=(), search="corp.example")
    assert names.wrong(hidden, ())
    found = names.cause(evidence(hidden, NO_SUCH_NAME))
    assert found.code == "dns-nxdomain"
    assert "corp.example" in found.details


def test_servers_differ_when_one_has_what_another_has_not() -> None:
    assert names.servers_differ({"a": RIGHT, "b": OUTSIDE}, ())
    assert names.servers_differ({"a": RIGHT, "b": SILENT}, ())
    assert not names.servers_differ({"a": RIGHT, "b": RIGHT}, ())
    assert not names.servers_differ({"a": OUTSIDE, "b": NO_SUCH_NAME}, ())
    assert not names.servers_differ({"a": OUTSIDE, "b": NO_SUCH_NAME}, ())


def test_a_name_that_one_server_knows_and_another_does_not_is_the_servers_fault() -> None:
    found = names.cause(evidence(seen(PUBLIC), OUTSIDE, RIGHT))
    assert (found.code, found.warning) == ("dns-server-differs", False)
    assert "the name server 10.10.0.53 says 52.94.0.1" in found.brief
    assert "10.10.0.54 says 10.20.1.11" in found.details


def test_a_server_that_says_nothing_does_not_differ_but_is_silent() -> None:
    found = names.cause(evidence(seen(), SILENT, RIGHT))
    assert (found.code, found.warning) == ("dns-server-silent", False)
    assert names.cause(evidence(seen(), SILENT, RIGHT, NO_SUCH_NAME)).code == "dns-server-differs"


def test_a_pin_is_told_before_servers_that_differ() -> None:
    disputed = seen("10.9.9.9", absolute=(PRIVATE,), pin="/etc/hosts line 3")
    assert names.cause(evidence(disputed, RIGHT, OUTSIDE)).code == "dns-hosts-pin"


def test_ranges_of_the_settings_count_as_private() -> None:
    assert names.wrong(seen(PUBLIC), ())
    assert not names.wrong(seen(PUBLIC), ("52.94.0.0/16",))


def test_a_resolver_that_gave_up_is_in_the_details() -> None:
    late = dataclasses.replace(seen(), silent_after=4.0)
    assert "within 4 s" in names.cause(evidence(late, SILENT)).details
