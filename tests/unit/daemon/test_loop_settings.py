"""Settings that change under the daemon, and settings that are broken."""

from __future__ import annotations

import json

from agent_bootstrap.host.signals import Signal
from agent_bootstrap.model.report import SETTINGS_STEP
from tests.unit.daemon.entries import STUCK, entry, report
from tests.unit.daemon.incidents import BROKEN
from tests.unit.daemon.stage import (
    DRIFTED,
    DROP_INS,
    FILE,
    LINE,
    PACKAGE,
    REGISTRATION,
    SERVICE,
    SETTINGS,
    Answer,
    Stage,
)


def test_broken_settings_keep_the_old_ones_are_told_once_with_their_place_and_heal(stage: Stage) -> None:
    stage.at(500, lambda: stage.settings(BROKEN))
    stage.at(600, lambda: Signal.RELOAD)
    stage.at(700, lambda: stage.stands(SERVICE, DRIFTED))
    stage.at(1500, lambda: stage.settings(SETTINGS))
    stage.play(1600)
    assert [(at, word) for at, _, word in stage.words()] == [
        (500.0, "region-malformed"), (500.0, "setting-unknown"), (722.0, "repaired"), (1500.0, "healed"),
    ]  # fmt: skip
    assert f"{FILE}:1: region: " in stage.journal[0].message
    assert f"{FILE}:2: banana: " in stage.journal[1].message
    assert [sent.said("--settings-below") for sent in stage.sent if 500 <= sent.at < 1500]
    for sent in stage.sent:
        below = ["/run/agent-bootstrap/settings"] if 500 <= sent.at < 1500 else []
        assert sent.said("--settings-below") == below
    assert stage.files.read(f"/run/agent-bootstrap/settings{FILE}") == SETTINGS
    assert stage.report()["converged"] is True


def test_a_look_that_met_broken_settings_says_nothing_of_the_server_and_makes_the_daemon_read_them(
    stage: Stage,
) -> None:
    met = Answer(json.dumps(report([entry(SETTINGS_STEP, STUCK)], "plan").as_json()), exit_code=78)
    stage.at(890, lambda: stage.answers.update(plan=met))
    stage.at(1100, lambda: stage.answers.pop("plan"))
    stage.at(2000, lambda: stage.files.write(FILE, BROKEN, mode=0o600))
    stage.at(2000, lambda: stage.answers.update(plan=met))
    stage.play(3000)
    assert [at for at, _ in stage.looks() if at < 1200] == [0.0, 901.0, 962.0, 1023.0, 1084.0, 1145.0]
    assert [word for _, _, word in stage.words()] == ["region-malformed", "setting-unknown"]
    assert list(stage.statuses()) == [SETTINGS_STEP, LINE, PACKAGE, REGISTRATION, SERVICE]


def test_broken_settings_are_in_the_status_file_beside_all_else(stage: Stage) -> None:
    stage.at(500, lambda: stage.settings(BROKEN))
    stage.play(1000)
    report = stage.report()
    assert [entry["step"] for entry in report["findings"]] == [
        "settings",
        "settings",
        LINE,
        PACKAGE,
        REGISTRATION,
        SERVICE,
    ]
    assert (report["converged"], report["exit_code"]) == (False, 78)
    assert stage.said()[-1][1].startswith(f"Stuck: {FILE}:1: region: ")


def test_a_mistake_that_follows_another_is_told_and_what_is_left_is_not_told_again(stage: Stage) -> None:
    stage.at(500, lambda: stage.settings(BROKEN))
    stage.at(600, lambda: stage.settings('region = "Ireland"\nbananas = 1\n'))
    stage.play(1000)
    assert [(at, word) for at, _, word in stage.words()] == [
        (500.0, "region-malformed"), (500.0, "setting-unknown"), (600.0, "setting-unknown"),
    ]  # fmt: skip
    assert "bananas" in stage.journal[-1].message


def test_broken_settings_at_the_start_end_the_daemon_and_the_status_file_says_so(stage: Stage) -> None:
    stage.settings(BROKEN)
    assert stage.play(100) == 78
    assert stage.statuses() == {"settings": "setting-unknown"}
    report = stage.report()
    assert (report["command"], report["exit_code"], len(report["findings"])) == ("daemon", 78, 2)
    assert list(report["host"]) == ["name", "distribution", "architecture", "kernel"]
    assert [line for _, line in stage.notified if line == "READY=1"] == []
    assert stage.sent == []
    assert len(stage.journal) == 2
    # The next daemon says neither the same again nor nothing.
    assert stage.play(200) == 78
    stage.settings(SETTINGS)
    assert stage.play(300) == 0
    assert [word for _, _, word in stage.words()] == ["region-malformed", "setting-unknown", "healed"]


def test_a_reload_during_a_look_is_followed_by_a_look(stage: Stage) -> None:
    stage.at(0.5, lambda: stage.settings(SETTINGS + "[daemon]\nnetwork_interval = 600\n"))
    stage.play(500)
    assert stage.looks() == [(0.0, "network"), (1.0, "network")]


def test_a_reload_is_told_to_systemd_in_the_order_that_it_wants(stage: Stage) -> None:
    stage.at(100, lambda: stage.settings(SETTINGS, f"{DROP_INS}/10-site.toml"))
    stage.play(200)
    lines = [line for at, line in stage.notified if at == 100.0]
    assert lines[:3] == ["RELOADING=1", "MONOTONIC_USEC=1100000000", "READY=1"]
    assert stage.looks()[1] == (100.0, "network")


def test_what_is_odd_about_settings_is_told_once_also_across_a_broken_spell(stage: Stage) -> None:
    odd = SETTINGS + '[activation]\nid = "8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e2f"\ncode_file = "/no/such/file"\n'
    stage.settings(odd)
    stage.at(100, lambda: stage.settings(BROKEN))
    stage.at(200, lambda: stage.settings(odd))
    stage.play(300)
    assert len([told for told in stage.journal if told.message.startswith("warning: ")]) == 1
