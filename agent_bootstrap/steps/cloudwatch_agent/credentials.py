"""Promise: the profile AmazonCloudWatchAgent holds keys, in a file of its own that root and the agent's group alone may read."""

from __future__ import annotations

import datetime
from typing import Optional

from agent_bootstrap.aws import cloudwatch_agent, profiles, shared_credentials, ssm_agent
from agent_bootstrap.diagnosis import agent_words
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import agent_files, metrics_and_logs
from agent_bootstrap.model.settings import Credentials as StaticKeys

_PATH, _PROFILE = cloudwatch_agent.CREDENTIALS, cloudwatch_agent.PROFILE
_MODES = {cloudwatch_agent.CREDENTIALS_DIRECTORY: 0o750, cloudwatch_agent.REGION_FILE: 0o640, _PATH: 0o640}

_STATIC = ("aws_access_key_id", "aws_secret_access_key")
_TOKEN = "aws_session_token"  # noqa: S105 - the name of a key, not a password

_REWRITTEN_SECONDS = 1.0
"""The SSM Agent rewrites the file in place, so it may be seen half-written; it has a few hundred bytes."""

_REREAD = datetime.timedelta(minutes=10)
"""After so long the CloudWatch agent has read new keys for certain (cfg/aws/credentials.go: ExpiryWindow)."""

_LOG_LINES = 4


@component
class Credentials:
    """The profile: with the settings' static keys, or else with the rotating ones that the SSM Agent writes into it."""

    region: str
    keys: StaticKeys
    needs: tuple[str, ...] = ("ssm_agent.service", "cloudwatch_agent.package")
    needs_to_keep: tuple[str, ...] = ()
    name: str = "cloudwatch_agent.credentials"
    promise: str = "the CloudWatch agent has credentials"

    def check(self, host: Host) -> Finding:
        """Compare the files with what must stand in them, and with who may read them."""
        if not self._static and self._of_somebody(host):
            return Finding.of(
                agent_files.KEYS_OF_SOMEBODY.found(profile=_PROFILE, path=cloudwatch_agent.FORMER_CREDENTIALS)
            )
        drift = self._drift(host)
        if drift:
            return Finding.drifted(drift)
        barrier = (
            host.readers.barrier(cloudwatch_agent.USER, _PATH) if host.accounts.exists(cloudwatch_agent.USER) else None
        )
        if barrier:
            return Finding.of(
                metrics_and_logs.CREDENTIALS_UNREADABLE.found(
                    f"{cloudwatch_agent.USER} is stopped by {barrier}", path=_PATH
                )
            )
        if self._static:
            return _static_finding(host)
        host.clock.wait_until(lambda: _complete(_present(host)), seconds=_REWRITTEN_SECONDS)
        problem = _missing(host) or _expired(host)
        if problem:
            return Finding.of(problem)
        return Finding.ok(f"the profile {_PROFILE} holds rotating keys from the SSM Agent", path=_PATH)

    def apply(self, host: Host) -> None:
        """Write what is ours, give it to the agent's group, and tidy up what an earlier layout left."""
        host.files.write(cloudwatch_agent.REGION_FILE, self._region_file(), mode=0o640)
        if self._static and _present(host) != self._static:
            # The file is ours alone then: a session token of rotating keys that was left in it would spoil static ones.
            # In the instant between the write and the grant below, who could read the file before can read it still.
            mode = host.files.mode(_PATH) & _MODES[_PATH] if host.files.exists(_PATH) else 0o600
            host.files.write(_PATH, profiles.write("", _PROFILE, self._static), mode=mode)
        group = host.accounts.group(cloudwatch_agent.USER)
        for path, mode in _MODES.items():
            if host.files.exists(path):
                host.files.grant(path, group=group, mode=mode)
        former = self._without_former(host)
        if former is not None:
            host.files.write(cloudwatch_agent.FORMER_CREDENTIALS, former, mode=0o600)

    @property
    def _static(self) -> dict[str, str]:
        """The settings' keys; empty if there are none."""
        if not (self.keys.access_key_id and self.keys.secret_access_key):
            return {}
        return dict(zip(_STATIC, (self.keys.access_key_id, self.keys.secret_access_key.reveal())))

    def _region_file(self) -> str:
        return profiles.write("", f"profile {_PROFILE}", {"region": self.region})

    def _drift(self, host: Host) -> Optional[str]:
        """What `apply` would change."""
        if host.files.read(cloudwatch_agent.REGION_FILE) != self._region_file():
            return f"{cloudwatch_agent.REGION_FILE} is to be written, with the Region {self.region}"
        if self._static and _present(host) != self._static:
            return f"the profile {_PROFILE} of {_PATH} is to be written"
        group = host.accounts.group(cloudwatch_agent.USER)
        for path, mode in _MODES.items():
            if host.files.exists(path) and not host.files.granted(path, group=group, mode=mode):
                return f"{path} is to be for root and the group {cloudwatch_agent.USER} alone, mode {mode:o}"
        if self._without_former(host) is not None:
            return f"the profile {_PROFILE} is to be taken out of {cloudwatch_agent.FORMER_CREDENTIALS}"
        return None

    def _of_somebody(self, host: Host) -> bool:
        """Whether somebody gave the agent static keys where it looks of its own accord: only they know what those may do."""
        there = _former(host)
        return bool(there.get(_STATIC[0])) and _TOKEN not in there

    def _without_former(self, host: Host) -> Optional[str]:
        """Root's credentials without the profile that this program wrote there once; None if there is none.

        Its mark is a Region beside keys that rotate, or beside the settings' own.
        """
        there = _former(host)
        rotated = _TOKEN in there and "region" in there
        if rotated or (self._static and {**there, **self._static} == there and "region" in there):
            return profiles.without(host.files.read(cloudwatch_agent.FORMER_CREDENTIALS) or "", _PROFILE)
        return None


