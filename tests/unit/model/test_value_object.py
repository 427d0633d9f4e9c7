"""Value objects behave as frozen dataclasses do, and as these show themselves."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.model.value_object import value_object


@value_object
class Place:
    """Two parts that make it what it is, one that does not, and one that nobody sees."""

    name: str
    port: int = 443
    origin: str = dataclasses.field(default="", compare=False)
    code: str = dataclasses.field(default="", repr=False)


@value_object
class Other:
    """Has the same first parts."""

    name: str
    port: int = 443


@value_object
class Shy:
    """Says itself how it looks."""

    name: str

    def __repr__(self) -> str:
        return "shy"


def test_the_parts_that_count_make_two_equal() -> None:
    assert Place("a") == Place("a", 443, origin="elsewhere")
    assert hash(Place("a")) == hash(Place("a", origin="elsewhere"))
    assert Place("a") != Place("b")
    assert Place("a", code="x") != Place("a")
    assert len({Place("a"), Place("a"), Place("b")}) == 2


def test_another_class_is_never_equal() -> None:
    others: list[object] = [Other("a"), ("a", 443, "", ""), None]
    assert Place("a") not in others


def test_it_shows_its_parts_but_those_that_nobody_shall_see() -> None:
    assert repr(Place("a", code="secret")) == "Place(name='a', port=443, origin='')"
    assert repr(Shy("a")) == "shy"


def test_a_changed_copy_is_another_value() -> None:
    assert dataclasses.replace(Place("a"), port=8443) == Place("a", 8443)
    assert dataclasses.asdict(Other("a")) == {"name": "a", "port": 443}
