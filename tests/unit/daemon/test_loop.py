"""The daemon from its start to its end: what happens to a server, and what it does and says about it."""

from __future__ import annotations

import dataclasses
import functools
import json
from typing import Mapping

import pytest

from agent_bootstrap.host.signals import Signal
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import dns, registration, unit
from agent_bootstrap.model.report import LINE_COMPLAINT, SETTINGS_STEP
from tests.unit.daemon.entries import STUCK, entry, report
from tests.unit.daemon.stage import (
    DRIFTED,
    DROP_INS,
    FILE,
    LINE,
    PACKAGE,
    REGISTRATION,
    SERVICE,
    SETTINGS,
    WELL,
    Answer,
    Stage,
)

MINUTE, HOUR = 60.0, 3600.0

SILENT = Finding.of(dns.SILENT.found("10.20.0.2: silent", name="ssm.eu-west-1.amazonaws.com"))
EXPIRED = Finding.of(registration.ACTIVATION_EXPIRED.found(activation="0f0f"))
NO_SERVICE = Finding.of(unit.MISSING.found(unit="amazon-ssm-agent.service"))

COMPLAINS = dataclasses.replace(SILENT, facts={LINE_COMPLAINT: 300.0})
"""An agent's words in the last five minutes."""

BLOCKED = Finding.blocked("network.tools")

Course = Mapping[float, Mapping[str, Finding]]