def _present(host: Host) -> dict[str, str]:
    return profiles.read(host.files.read(_PATH) or "", _PROFILE)


def _former(host: Host) -> dict[str, str]:
    return profiles.read(host.files.read(cloudwatch_agent.FORMER_CREDENTIALS) or "", _PROFILE)


def _complete(present: dict[str, str]) -> bool:
    return all(present.get(key) for key in (*_STATIC, _TOKEN))


def _static_finding(host: Host) -> Finding:
    written = datetime.datetime.fromtimestamp(host.files.modified(_PATH), datetime.timezone.utc)
    if host.clock.now() >= written + _REREAD:
        return Finding.ok(f"the profile {_PROFILE} holds static keys", path=_PATH)
    until = f"{written + _REREAD:%H:%M} UTC"
    return Finding.ok(
        f"the profile {_PROFILE} holds new static keys, which the agent has read by {until}: let older ones be good until then",
        path=_PATH,
        older_keys_needed_until=until,
    )


def _missing(host: Host) -> Optional[Problem]:
    """That the SSM Agent does not write the keys here, with what it says of itself."""
    shared = shared_credentials.read(host.files.read(ssm_agent.IDENTITY))
    elsewhere = shared.file if shared and shared.file not in ("", _PATH) else None
    if _complete(_present(host)) and not elsewhere:
        return None
    said = [f"the SSM Agent shares them in {elsewhere}"] if elsewhere else []
    said += [agent_words.quoted(line) for line in host.files.tail(ssm_agent.LOG)[-_LOG_LINES:]]
    return agent_files.NO_CREDENTIALS.found("\n".join(said), profile=_PROFILE, path=_PATH)


def _expired(host: Host) -> Optional[Problem]:
    """That the file was not rewritten for longer than what AWS gives lives, whatever the SSM Agent says elsewhere."""
    shared = shared_credentials.read(host.files.read(ssm_agent.IDENTITY))
    written = datetime.datetime.fromtimestamp(host.files.modified(_PATH), datetime.timezone.utc)
    if shared is None or host.clock.now() < written + shared.lifetime:
        return None
    words = f"{_PATH} was last written at {written:%Y-%m-%d %H:%M} UTC"
    return metrics_and_logs.KEY_EXPIRED.found(words, error=f"they are older than {shared.lifetime}")
