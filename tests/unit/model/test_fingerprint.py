"""A short name for a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.model.fingerprint import fingerprint


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "6c62272e07bb014262b821756295c58d"),
        ("a", "d228cb696f1a8caf78912b704e4a8964"),
        ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
    ],
)
def test_it_is_fnv_1a_of_128_bits_as_the_draft_has_it(text: str, name: str) -> None:
    assert fingerprint(text) == name


@given(st.text())
def test_it_is_32_digits(text: str) -> None:
    assert len(fingerprint(text)) == 32
    assert int(fingerprint(text), 16) >= 0


@given(st.sets(st.text(), max_size=50))
def test_two_texts_have_two_names(texts: set[str]) -> None:
    assert len({fingerprint(text) for text in texts}) == len(texts)


def test_bytes_that_are_no_text_have_a_name() -> None:
    assert fingerprint(b"caf\xe9".decode(errors="surrogateescape")) != fingerprint("caf")