@dataclasses.dataclass(frozen=True)
class Scene:
    """What happens when, and what is due."""

    title: str
    course: Course
    """Seconds -> step -> how it stands from then on, unless a repair mends it."""
    until: float = 2500.0
    repairs: tuple[float, ...] = ()
    told: tuple[tuple[float, str, str], ...] = ()
    meets: Mapping[str, Finding] = dataclasses.field(default_factory=dict)
    status: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Of steps, at the end; all others are well."""
    line: str = "Converged: all 4 promises are kept"
    """Of `systemctl status`, at the end."""


SCENES = (
    Scene("all is well, and nobody hears of it", {}, HOUR),
    Scene(
        "drift is repaired by one errand and told once",
        {300: {SERVICE: DRIFTED}},
        repairs=(301.0,),
        told=((302.0, SERVICE, "repaired"),),
    ),
    Scene(
        "two that drift together are repaired by one errand",
        {300: {SERVICE: DRIFTED, PACKAGE: DRIFTED}},
        repairs=(301.0,),
        told=((302.0, PACKAGE, "repaired"), (302.0, SERVICE, "repaired")),
    ),
    Scene("a blip of the line is not told", {900: {LINE: SILENT}, 906: {LINE: WELL}}),
    Scene(
        "a lasting fault of the line is told within one more look, and once",
        {900: {LINE: SILENT}},
        told=((913.0, LINE, "dns-silent"),),
        status={LINE: "dns-silent"},
        line="Failed, and tried again: no name server answers when asked for ssm.eu-west-1.amazonaws.com (DNS);"
        " agent-bootstrap status tells all",
    ),
    Scene(
        "what is well again is told once",
        {900: {LINE: SILENT}, 2000: {LINE: WELL}},
        told=((913.0, LINE, "dns-silent"), (2067.0, LINE, "healed")),
    ),
    Scene(
        "what an agent said of an outage that is over is not told",
        {900: {LINE: SILENT, SERVICE: BLOCKED}, 2000: {LINE: WELL, SERVICE: COMPLAINS}, 2300: {SERVICE: WELL}},
        told=((913.0, LINE, "dns-silent"), (2041.0, LINE, "healed")),
    ),
    Scene(
        "what it may have said of the outage is not known to be well",
        {900: {LINE: SILENT, SERVICE: BLOCKED}, 2000: {LINE: WELL, SERVICE: COMPLAINS}},
        until=2300.0,
        told=((913.0, LINE, "dns-silent"), (2041.0, LINE, "healed")),
        status={SERVICE: "unknown"},
        line="Not all can be seen: the line is back, and the agent has not told of anything newer than: "
        + SILENT.reason,
    ),
    Scene(
        "an agent that goes on complaining after an outage is told",
        {900: {LINE: SILENT, SERVICE: BLOCKED}, 2000: {LINE: WELL, SERVICE: COMPLAINS}},
        told=((913.0, LINE, "dns-silent"), (2041.0, LINE, "healed"), (2407.0, SERVICE, "dns-silent")),
        status={SERVICE: "dns-silent"},
        line="Failed, and tried again: no name server answers when asked for ssm.eu-west-1.amazonaws.com (DNS);"
        " agent-bootstrap status tells all",
    ),
    Scene(
        "what was repaired is watched on at once",
        {300: {SERVICE: DRIFTED}, 420: {SERVICE: DRIFTED}},
        repairs=(301.0, 421.0),
        told=((302.0, SERVICE, "repaired"), (422.0, SERVICE, "repaired")),
    ),
    Scene(
        "a stuck registration is asked once",
        {0: {REGISTRATION: DRIFTED}},
        meets={REGISTRATION: EXPIRED},
        repairs=(1.0,),
        told=((2.0, REGISTRATION, "activation-expired"),),
        status={REGISTRATION: "activation-expired"},
        line="Stuck: the activation 0f0f has expired (AWS account); agent-bootstrap status tells all",
    ),
    Scene(
        "what waits in between is not well again, and not told twice",
        {900: {LINE: SILENT}, 1000: {LINE: BLOCKED}, 1500: {LINE: SILENT}, 2000: {LINE: WELL}},
        told=((913.0, LINE, "dns-silent"), (2011.0, LINE, "healed")),
    ),
    Scene(
        "what cannot be seen is not called converged",
        {900: {LINE: Finding.unknown("no time was left")}},
        status={LINE: "unknown"},
        line="Not all can be seen: no time was left",
    ),
    Scene(
        "a fault of this server that nobody can repair is told within one more look, and once",
        {300: {SERVICE: NO_SERVICE}},
        told=((312.0, SERVICE, "unit-missing"),),
        status={SERVICE: "unit-missing"},
        line="Stuck: the package of amazon-ssm-agent.service is installed but its service is not (this server);"
        " agent-bootstrap status tells all",
    ),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title)
def test_the_daemon_in_a_scene(scene: Scene, stage: Stage) -> None:
    stage.meets.update(scene.meets)
    for moment, stands in scene.course.items():
        for step, finding in stands.items():
            stage.at(moment, functools.partial(stage.stands, step, finding))
    assert stage.play(scene.until) == 0
    assert tuple(stage.repairs()) == scene.repairs
    assert tuple(stage.words()) == scene.told
    assert stage.statuses() == {**dict.fromkeys((LINE, PACKAGE, REGISTRATION, SERVICE), "ok"), **scene.status}
    assert stage.said()[-1][1] == scene.line


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


BROKEN = 'region = "Ireland"\nbanana = 1\n'


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


def test_a_file_that_changes_and_means_nothing_does_not_cause_look_after_look(stage: Stage) -> None:
    for minute in range(1, 60):
        stage.at(minute * MINUTE, lambda: stage.touch(PACKAGE))
    stage.play(HOUR)
    assert [depth for _, depth in stage.looks()].count("network") <= 5
    assert [depth for _, depth in stage.looks()].count("local") <= 5


def test_a_changed_resolv_conf_leads_to_a_look_at_the_line(stage: Stage) -> None:
    stage.at(100, lambda: stage.files.write("/etc/resolv.conf", "nameserver 10.20.0.2", mode=0o644))
    stage.at(200, lambda: stage.touch(SERVICE))
    stage.play(400)
    assert stage.looks() == [(0.0, "network"), (120.0, "network"), (240.0, "local")]


def test_a_look_at_this_server_alone_confirms_no_fault_of_the_line(stage: Stage) -> None:
    stage.at(900, lambda: stage.stands(LINE, SILENT))
    stage.answers["plan"] = lambda answer: dataclasses.replace(
        answer, seconds=70.0 if stage.clock.seconds > 500 else 1.0
    )
    stage.at(910, lambda: stage.touch(SERVICE))
    stage.at(920, lambda: stage.stands(LINE, WELL))
    stage.play(1500)
    assert [depth for at, depth in stage.looks() if 900 <= at < 1000] == ["network", "network"]
    assert stage.words() == []


def test_a_fault_that_is_doubted_is_not_told_together_with_something_else(stage: Stage) -> None:
    stage.at(900, lambda: stage.stands(LINE, SILENT))
    stage.at(905, lambda: stage.stands(LINE, WELL))
    # The look that the reload asks for is the second one.
    stage.at(907, lambda: stage.settings(BROKEN))
    stage.at(908, lambda: stage.settings(SETTINGS))
    stage.play(1000)
    assert {step for _, step, _ in stage.words()} == {"settings"}


def test_a_sign_of_life_follows_every_finished_glance_and_nothing_else(stage: Stage) -> None:
    stage.answers["plan"] = Answer("", seconds=None)
    stage.play(310)
    lines = [line for _, line in stage.notified if not line.startswith("STATUS=")]
    assert lines[:2] == ["READY=1", "WATCHDOG=1"]
    assert [at for at, line in stage.notified if line == "WATCHDOG=1"] == [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]


def test_what_is_odd_about_settings_is_told_once_also_across_a_broken_spell(stage: Stage) -> None:
    odd = SETTINGS + '[activation]\nid = "8d1a2c3e-2f4b-4c5d-9e6f-7a8b9c0d1e2f"\ncode_file = "/no/such/file"\n'
    stage.settings(odd)
    stage.at(100, lambda: stage.settings(BROKEN))
    stage.at(200, lambda: stage.settings(odd))
    stage.play(300)
    assert len([told for told in stage.journal if told.message.startswith("warning: ")]) == 1


def test_the_daemon_says_what_it_is_doing(stage: Stage) -> None:
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(400)
    assert stage.said() == [
        (1.0, "Converged: all 4 promises are kept"),
        (301.0, "To be repaired: somebody changed it"),
        (301.0, "Repairing: somebody changed it"),
        (302.0, "Converged: all 4 promises are kept"),
    ]
