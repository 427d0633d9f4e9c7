from __future__ import annotations

import socket
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rrset
import pytest

from agent_bootstrap.model.settings import SERVICES
from agent_bootstrap.sandbox.aws_side import dns_answers
from agent_bootstrap.sandbox.world import (
    PUBLIC_ADDRESS,
    PUBLIC_IPV6_ADDRESS,
    S3_CONTROL,
    dual_stack_name,
    endpoint_name,
    vpce_name,
)


def ask(aws: Any, name: str, kind: str = "A", over: Any = dns.query.udp) -> dns.message.Message:
    address, port = aws.name_server
    answer: dns.message.Message = over(dns.message.make_query(name, kind), address, port=port, timeout=2)
    return answer


def addresses(answer: dns.message.Message) -> list[str]:
    return [record.to_text() for rrset in answer.answer for record in rrset]


@pytest.mark.parametrize("service", SERVICES)
def test_every_regional_name_has_the_address_of_its_endpoint(aws: Any, service: str) -> None:
    assert addresses(ask(aws, endpoint_name(service))) == [aws.addresses[service]]


def test_tcp_answers_like_udp(aws: Any) -> None:
    assert addresses(ask(aws, "SSM.eu-west-1.AmazonAWS.com", over=dns.query.tcp)) == [aws.addresses["ssm"]]


@pytest.mark.parametrize("name", [f"any-bucket.{endpoint_name('s3')}", f"bucket.{vpce_name('s3')}"])
def test_s3_has_names_for_its_buckets(aws: Any, name: str) -> None:
    assert addresses(ask(aws, name)) == [aws.addresses["s3"]]


def test_the_endpoint_name_of_s3_has_no_address_without_bucket_in_front(aws: Any) -> None:
    answer = ask(aws, vpce_name("s3"))
    assert (answer.rcode(), addresses(answer)) == (dns.rcode.NOERROR, [])


def test_there_are_no_ipv6_addresses_but_the_name_exists(aws: Any) -> None:
    answer = ask(aws, endpoint_name("ssm"), "AAAA")
    assert (answer.rcode(), addresses(answer), len(answer.authority)) == (dns.rcode.NOERROR, [], 1)


@pytest.mark.parametrize("name", ["deb.debian.org", "sts.eu-west-1.amazonaws.com", "ssm.us-east-1.amazonaws.com"])
def test_nothing_else_exists(aws: Any, name: str) -> None:
    answer = ask(aws, name)
    assert answer.rcode() == dns.rcode.NXDOMAIN
    assert answer.authority[0].to_text().split()[3] == "SOA"


def test_a_fault_hits_its_service_only_and_heals(aws: Any) -> None:
    aws.set_world(dns={"ssm": "nxdomain"})
    assert ask(aws, endpoint_name("ssm")).rcode() == dns.rcode.NXDOMAIN
    assert addresses(ask(aws, endpoint_name("ssmmessages")))
    aws.set_world()
    assert addresses(ask(aws, endpoint_name("ssm")))


def test_a_public_answer_is_given_for_regional_names_alone(aws: Any) -> None:
    aws.set_world(dns={"ssm": "public"})
    assert addresses(ask(aws, endpoint_name("ssm"))) == [PUBLIC_ADDRESS]
    assert addresses(ask(aws, vpce_name("ssm"))) == [aws.addresses["ssm"]]


def test_a_name_server_that_does_not_forward_gives_what_the_internet_gives(aws: Any) -> None:
    aws.set_world(name_servers={aws.name_server[0]: "unforwarded"})
    assert addresses(ask(aws, endpoint_name("logs"))) == [PUBLIC_ADDRESS]
    assert addresses(ask(aws, vpce_name("logs"))) == [aws.addresses["logs"]]


@pytest.mark.parametrize("behaviour", ["servfail", "refused"])
def test_a_name_server_may_fail_or_refuse(aws: Any, behaviour: str) -> None:
    aws.set_world(name_servers={aws.name_server[0]: behaviour})
    assert dns.rcode.to_text(ask(aws, endpoint_name("ssm")).rcode()) == behaviour.upper()


