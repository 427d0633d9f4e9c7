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
from agent_bootstrap.sandbox.world import BLACK_HOLE, PUBLIC_ADDRESS, endpoint_name, vpce_name


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


def test_a_black_hole_has_an_address(aws: Any) -> None:
    aws.set_world(tcp={"logs": "black-hole"})
    assert addresses(ask(aws, endpoint_name("logs"))) == [BLACK_HOLE]


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
