"""The loop: what is looked at, kept, waited for, tried again, and not tried again."""

from __future__ import annotations

import dataclasses
import threading
from typing import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap import reconciler
from agent_bootstrap.host import Host, local
from agent_bootstrap.host.clock import Clock
from agent_bootstrap.host.look_only import TouchedError
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import Owner, ProblemKind
from agent_bootstrap.model.promise import Promise
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.steps.step import Check

PASSES = ProblemKind("passes", Owner.FIREWALL, may_pass=True, brief="the line is down", remedy="Wait.")
STAYS = ProblemKind("stays", Owner.DNS, may_pass=False, brief="the zone is missing", remedy="Add it.")


@dataclasses.dataclass(frozen=True)
class Look:
    """A check whose answers are given in advance; the last one stays."""

    name: str
    answers: list[Callable[[], Finding]]
    needs: tuple[str, ...] = ()
    promise: str = "something holds"

    def check(self, host: Host) -> Finding:
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()


@dataclasses.dataclass(frozen=True)
class Switch:
    """A step that is kept once it was applied, unless it is broken."""

    name: str
    needs: tuple[str, ...] = ()
    needs_to_keep: tuple[str, ...] = ()
    promise: str = "the switch is on"
    broken: bool = False
    applied: list[str] = dataclasses.field(default_factory=list)

    def check(self, host: Host) -> Finding:
        if self.applied and not self.broken:
            return Finding.ok("the switch is on")
        return Finding.drifted("the switch is off")

    def apply(self, host: Host) -> None:
        self.applied.append(self.name)


def ok() -> Finding:
    return Finding.ok("fine")


def failing() -> Finding:
    raise PASSES.error()


def stuck() -> Finding:
    return Finding.of(STAYS.found())


def walk(*steps: Check, dry_run: bool = False) -> dict[str, Status]:
    findings = reconciler.reconcile(steps, local(), Watcher(), dry_run=dry_run)
    return {name: finding.status for name, finding in findings.items()}


