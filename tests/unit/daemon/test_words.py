"""What the daemon says in sentences."""

from __future__ import annotations

from typing import Sequence

import pytest

from agent_bootstrap.daemon import words
from agent_bootstrap.daemon.told import Change, News
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import setting_values
from agent_bootstrap.reporting import settings_report
from agent_bootstrap.settings import Origin, SettingError
from tests.unit.daemon.entries import (
    BLOCKED,
    CHANGED,
    DRIFTED,
    FAILED,
    MOMENT,
    OK,
    STUCK,
    UNKNOWN,
    WARNING,
    entry,
)  # fmt: skip

(MISTAKE,) = settings_report.entries(
    [
        SettingError(
            Origin("/etc/agent-bootstrap/agent-bootstrap.toml", 3),
            "region",
            setting_values.REGION.found(value="Ireland"),
        )
    ],
    MOMENT,
)


@pytest.mark.parametrize(
    ("change", "finding", "sentence"),
    [
        (Change.BROKEN, FAILED, "nobody answers [silent]; DNS: Wait."),
        (Change.WARNED, WARNING, "warning: it grows old [ageing]; this server: See."),
        (Change.REPAIRED, CHANGED, "repaired, so that a is kept: somebody stopped it"),
        (Change.HEALED, OK, "well again: it is so"),
    ],
)
def test_a_line_for_the_journal(change: Change, finding: Finding, sentence: str) -> None:
    assert words.message([News(change, entry("a", finding))], "somebody stopped it") == sentence


def test_a_repair_of_what_was_not_seen_before_says_what_is_so_now() -> None:
    assert words.message([News(Change.REPAIRED, entry("a", CHANGED))], None) == "repaired, so that a is kept: it is so"


def test_news_of_one_cause_is_one_sentence() -> None:
    alike = [News(Change.BROKEN, entry(step, FAILED)) for step in "abc"]
    assert words.message(alike, None) == "nobody answers, and 2 more [silent]; DNS: Wait."
    healed = [News(Change.HEALED, entry(step, OK)) for step in "ab"]
    assert words.message(healed, None) == "well again: it is so, and 1 more"


def test_a_mistake_in_the_settings_is_told_with_its_place_and_key() -> None:
    begin = "/etc/agent-bootstrap/agent-bootstrap.toml:3: region: "
    assert words.message([News(Change.BROKEN, MISTAKE)], None).startswith(begin)
    assert words.status([MISTAKE]).startswith(f"Stuck: {begin}")


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ((OK, CHANGED, WARNING), "Converged: all 3 promises are kept"),
        ((OK, DRIFTED, DRIFTED, BLOCKED), "To be repaired: it was changed, and 1 more"),
        ((OK, UNKNOWN), "Not all can be seen: it cannot be seen"),
        ((BLOCKED, FAILED), "Failed, and tried again: nobody answers (DNS); agent-bootstrap status tells all"),
        ((FAILED, STUCK), "Stuck: it has expired (AWS account), and 1 more; agent-bootstrap status tells all"),
        ((DRIFTED, FAILED), "Failed, and tried again: nobody answers (DNS); agent-bootstrap status tells all"),
    ],
)
def test_one_line_of_how_things_stand(findings: Sequence[Finding], line: str) -> None:
    assert words.status([entry(f"{number}", finding) for number, finding in enumerate(findings)]) == line


def test_what_is_being_repaired() -> None:
    assert words.repairing(["it was changed"]) == "Repairing: it was changed"
    assert words.repairing(["it was changed", "b", "c"]) == "Repairing: it was changed, and 2 more"
    assert words.repairing([]) == "Repairing"
