"""Errands that end badly, or not at all; and disks that take nothing."""

from __future__ import annotations

from tests.unit.daemon.incidents import EXPIRED
from tests.unit.daemon.stage import (
    DRIFTED,
    REGISTRATION,
    SERVICE,
    Answer,
    Stage,
)


def test_a_stop_ends_at_once_also_while_an_errand_is_under_way_and_the_errand_is_stopped(stage: Stage) -> None:
    stage.answers["plan"] = Answer("", seconds=None)
    assert stage.play(5) == 0
    assert stage.clock.seconds == 5.0
    assert stage.stopped == [(5.0, "agent-bootstrap-look.service")]
    assert stage.notified[-1] == (5.0, "STOPPING=1")


def test_a_look_that_never_comes_home_is_abandoned_told_and_sent_again(stage: Stage) -> None:
    stage.answers["plan"] = Answer("", seconds=None)
    stage.at(460, stage.answers.clear)
    stage.play(1000)
    assert stage.stopped == [(480.0, "agent-bootstrap-look.service")]
    assert [(step, word) for _, step, word in stage.words()] == [
        ("daemon.errands", "daemon-errand-failed"), ("daemon.errands", "healed"),
    ]  # fmt: skip
    assert stage.looks()[1] == (540.0, "network")


def test_an_errand_without_a_report_is_told_once_with_its_last_words_and_tried_again(stage: Stage) -> None:
    stage.answers["plan"] = Answer("", "Failed to start transient service unit: Connection refused", exit_code=1)
    stage.at(200, stage.answers.clear)
    stage.play(400)
    assert [at for at, _ in stage.looks()] == [0.0, 61.0, 122.0, 183.0, 244.0]
    assert [word for _, _, word in stage.words()] == ["daemon-errand-failed", "healed"]
    assert stage.journal[0].fields["AGENT_BOOTSTRAP_DETAILS"].endswith("Connection refused")
    assert stage.said()[0][1].startswith(
        "Failed, and tried again: the daemon's look ended without a report (exit code 1)"
    )


def test_an_errand_of_an_earlier_daemon_that_is_under_way_is_waited_for(stage: Stage) -> None:
    words = "Failed to start transient service unit: Unit agent-bootstrap-repair.service was already loaded or has a fragment"
    stage.answers["bootstrap"] = Answer("", f"{words} file.", exit_code=1)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.at(310, stage.answers.clear)
    stage.play(500)
    assert [word for _, _, word in stage.words()] == ["repaired"]


def test_a_full_disk_does_not_end_the_daemon_is_told_once_and_heals(stage: Stage) -> None:
    # No file can be made where a file stands for the directory, whoever asks.
    stage.files.write("/run/agent-bootstrap", "full", mode=0o600)
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.at(1500, lambda: stage.files.remove("/run/agent-bootstrap"))
    assert stage.play(2200) == 0
    assert [(step, word) for _, step, word in stage.words()] == [
        ("daemon.writes/settings", "file-unusable"),
        ("daemon.writes/status", "file-unusable"),
        (SERVICE, "repaired"),
        ("daemon.writes/settings", "healed"),
        ("daemon.writes/status", "healed"),
    ]
    assert stage.repairs() == [301.0]
    assert "/run/agent-bootstrap" in stage.said()[0][1]
    assert stage.report()["converged"] is True


def test_what_could_not_be_remembered_is_told_and_tried_again(stage: Stage) -> None:
    stage.meets[REGISTRATION] = EXPIRED
    stage.files.write("/var/lib", "full", mode=0o600)
    stage.stands(REGISTRATION, DRIFTED)
    stage.at(100, lambda: stage.files.remove("/var/lib"))
    stage.play(200)
    assert {(step, word) for _, step, word in stage.words()} == {
        ("daemon.writes/history", "file-unusable"), ("daemon.writes/history", "healed"),
        ("daemon.writes/memory", "file-unusable"), ("daemon.writes/memory", "healed"),
        (REGISTRATION, "activation-expired"),
    }  # fmt: skip
    assert len(stage.words()) == len(set(stage.words()))
    stage.play(300)
    assert stage.repairs() == [1.0]
