"""The only loop: look at each promise, keep it, look again; and, in a run, walk again for what may pass by itself."""

from __future__ import annotations

import concurrent.futures
import dataclasses
from typing import Iterator, Mapping, Sequence

import tenacity

from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding, Status
from agent_bootstrap.model.problem import ProblemFoundError
from agent_bootstrap.model.problems import server
from agent_bootstrap.model.watcher import Watcher
from agent_bootstrap.steps.step import Check, Step

Findings = Mapping[str, Finding]
"""Name of a promise -> what the last look at it saw, in the order of the steps."""

_PARALLEL_LOOKS = 16
"""Looks that wait for the network at the same time: twice the number of endpoints, and some."""


def reconcile(steps: Sequence[Check], host: Host, watcher: Watcher, *, dry_run: bool = False) -> Findings:
    """Walk once through all promises. A dry run only looks, and takes what it would change as changed."""
    return _Walk(steps, host, watcher, dry_run).findings({})


def converge(steps: Sequence[Check], host: Host, watcher: Watcher, *, seconds: float) -> Findings:
    """Walk again and again until nothing is left that may pass by itself, for so many seconds.

    What needs a person is not tried twice: an expired activation must not cost a second call.
    """
    walk = _Walk(steps, host, watcher, dry_run=False)
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


@dataclasses.dataclass(frozen=True)
class _Walk:
    """One walk through the promises, in order, in waves of looks that do not need one another."""

    steps: Sequence[Check]
    host: Host
    watcher: Watcher
    dry_run: bool

    def findings(self, known: Findings) -> Findings:
        """What is seen; what is known already is not looked at again."""
        found: dict[str, Finding] = {}
        for wave in _waves(self.steps):
            before = {step.name: known.get(step.name) or self._blocked(step, found) for step in wave}
            ready = [step for step in wave if before[step.name] is None]
            seen = dict(zip([step.name for step in ready], self._settle_all(ready)))
            for step in wave:
                finding = before[step.name] or seen[step.name]
                found[step.name] = finding
                self.watcher.found(step, finding)
        return found

    def _blocked(self, step: Check, found: Findings) -> Finding | None:
        """The finding of a step whose needs are not met. What the settings left out is not waited for."""
        asked_for = {other.name for other in self.steps}
        missing = [need for need in step.needs if need in asked_for and not self._holds(found.get(need))]
        return Finding.blocked(*missing) if missing else None

    def _holds(self, finding: Finding | None) -> bool:
        if finding is None:
            return False
        return finding.status.kept or (self.dry_run and finding.status is Status.DRIFTED)

    def _settle_all(self, steps: Sequence[Check]) -> list[Finding]:
        if len(steps) < 2:
            # In this thread, so that Ctrl-C ends what is being done and not only the waiting for it.
            return [self._settle(step) for step in steps]
        with concurrent.futures.ThreadPoolExecutor(_PARALLEL_LOOKS) as pool:
            return list(pool.map(self._settle, steps))

    def _settle(self, step: Check) -> Finding:
        """Look; keep the promise if that is possible and wanted; then only a second look counts."""
        self.watcher.looking(step)
        try:
            seen = step.check(self.host.looking())
            if seen.status is not Status.DRIFTED or self.dry_run or not isinstance(step, Step):
                return seen
            self.watcher.applying(step, seen.reason)
            step.apply(self.host)
            return _changed(step.check(self.host.looking()))
        except ProblemFoundError as error:
            return Finding.of(error.problem)


def _changed(seen: Finding) -> Finding:
    if seen.status is Status.OK:
        return dataclasses.replace(seen, status=Status.CHANGED)
    if seen.status is Status.DRIFTED:
        return Finding.of(server.NOT_KEPT.found(reason=seen.reason))
    return seen


def _waves(steps: Sequence[Check]) -> Iterator[list[Check]]:
    """Neighbours that only look and do not need one another go together; what changes something goes alone."""
    wave: list[Check] = []
    for step in steps:
        together = all(not isinstance(other, Step) and other.name not in step.needs for other in wave)
        if wave and (isinstance(step, Step) or not together):
            yield wave
            wave = []
        wave.append(step)
    if wave:
        yield wave
