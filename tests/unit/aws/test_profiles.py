"""Profiles: one section changes, everything else stays to the byte."""

from __future__ import annotations

import configparser

from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.aws import profiles

NAME = "AmazonCloudWatchAgent"
FOREIGN = "# mine\n[default]\naws_access_key_id=AKIA1\n; note\n\n[other]\nregion = x\n"


def test_a_new_profile_is_added_behind_the_others() -> None:
    text = profiles.write(FOREIGN, NAME, {"region": "eu-west-1"})
    assert text == FOREIGN + f"[{NAME}]\nregion = eu-west-1\n"


def test_a_profile_in_the_middle_changes_alone() -> None:
    before = f"[a]\nx = 1\n[{NAME}]\nregion=old\naws_access_key_id = K\n[b]\ny = 2"
    after = profiles.write(before, NAME, {"region": "new"})
    assert after == f"[a]\nx = 1\n[{NAME}]\nregion = new\naws_access_key_id = K\n[b]\ny = 2"


def test_what_is_written_is_read() -> None:
    text = profiles.write(FOREIGN, NAME, {"region": "eu-west-1", "aws_access_key_id": "K"})
    assert profiles.read(text, NAME) == {"region": "eu-west-1", "aws_access_key_id": "K"}
    assert profiles.read(text, "default") == {"aws_access_key_id": "AKIA1"}


NAMES = st.sampled_from(["default", "prod", "AmazonCloudWatchAgentX", "a.b"])
WORDS = st.text("abcXYZ019+/", min_size=1, max_size=12)


@given(
    st.dictionaries(NAMES, st.dictionaries(WORDS, WORDS, max_size=3), max_size=3),
    st.dictionaries(WORDS, WORDS, min_size=1),
)
def test_other_profiles_are_never_touched(others: dict[str, dict[str, str]], ours: dict[str, str]) -> None:
    text = "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in section.items())
        for name, section in others.items()
    )
    once = profiles.write(text, NAME, ours)
    assert once.startswith(text)
    assert profiles.write(once, NAME, ours) == once
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment]
    parsed.read_string(once)
    assert dict(parsed[NAME]) == ours
