"""A clone is told from a machine that was moved, renamed or grown."""

from __future__ import annotations

import dataclasses

import pytest

from agent_bootstrap.diagnosis.identity import Machine, differences, outdated, same

NOTED = Machine("a" * 32, "4c4c4544-0031-3510-8052-b4c04f4e3232", ("02:00:00:00:00:01", "02:00:00:00:00:02"), "srv01")
OTHER_UUID = "00000000-0031-3510-8052-b4c04f4e3232"
OTHER_MACS = ("02:00:00:00:00:09",)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hostname": "srv02"},
        {"machine_id": "b" * 32},
        {"macs": OTHER_MACS},
        {"macs": ()},
        {"product_uuid": ""},
        {"product_uuid": "", "macs": ("02:00:00:00:00:02",)},
        {"product_uuid": NOTED.product_uuid.upper()},
        {"product_uuid": "44454c4c-3100-1035-8052-b4c04f4e3232"},
    ],
)
def test_the_same_machine_is_not_a_clone(changes: dict[str, object]) -> None:
    assert differences(NOTED, dataclasses.replace(NOTED, **changes)) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"product_uuid": OTHER_UUID}, {"product_uuid": "", "macs": OTHER_MACS}])
def test_a_clone_is_seen_and_what_shows_it_is_told(changes: dict[str, object]) -> None:
    told = differences(NOTED, dataclasses.replace(NOTED, **changes))  # type: ignore[arg-type]
    assert "the same, as in a copy of a disk" in told[-1]
    assert NOTED.product_uuid not in "".join(told), "the kernel shows it to root alone"


def test_what_cannot_be_seen_proves_nothing() -> None:
    assert differences(Machine(), NOTED) == differences(NOTED, Machine()) == ()


@pytest.mark.parametrize(
    ("changes", "certain"),
    [
        ({}, True),
        ({"product_uuid": "", "macs": ()}, True),
        ({"macs": OTHER_MACS}, True),
        ({"product_uuid": OTHER_UUID}, False),
        ({"machine_id": "b" * 32}, False),
        ({"machine_id": ""}, False),
        ({"hostname": "srv02"}, False),
    ],
)
def test_only_what_is_certain_counts_where_an_identity_is_brought_back(
    changes: dict[str, object], certain: bool
) -> None:
    assert same(NOTED, dataclasses.replace(NOTED, **changes)) is certain  # type: ignore[arg-type]


def test_nobody_is_the_machine_of_which_nothing_was_noted() -> None:
    assert not same(Machine(), Machine())


def test_a_new_network_card_and_a_new_name_are_noted_and_a_card_that_is_gone_is_remembered() -> None:
    assert outdated(NOTED, dataclasses.replace(NOTED, macs=(*NOTED.macs, *OTHER_MACS)))
    assert outdated(NOTED, dataclasses.replace(NOTED, hostname="srv02"))
    assert not outdated(NOTED, dataclasses.replace(NOTED, macs=NOTED.macs[:1], hostname=""))
    assert outdated(dataclasses.replace(NOTED, product_uuid=""), NOTED)
