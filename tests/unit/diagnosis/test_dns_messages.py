"""Questions and answers of DNS, held against dnspython."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.diagnosis import dns_messages

NAME = "ssm.eu-west-1.amazonaws.com"
QUESTION = dns_messages.question(4711, NAME)

octets = st.integers(0, 255)
ipv4 = st.builds("{}.{}.{}.{}".format, octets, octets, octets, octets)
labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=63)


def answer(*addresses: str, rcode: str = "NOERROR", alias: str = "") -> dns.message.Message:
    made = dns.message.make_response(dns.message.from_wire(QUESTION))
    made.set_rcode(dns.rcode.from_text(rcode))
    owner = f"{NAME}."
    if alias:
        made.answer.append(dns.rrset.from_text(owner, 60, "IN", "CNAME", alias))
        owner = alias
    if addresses:
        made.answer.append(dns.rrset.from_text(owner, 60, "IN", "A", *addresses))
    return made


@given(st.integers(0, 0xFFFF), st.lists(labels, min_size=1, max_size=3), st.sampled_from(["", "."]))
def test_a_question_is_the_library_s(number: int, words: list[str], dot: str) -> None:
    name = ".".join(words)
    theirs = dns.message.make_query(name, "A", id=number)
    assert dns_messages.question(number, name + dot) == theirs.to_wire()


@pytest.mark.parametrize("name", ["", ".", "a..b", ".a", "a" * 64, ".".join(["a" * 63] * 4), "ünïcode"])
def test_no_question_about_what_can_be_no_name(name: str) -> None:
    with pytest.raises(ValueError):
        dns_messages.question(1, name)


@given(
    st.sets(ipv4, max_size=9), st.sampled_from(["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "NOTAUTH", "DSOTYPENI"])
)
def test_an_answer_is_read_as_the_library_wrote_it(addresses: set[str], rcode: str) -> None:
    message = answer(*sorted(addresses), rcode=rcode).to_wire()
    assert dns_messages.answers(QUESTION, message)
    read = dns_messages.read(message)
    assert set(read.addresses) == addresses
    assert read.rcode == {"DSOTYPENI": "RCODE11"}.get(rcode, rcode)
    assert not read.truncated


def test_the_addresses_at_the_end_of_an_alias_count() -> None:
    message = answer("10.0.0.2", "10.0.0.1", alias="vpce-1.ssm.vpce.amazonaws.com.").to_wire()
    assert dns_messages.read(message).addresses == ("10.0.0.1", "10.0.0.2")


def test_a_truncated_answer_says_so_and_no_more() -> None:
    made = answer("10.0.0.1")
    made.flags |= dns.flags.TC
    assert dns_messages.read(made.to_wire()[:-2]) == dns_messages.Answer("NOERROR", (), truncated=True)


def test_an_answer_is_this_question_s_alone() -> None:
    right = answer("10.0.0.1")
    assert dns_messages.answers(QUESTION, right.to_wire())
    # Upper case is no other name (RFC 4343).
    assert dns_messages.answers(QUESTION, right.to_wire().replace(b"amazonaws", b"AmazonAWS"))
    assert not dns_messages.answers(QUESTION, QUESTION)
    assert not dns_messages.answers(QUESTION, right.to_wire().replace(b"amazonaws", b"amazonawt"))
    assert not dns_messages.answers(dns_messages.question(4712, NAME), right.to_wire())
    assert not dns_messages.answers(QUESTION, b"")
    refused = answer(rcode="REFUSED")
    refused.question = []
    assert dns_messages.answers(QUESTION, refused.to_wire())


@given(st.data())
def test_rubbish_is_refused_and_never_read_for_ever(data: st.DataObject) -> None:
    good = answer("10.0.0.1", alias="a.example.").to_wire()
    message = data.draw(st.binary(max_size=120) | st.integers(0, len(good) - 1).map(lambda end: good[:end]))
    dns_messages.answers(QUESTION, message)
    try:
        dns_messages.read(message)
    except ValueError:
        return
    # What could be read has at least a header.
    assert len(message) >= 12


def test_an_answer_cut_short_is_refused() -> None:
    good = answer("10.0.0.1").to_wire()
    for end in range(len(good)):
        with pytest.raises(ValueError):
            dns_messages.read(good[:end])
