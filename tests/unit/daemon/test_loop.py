"""The daemon from its start to its end: what happens to a server, and what it does and says about it."""

from __future__ import annotations

import dataclasses
import functools
from typing import Mapping

import pytest

from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.report import LINE_COMPLAINT
from tests.unit.daemon.incidents import BROKEN, EXPIRED, HOUR, MINUTE, NO_SERVICE, SILENT
from tests.unit.daemon.stage import (
    DRIFTED,
    LINE,
    PACKAGE,
    REGISTRATION,
    SERVICE,
    SETTINGS,
    WELL,
    Answer,
    Stage,
)

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
        told=((913.0, LINE, "dns-silent"), (2022.0, LINE, "healed")),
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


def test_the_daemon_says_what_it_is_doing(stage: Stage) -> None:
    stage.at(300, lambda: stage.stands(SERVICE, DRIFTED))
    stage.play(400)
    assert stage.said() == [
        (1.0, "Converged: all 4 promises are kept"),
        (301.0, "To be repaired: somebody changed it"),
        (301.0, "Repairing: somebody changed it"),
        (302.0, "Converged: all 4 promises are kept"),
    ]
