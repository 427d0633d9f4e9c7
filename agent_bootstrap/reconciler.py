"""The only loop: look at each promise, keep it, look again; and, in a run, walk again for what may pass by itself."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import itertools
import threading
from typing import TYPE_CHECKING, Collection, Iterator, Mapping, Optional, Sequence

from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.value_object import value_object
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.steps.step import Check, is_step

Findings = Mapping[str, Finding]
"""Name of a promise -> what the last look at it saw, in the order of the steps."""

if TYPE_CHECKING:
    import tenacity

    _Look = concurrent.futures.Future[Finding]
    _Settled = Iterator[tuple[Check, Finding]]


def reconcile(
    steps: Sequence[Check], host: Host, watcher: Watcher, *, dry_run: bool = False, deadline: Optional[float] = None
) -> Findings:
    """Walk once through all promises. A dry run only looks, and takes what it would change as changed.

    What has not been seen when `deadline` seconds are over is `unknown`.
    """
    end = None if deadline is None else host.clock.monotonic() + deadline
    return _Walk(steps, host, watcher, dry_run, end).findings({})


def converge(
    steps: Sequence[Check], host: Host, watcher: Watcher, *, seconds: float, left: Collection[str] = ()
) -> Findings:
    """Walk again and again until nothing is left that may pass by itself, for so many seconds.

    What needs a person is not tried twice: an expired activation must not cost a second call. At the steps whose names are `left`
    somebody only wants a look.
    """
    # A look walks once, and does not pay for it.
    import tenacity

    walk = _Walk(steps, host, watcher, dry_run=False, left=left)
    stuck: dict[str, Finding] = {}

    def attempt() -> Findings:
        findings = walk.findings(stuck)
        stuck.update({name: finding for name, finding in findings.items() if finding.status is Status.STUCK})
        return findings

    def pausing(state: tenacity.RetryCallState) -> None:
        pause = state.next_action.sleep if state.next_action else 0.0
        watcher.pausing(pause, _failures(_result(state))[0].reason)

    return tenacity.Retrying(
        retry=tenacity.retry_if_result(lambda findings: bool(_failures(findings))),
        stop=tenacity.stop_before_delay(seconds),
        # At random, so that a whole site whose line came back does not knock in step.
        wait=tenacity.wait_random_exponential(multiplier=1, min=0.5, max=30),
        sleep=host.clock.sleep,
        before_sleep=pausing,
        retry_error_callback=_result,
    )(attempt)


def _failures(findings: Findings) -> list[Finding]:
    return [finding for finding in findings.values() if finding.status is Status.FAILED]


def _result(state: tenacity.RetryCallState) -> Findings:
    """What the last walk found."""
    findings: Findings = state.outcome.result() if state.outcome else {}
    return findings


@value_object
class _Walk:
    """One walk through the promises, in order; neighbours that only look go on at the same time."""

    steps: Sequence[Check]
    host: Host
    watcher: Watcher
    dry_run: bool
    end: Optional[float] = None
    """The moment of the monotonic clock at which the walk is over; None for never."""
    left: Collection[str] = ()
    """Names of the steps that are looked at and not kept."""

    def findings(self, known: Findings) -> Findings:
        """What is seen; what is known already is not looked at again."""
        found: dict[str, Finding] = {}
        for only_looks, group in itertools.groupby(self.steps, lambda step: not is_step(step)):
            for step, finding in (self._together if only_looks else self._in_turn)(list(group), known, found):
                found[step.name] = finding
                self.watcher.found(step, finding)
        return found

    def _in_turn(self, steps: Sequence[Check], known: Findings, found: Findings) -> _Settled:
        """Settle one after the other, in this thread, so that Ctrl-C ends what is being done and not only the waiting."""
        for step in steps:
            yield step, known.get(step.name) or self._blocked(step.needs, found) or self._settle(step, found)

    def _together(self, steps: Sequence[Check], known: Findings, found: Findings) -> _Settled:
        """Look at all, each as soon as what it needs is settled, in threads that nobody has to wait for."""
        before = dict(found)
        seen: dict[str, _Look] = {step.name: concurrent.futures.Future() for step in steps}

        def look(step: Check) -> None:
            try:
                needed = {need: seen[need].result() for need in step.needs if need in seen}
                settled = {**before, **needed}
                finding = known.get(step.name) or self._blocked(step.needs, settled) or self._settle(step, settled)
                seen[step.name].set_result(finding)
            except BaseException as error:  # noqa: BLE001  it is raised again where the result is asked for
                seen[step.name].set_exception(error)

        for step in steps:
            threading.Thread(target=look, args=(step,), daemon=True).start()
        for step in steps:
            yield step, self._in_time(seen[step.name]) or self._blocked(step.needs, found) or _unseen(step)

    def _in_time(self, look: _Look) -> Optional[Finding]:
        """What the look saw; None if the walk's time is over before it has seen anything."""
        left = None if self.end is None else max(0.0, self.end - self.host.clock.monotonic())
        concurrent.futures.wait([look], left)
        return look.result() if look.done() else None

    def _blocked(self, needs: Sequence[str], found: Findings) -> Optional[Finding]:
        """The finding of a step whose needs are not met. What the settings left out is not waited for."""
        asked_for = {other.name for other in self.steps}
        missing = [need for need in needs if need in asked_for and not self._holds(found.get(need))]
        return Finding.blocked(*missing) if missing else None

    def _drifted(self, needs: Sequence[str], found: Findings) -> Sequence[str]:
        """Those of these promises, and of what they need in turn, that a repair is yet to keep."""
        below = {step.name: step.needs for step in self.steps}
        rests_on = list(needs)
        for need in rests_on:
            rests_on += [name for name in below.get(need, ()) if name not in rests_on]
        return [name for name in rests_on if name in found and found[name].status is Status.DRIFTED]

    def _holds(self, finding: Optional[Finding]) -> bool:
        if finding is None:
            return False
        return finding.status.kept or (self.dry_run and finding.status is Status.DRIFTED)

    def _settle(self, step: Check, found: Findings) -> Finding:
        """Look; keep the promise if that is possible and wanted; then only a second look counts."""
        self.watcher.looking(step)
        seen = self._look(step)
        # What may pass by itself may pass with a repair of what it rests on: who is told of it before is told too early.
        drifted = self._drifted(step.needs, found) if self.dry_run and seen.status is Status.FAILED else ()
        if drifted:
            return Finding.blocked(*drifted)
        if not is_step(step) or seen.status.kept:
            return seen
        # What is missing explains whatever the look complains of, and only root causes are shown.
        blocked = self._blocked(step.needs_to_keep, found)
        if blocked or seen.status is not Status.DRIFTED or self.dry_run or step.name in self.left:
            return blocked or seen
        self.watcher.applying(step, seen.reason)
        try:
            step.apply(self.host)
        except ProblemFoundError as error:
            return Finding.of(error.problem)
        return _changed(self._look(step))

    def _look(self, step: Check) -> Finding:
        try:
            return step.check(self.host.looking())
        except ProblemFoundError as error:
            return Finding.of(error.problem)


def _unseen(step: Check) -> Finding:
    return Finding.unknown(f"no time was left to see whether {step.promise}; give it more with --deadline")


def _changed(seen: Finding) -> Finding:
    if seen.status is Status.OK:
        return dataclasses.replace(seen, status=Status.CHANGED)
    if seen.status is Status.DRIFTED:
        return Finding.of(server.NOT_KEPT.found(reason=seen.reason))
    return seen