def test_a_name_server_may_answer_over_udp_alone(aws: Any) -> None:
    aws.set_world(name_servers={aws.name_server[0]: "no-tcp"})
    assert addresses(ask(aws, endpoint_name("ssm")))
    with pytest.raises(dns.exception.Timeout):
        dns.query.tcp(dns.message.make_query(endpoint_name("ssm"), "A"), aws.name_server[0], 0.3, aws.name_server[1])


def test_s3_has_its_names_with_and_without_a_bucket_apart(aws: Any) -> None:
    aws.set_world(dns={"s3-buckets": "nxdomain"})
    assert ask(aws, f"any.{endpoint_name('s3')}").rcode() == dns.rcode.NXDOMAIN
    assert addresses(ask(aws, endpoint_name("s3")))
    aws.set_world(dns={"s3-apex": "no-address"})
    assert ask(aws, endpoint_name("s3")).rcode() == dns.rcode.NOERROR
    assert not addresses(ask(aws, endpoint_name("s3")))
    assert addresses(ask(aws, f"any.{endpoint_name('s3')}"))


def test_a_public_ipv6_address_may_stand_beside_the_private_one(aws: Any) -> None:
    aws.set_world(dns={"ssm": "public-ipv6"})
    assert addresses(ask(aws, endpoint_name("ssm"))) == [aws.addresses["ssm"]]
    assert addresses(ask(aws, endpoint_name("ssm"), "AAAA")) == [PUBLIC_IPV6_ADDRESS]


def test_the_sites_own_names_all_lead_to_its_intranet(aws: Any) -> None:
    assert addresses(ask(aws, f"{endpoint_name('ssm')}.corp.example")) == ["10.10.0.80"]


def test_silence_is_silence(aws: Any) -> None:
    aws.set_world(dns={"ssm": "silent"})
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(0.2)
    client.sendto(dns.message.make_query(endpoint_name("ssm"), "A").to_wire(), aws.name_server)
    with pytest.raises(socket.timeout):
        client.recv(512)
    client.close()


def test_garbage_does_not_stop_the_name_server(aws: Any) -> None:
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for garbage in (b"", b"x", b"\0" * 12, dns.message.make_response(dns.message.make_query("a.", "A")).to_wire()):
        client.sendto(garbage, aws.name_server)
    client.close()
    assert addresses(ask(aws, endpoint_name("ssm")))


def test_an_answer_too_long_for_udp_is_truncated() -> None:
    response = dns.message.make_response(dns.message.make_query("many.example.", "A"))
    many = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(100)]
    response.answer.append(dns.rrset.from_text_list("many.example.", 60, "IN", "A", many))
    short = dns.message.from_wire(dns_answers.to_wire(response, 512), ignore_trailing=True)
    assert short.flags & dns.flags.TC
    assert not dns.message.from_wire(dns_answers.to_wire(response, 65535)).flags & dns.flags.TC


@pytest.mark.parametrize("service", SERVICES)
def test_every_dual_stack_name_has_the_address_of_its_endpoint(aws: Any, service: str) -> None:
    assert addresses(ask(aws, dual_stack_name(service))) == [aws.addresses[service]]


@pytest.mark.parametrize(
    ("model", "regional", "control", "specific"),
    [("private-dns", True, True, True), ("s3-hosted-zone", True, False, True), ("endpoint-names", False, False, True)],
)
def test_the_model_decides_which_names_exist(
    aws: Any, model: str, regional: bool, control: bool, specific: bool
) -> None:
    aws.set_world(dns_model=model)
    names = (endpoint_name("ssm"), f"x.{S3_CONTROL}", f"bucket.{vpce_name('s3')}")
    assert [bool(addresses(ask(aws, name))) for name in names] == [regional, control, specific]
    assert bool(addresses(ask(aws, f"any-bucket.{endpoint_name('s3')}"))) == regional
