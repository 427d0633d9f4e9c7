"""The SSM Agent's daemon (its "core"): finds its identity, keeps its credentials fresh, and keeps a worker running."""

from __future__ import annotations

import signal
import subprocess
import time
from typing import NoReturn, Optional

from agent_bootstrap.sandbox.agents.ssm_agent import (
    VERSION,
    configuration,
    identity_configuration,
    log,
    shared_credentials,
    vault,
)
from agent_bootstrap.sandbox.agents.ssm_agent.configuration import Configuration
from agent_bootstrap.sandbox.agents.ssm_agent.credential_refresher import CredentialRefresher
from agent_bootstrap.sandbox.agents.ssm_agent.identity_configuration import IdentityConfiguration
from agent_bootstrap.sandbox.agents.surroundings import at, shortened

WORKER = "/usr/bin/ssm-agent-worker"
_SNAP_WORKER = "/snap/amazon-ssm-agent/current/ssm-agent-worker"
"""Like the real agent, it takes the worker of the snap where there is one."""

_SEARCH = 1.0
"""Seconds for which the agent looks for an identity. Not shortened: that it runs for a moment is part of the trap."""

_MONITOR = 60.0
"""Seconds between two looks at the worker (Agent.LongRunningWorkerMonitorIntervalSeconds)."""

_WORKER_STOP = 2.0
_CORE_STOP = 5.0
"""Seconds that the worker and then the core take to stop; 7 s in all were seen, in every state."""


def run() -> int:
    """Be the daemon until SIGTERM; the exit code, 0 also where there is no identity."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    log.info(f"[amazon-ssm-agent] amazon-ssm-agent - v{VERSION}")
    try:
        settings = configuration.read()
    except configuration.BrokenError as error:
        log.error(f"Error occurred when starting amazon-ssm-agent: app config could not be loaded - {error}")
        return 0
    identity = vault.identity()
    if "OnPrem" not in settings.identities() or not identity.whole:
        time.sleep(_SEARCH)
        log.error("failed to get identity: failed to find agent identity")
        return 0
    log.info("[amazon-ssm-agent] Agent will take identity from OnPrem")
    Core(settings, identity).run()
    return 0


class Core:
    """The daemon of a registered node."""

    def __init__(self, settings: Configuration, identity: vault.Identity) -> None:
        self._settings = settings
        self._identity = identity
        self._refresher = CredentialRefresher(settings, identity)
        self._worker: Optional[subprocess.Popen[bytes]] = None

    def run(self) -> NoReturn:
        """Refresh, watch, and refresh again. Ends by the SystemExit of a signal."""
        ready, due = self._first_credentials()
        try:
            while True:
                if ready:
                    self._keep_worker()
                    pause = min(shortened(_MONITOR), max(due - time.monotonic(), 0.0))
                else:
                    pause = max(due - time.monotonic(), 0.0)
                time.sleep(pause)
                if time.monotonic() >= due:
                    came, seconds = self._refresher.refresh()
                    ready, due = ready or came, time.monotonic() + seconds
        finally:
            self._end()

    def _first_credentials(self) -> tuple[bool, float]:
        """Whether there are credentials, and when, on the monotonic clock, to ask for the next ones."""
        cached = self._refresher.cached()
        if cached is not None:
            return True, time.monotonic() + cached
        place = (self._identity.node_id, shared_credentials.path(), self._settings.profile())
        identity_configuration.write(IdentityConfiguration(*place))
        came, seconds = self._refresher.refresh()
        return came, time.monotonic() + seconds

    def _keep_worker(self) -> None:
        if self._worker and self._worker.poll() is None:
            return
        missed: list[int] = []
        # A stop in this very moment would forget the worker, which would then live for ever.
        before = signal.signal(signal.SIGTERM, lambda number, _: missed.append(number))
        worker = at(_SNAP_WORKER) if at(_SNAP_WORKER).exists() else at(WORKER)
        try:
            self._worker = subprocess.Popen([str(worker)], stdin=subprocess.DEVNULL)
        except OSError as error:
            self._worker = None
            log.error(f"[amazon-ssm-agent] [LongRunningWorkerContainer] failed to start worker: {error}")
        signal.signal(signal.SIGTERM, before)
        if missed:
            _stop()
        if self._worker is None:
            return
        log.info(
            f"[amazon-ssm-agent] [LongRunningWorkerContainer] [WorkerProvider] Worker ssm-agent-worker (pid:{self._worker.pid}) started"
        )

    def _end(self) -> None:
        log.info("[amazon-ssm-agent] Stopping Core Agent")
        if self._worker and self._worker.poll() is None:
            self._worker.terminate()
            try:
                self._worker.wait(shortened(_WORKER_STOP) + 1)
            except subprocess.TimeoutExpired:
                self._worker.kill()
        time.sleep(shortened(_CORE_STOP))
        log.info("[amazon-ssm-agent] Bye.")


def _stop(*_: object) -> NoReturn:
    # A second signal must not interrupt the stopping.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(0)
