"""What is wrong with the settings, in the format of every other report."""

from __future__ import annotations

from agent_bootstrap.model.problems import setting_values, settings
from agent_bootstrap.reporting import settings_report
from agent_bootstrap.settings import Origin, SettingError
from tests.unit.daemon.entries import MOMENT

ERRORS = (
    SettingError(Origin("/etc/a.toml", 3), "region", setting_values.REGION.found("as typed", value="Ireland")),
    SettingError(Origin("/etc/b.toml"), "", settings.FILE_ABSENT.found(path="/etc/b.toml")),
)


def test_each_mistake_is_a_finding_with_its_place_and_key() -> None:
    one, other = settings_report.entries(ERRORS, MOMENT)
    assert (one.step, other.step) == ("settings", "settings")
    assert one.finding.problem
    assert one.finding.problem.brief.startswith("region: ")
    assert one.finding.problem.details == "place: /etc/a.toml:3\nas typed"
    assert one.finding.facts == {"place": "/etc/a.toml:3", "key": "region"}
    assert other.finding.reason == settings.FILE_ABSENT.found(path="/etc/b.toml").brief