class Impatient(Clock):
    """A clock that does not sleep, and remembers for how long it was asked to."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Pauses(Watcher):
    def __init__(self) -> None:
        self.reasons: list[str] = []

    def pausing(self, seconds: float, reason: str) -> None:
        self.reasons.append(reason)


def converge(*steps: Check, seconds: float = 1000) -> tuple[dict[str, Status], Impatient, Pauses]:
    clock, pauses = Impatient(), Pauses()
    host = dataclasses.replace(local(), clock=clock)
    findings = reconciler.converge(steps, host, pauses, seconds=seconds)
    return {name: finding.status for name, finding in findings.items()}, clock, pauses


def test_a_drifted_step_is_applied_and_looked_at_again() -> None:
    switch = Switch("a")
    assert walk(switch) == {"a": Status.CHANGED}
    assert walk(switch) == {"a": Status.OK}
    assert switch.applied == ["a"]


def test_an_apply_that_does_not_help_is_a_failure() -> None:
    finding = reconciler.reconcile([Switch("a", broken=True)], local(), Watcher())["a"]
    assert finding.status is Status.FAILED
    assert finding.problem is not None
    assert finding.problem.code == "not-kept"


def test_what_holds_does_not_wait_for_what_would_be_needed_to_keep_it() -> None:
    held, switch = Switch("held", needs_to_keep=("line",), applied=["held"]), Switch("off", needs_to_keep=("line",))
    statuses = walk(Look("line", [failing]), held, switch, Switch("behind", needs=("held",)))
    assert statuses == {"line": Status.FAILED, "held": Status.OK, "off": Status.BLOCKED, "behind": Status.CHANGED}
    assert switch.applied == []


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(("complaint", "due"), [(stuck, Status.STUCK), (failing, Status.FAILED)])
def test_what_a_step_needs_to_be_kept_explains_its_complaint(
    complaint: Callable[[], Finding], due: Status, dry_run: bool
) -> None:
    @dataclasses.dataclass(frozen=True)
    class Complaining(Switch):
        def check(self, host: Host) -> Finding:
            return complaint()

    step = Complaining("a", needs_to_keep=("line",))
    assert walk(Look("line", [failing]), step, dry_run=dry_run)["a"] is Status.BLOCKED
    assert walk(Look("line", [ok]), step, dry_run=dry_run)["a"] is due


def test_a_dry_run_applies_nothing_and_looks_behind_what_it_would_change() -> None:
    first, second = Switch("a"), Switch("b", needs=("a",))
    assert walk(first, second, dry_run=True) == {"a": Status.DRIFTED, "b": Status.DRIFTED}
    assert first.applied == second.applied == []


def test_a_dry_run_blames_nobody_for_what_a_repair_below_may_mend() -> None:
    rests = [Look("between", [ok], needs=("switch",)), Look("look", [failing], needs=("between",))]
    others = [Look("person", [stuck], needs=("switch",)), Look("beside", [failing])]
    statuses = list(walk(Switch("switch"), *rests, *others, dry_run=True).values())
    assert statuses == [Status.DRIFTED, Status.OK, Status.BLOCKED, Status.STUCK, Status.FAILED]


def test_what_needs_something_broken_is_blocked_and_not_looked_at() -> None:
    def never() -> Finding:
        raise AssertionError("looked at")

    assert walk(Look("a", [stuck]), Look("b", [never], needs=("a",)), Look("c", [never], needs=("b",))) == {
        "a": Status.STUCK,
        "b": Status.BLOCKED,
        "c": Status.BLOCKED,
    }


def test_a_need_that_the_settings_left_out_is_not_waited_for() -> None:
    assert walk(Look("a", [ok], needs=("left-out",))) == {"a": Status.OK}


def test_a_check_that_touches_the_host_is_a_bug() -> None:
    class Meddler(Look):
        def check(self, host: Host) -> Finding:
            host.files.remove("/nothing")
            return Finding.ok("done")

    with pytest.raises(TouchedError):
        walk(Meddler("a", []))


def test_looks_that_do_not_need_one_another_wait_together() -> None:
    together = threading.Barrier(3, timeout=10)

    def meet() -> Finding:
        together.wait()
        return Finding.ok("met")

    assert set(walk(Look("a", [meet]), Look("b", [meet]), Look("c", [meet])).values()) == {Status.OK}


def test_a_look_begins_as_soon_as_what_it_needs_is_settled() -> None:
    behind = threading.Event()

    def slow() -> Finding:
        assert behind.wait(5), "it waits for no other promise than its needs"
        return ok()

    def first_of_the_others() -> Finding:
        behind.set()
        return ok()

    statuses = walk(Look("slow", [slow]), Look("a", [ok]), Look("b", [first_of_the_others], needs=("a",)))
    assert list(statuses) == ["slow", "a", "b"]


def test_what_is_not_seen_before_the_deadline_is_unknown_and_blocks_what_needs_it() -> None:
    over = threading.Event()

    def silent() -> Finding:
        over.wait(10)
        return ok()

    steps = (Look("silent", [silent]), Look("quick", [ok]), Look("behind", [ok], needs=("silent",)))
    findings = reconciler.reconcile(steps, local(), Watcher(), deadline=0.2)
    over.set()
    assert [finding.status for finding in findings.values()] == [Status.UNKNOWN, Status.OK, Status.BLOCKED]
    assert "deadline" in findings["silent"].reason


def test_a_bug_in_a_look_leaves_through_the_caller() -> None:
    def broken() -> Finding:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        walk(Look("a", [broken]), Look("b", [ok], needs=("a",)))


def test_a_warning_stands_in_nobodys_way() -> None:
    warning = ProblemKind("w", Owner.DNS, may_pass=False, brief="it limps", remedy="Mend it.", warning=True)
    steps = (Look("a", [lambda: Finding.of(warning.found())]), Look("b", [ok], needs=("a",)))
    findings = reconciler.reconcile(steps, local(), Watcher())
    assert [finding.status for finding in findings.values()] == [Status.OK, Status.OK]
    assert findings["a"].warns
    assert findings["a"].problem is not None
    assert not findings["b"].warns


def test_what_may_pass_is_tried_again_until_it_passes_and_each_pause_says_why() -> None:
    statuses, clock, pauses = converge(Look("a", [failing, failing, ok]), Switch("b", needs=("a",)))
    assert statuses == {"a": Status.OK, "b": Status.CHANGED}
    assert pauses.reasons == ["the line is down"] * 2
    assert len(clock.slept) == 2


def test_what_needs_a_person_is_looked_at_once() -> None:
    looks: list[str] = []

    def once() -> Finding:
        looks.append("look")
        return stuck()

    statuses, _, _ = converge(Look("a", [once]), Look("b", [failing, failing, ok]))
    assert statuses == {"a": Status.STUCK, "b": Status.OK}
    assert looks == ["look"]


def test_the_time_ends_the_run() -> None:
    statuses, clock, _ = converge(Look("a", [failing]), seconds=0)
    assert statuses == {"a": Status.FAILED}
    assert clock.slept == []


@st.composite
def worlds(draw: st.DrawFn) -> list[Check]:
    """Steps of every kind, each of which may need any that come before it."""
    steps: list[Check] = []
    for number in range(draw(st.integers(1, 8))):
        needs = tuple(step.name for step in steps if draw(st.booleans()))
        kind = draw(st.sampled_from(["ok", "failing", "stuck", "switch", "broken"]))
        looks = {"ok": ok, "failing": failing, "stuck": stuck}
        name = f"s{number}"
        steps.append(
            Look(name, [looks[kind]], needs) if kind in looks else Switch(name, needs, broken=kind == "broken")
        )
    return steps


@given(worlds())
def test_in_any_world_a_second_run_applies_nothing_and_a_root_cause_is_always_shown(steps: list[Check]) -> None:
    first = reconciler.reconcile(steps, local(), Watcher())
    applied = [len(step.applied) for step in steps if isinstance(step, Switch) and not step.broken]
    reconciler.reconcile(steps, local(), Watcher())
    assert applied == [len(step.applied) for step in steps if isinstance(step, Switch) and not step.broken]
    for step in steps:
        if first[step.name].status is Status.BLOCKED:
            assert any(first[need].status in (Status.FAILED, Status.STUCK, Status.BLOCKED) for need in step.needs)
    if any(finding.status is Status.BLOCKED for finding in first.values()):
        assert any(finding.problem for finding in first.values())


def test_the_watcher_hears_what_is_done_in_order() -> None:
    heard: list[str] = []

    class Ear(Watcher):
        def looking(self, promise: Promise) -> None:
            heard.append("looking")

        def applying(self, promise: Promise, reason: str) -> None:
            heard.append(f"applying: {reason}")

        def found(self, promise: Promise, finding: Finding) -> None:
            heard.append(f"found {finding.status.value}")

    reconciler.reconcile([Switch("a")], local(), Ear())
    assert heard == ["looking", "applying: the switch is off", "found changed"]
