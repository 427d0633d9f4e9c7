"""The daemon repairs once, backs off, asks once what is used up by asking, and ends a fight."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import unit
from tests.unit.daemon.incidents import EXPIRED, HOUR, MINUTE, NO_SERVICE
from tests.unit.daemon.stage import (
    DRIFTED,
    PACKAGE,
    REGISTRATION,
    SERVICE,
    SETTINGS,
    WELL,
    Answer,
    Stage,
)


def test_a_stuck_registration_is_asked_once_also_by_the_next_daemon_until_the_settings_change(stage: Stage) -> None:
    slow = SETTINGS + "[daemon]\nlocal_interval = 300\n"
    stage.settings(slow)
    stage.meets[REGISTRATION] = EXPIRED
    stage.stands(REGISTRATION, DRIFTED)
    stage.play(100)
    stage.play(1.1 * HOUR)
    assert (stage.repairs(), stage.words()) == ([1.0], [(2.0, REGISTRATION, "activation-expired")])
    stage.settings(slow + '[activation]\nid = "8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e2f"\ncode = "n0twwQb3rkxkLZEPW5IF"\n')
    stage.meets.clear()
    stage.play(1.1 * HOUR + 100)
    assert len(stage.repairs()) == 2
    assert [(step, word) for _, step, word in stage.words()[1:]] == [(REGISTRATION, "repaired")]


def test_what_an_old_activation_met_is_not_held_against_the_next_one(stage: Stage) -> None:
    stage.meets[REGISTRATION] = EXPIRED
    stage.stands(REGISTRATION, DRIFTED)
    stage.answers["bootstrap"] = lambda answer: dataclasses.replace(answer, seconds=20.0)
    stage.at(10, lambda: stage.settings(SETTINGS + "# another activation\n"))
    stage.at(15, stage.meets.clear)
    stage.play(100)
    assert stage.repairs() == [1.0, 22.0]
    assert stage.statuses()[REGISTRATION] == "ok"


def test_what_waits_for_a_stuck_registration_is_not_repaired_again_and_again(stage: Stage) -> None:
    stage.meets[REGISTRATION] = EXPIRED
    stage.needs[SERVICE] = REGISTRATION
    stage.stands(REGISTRATION, DRIFTED)
    stage.stands(SERVICE, DRIFTED)
    stage.at(600, lambda: stage.stands(REGISTRATION, WELL))
    stage.play(500)
    assert stage.repairs() == [1.0]
    assert stage.statuses()[SERVICE] == "blocked"
    # Somebody registers the server by hand.
    stage.play(1000)
    assert len(stage.repairs()) == 3
    assert stage.statuses()[SERVICE] == "ok"


def test_a_repair_that_changes_nothing_is_not_sent_again_at_once(stage: Stage) -> None:
    stage.stands(SERVICE, DRIFTED)
    stage.meets[SERVICE] = WELL
    stage.play(250)
    assert len(stage.repairs()) <= 3


def test_another_repair_leaves_a_stuck_registration_alone(stage: Stage) -> None:
    stage.meets[REGISTRATION] = EXPIRED
    stage.stands(REGISTRATION, DRIFTED)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(400)
    assert [sent.said("--leave") for sent in stage.sent if sent.verb == "bootstrap"] == [[], [REGISTRATION]]
    assert stage.words()[1:] == [(302.0, SERVICE, "repaired")]


def test_another_stuck_repair_is_tried_again_after_an_hour_and_told_once(stage: Stage) -> None:
    stage.settings(SETTINGS + "[daemon]\nlocal_interval = 300\n")
    stage.meets[SERVICE] = NO_SERVICE
    stage.stands(SERVICE, DRIFTED)
    stage.play(1.2 * HOUR)
    first, second = stage.repairs()
    assert HOUR <= second - first <= HOUR + 6 * MINUTE
    assert stage.words() == [(2.0, SERVICE, "unit-missing")]


def test_a_failed_repair_backs_off_and_is_told_once(stage: Stage) -> None:
    stage.meets[SERVICE] = Finding.of(unit.REFUSED.found(verb="start", unit="amazon-ssm-agent.service"))
    stage.stands(SERVICE, DRIFTED)
    stage.play(650)
    repairs = stage.repairs()
    pauses = [after - before for before, after in zip(repairs, repairs[1:])]
    assert [60 <= pauses[0] <= 121, 120 <= pauses[1] <= 181, 240 <= pauses[2] <= 301, len(pauses)] == [
        True,
        True,
        True,
        3,
    ]
    assert stage.words() == [(2.0, SERVICE, "unit-refused")]


def test_a_repair_that_is_undone_each_time_is_reported_and_left_alone_and_others_go_on(stage: Stage) -> None:
    for moment in (300, 900, 1500, 2100):
        stage.at(moment, lambda: stage.stands(SERVICE, DRIFTED))
    stage.at(2400, lambda: stage.stands(PACKAGE, DRIFTED))
    stage.play(HOUR)
    assert stage.repairs() == [301.0, 901.0, 1501.0, 2401.0]
    assert stage.sent[-1].verb == "plan"
    assert [sent.said("--leave") for sent in stage.sent if sent.verb == "bootstrap"] == [[], [], [], [SERVICE]]
    assert [word for _, _, word in stage.words()] == ["repaired"] * 3 + ["repair-undone", "repaired"]
    assert stage.statuses()[SERVICE] == "repair-undone"
    assert stage.said()[-1][1].startswith("Stuck: ssm_agent.service was repaired 3 times within an hour")


def test_another_run_that_holds_the_lock_is_waited_for_and_not_reported(stage: Stage) -> None:
    stage.answers["bootstrap"] = Answer("", "agent-bootstrap: process 4711 is at it; wait for it to end", exit_code=75)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.at(310, stage.answers.clear)
    stage.play(500)
    first, second = stage.repairs()
    assert 30 <= second - first <= 35
    assert [word for _, _, word in stage.words()] == ["repaired"]


def test_a_busy_run_that_says_nothing_is_waited_for_all_the_same(stage: Stage) -> None:
    stage.answers["bootstrap"] = Answer("", "", exit_code=75)
    stage.at(100, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(300)
    assert len(stage.repairs()) >= 3
    assert stage.words() == []
