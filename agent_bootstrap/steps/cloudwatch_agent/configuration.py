"""Promise: the CloudWatch agent has taken over the JSON configuration that the settings want, and there is no trap in it."""

from __future__ import annotations

from typing import Iterator, Mapping

from agent_bootstrap.aws import cloudwatch_agent, endpoints, profiles
from agent_bootstrap.diagnosis import cloudwatch_document, cloudwatch_lint, names
from agent_bootstrap.diagnosis.cloudwatch_document import Document
from agent_bootstrap.diagnosis.cloudwatch_lint import agent_and_metrics, keys, logs
from agent_bootstrap.diagnosis.cloudwatch_lint.trap import Surroundings, Unreadable
from agent_bootstrap.host import Host
from agent_bootstrap.host.aws_api import Account
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import FROM_SETTINGS, Settings

MASTER = "/var/lib/agent-bootstrap/cloudwatch-agent.json"
"""The copy that lives with us: `fetch-config` deletes the one in the agent's own directory."""

FETCH_SECONDS = 90.0
"""How long `fetch-config` may take: it asks 169.254.169.254 and Azure's metadata first, which takes 20 s where they are black-holed."""

_ROOT = "root"

_FILE = "file:"
PARAMETER = "ssm:"
"""How `cloudwatch_agent.configuration` begins where Systems Manager holds the JSON."""


@component
class Configuration:
    """The agent's JSON configuration."""

    settings: Settings
    needs_to_keep: tuple[str, ...] = ()
    name: str = "cloudwatch_agent.configuration"
    promise: str = "the CloudWatch agent is configured"

    @property
    def needs(self) -> tuple[str, ...]:
        """The agent's own files, and Systems Manager where it holds the configuration."""
        asked = ("network.reaches/ssm",) if self._chosen.startswith(PARAMETER) else ()
        return ("cloudwatch_agent.common_configuration", "cloudwatch_agent.credentials", *asked)

    def check(self, host: Host) -> Finding:
        """Look for traps; compare what the agent took over last with what is wanted now."""
        if self._chosen.startswith(PARAMETER) and not _profile(host).get("aws_access_key_id"):
            # Only plan comes here: it takes the credentials for written, and nobody can look into the parameter yet.
            return Finding.drifted(f"the CloudWatch agent is to take over the configuration of {self._chosen}")
        wanted = self._wanted(host)
        trap = cloudwatch_lint.problem(cloudwatch_lint.traps(wanted.values, self._around(wanted, host)), wanted.place)
        if trap and not trap.warning:
            return Finding.of(trap)
        applied = cloudwatch_agent.applied_name(MASTER)
        if host.files.read(applied) != wanted.text or not host.files.exists(cloudwatch_agent.TOML):
            return Finding.drifted(f"the CloudWatch agent is to take over the configuration of {wanted.source}")
        if trap:
            return Finding.of(trap)
        return Finding.ok(f"the CloudWatch agent has the configuration of {wanted.source}", applied=applied)

    def apply(self, host: Host) -> None:
        """Hand the configuration to the agent's control script. Only these four options: it misreads others silently.

        A parameter is handed over as a file, too: the agent would fetch it from the regional name, whatever the settings say.
        """
        host.files.write(MASTER, self._wanted(host).text, mode=0o644)
        outcome = host.commands.run(
            cloudwatch_agent.CONTROL, "-a", "fetch-config", "-m", "onPremise", "-c", f"file:{MASTER}",
            seconds=FETCH_SECONDS,
        )  # fmt: skip
        if outcome.exit_code != 0:
            raise agent_files.CONFIGURATION_REFUSED.error(outcome.words)

    @property
    def _chosen(self) -> str:
        return self.settings.cloudwatch_agent.configuration

    def _wanted(self, host: Host) -> Document:
        """The configuration, from where the settings say. Raises a problem if it is not there or cannot be read."""
        if self._chosen == FROM_SETTINGS:
            # An unprivileged container may have no users beside root.
            user = cloudwatch_agent.USER if host.accounts.exists(cloudwatch_agent.USER) else _ROOT
            return cloudwatch_document.from_settings(self.settings, user)
        if self._chosen.startswith(PARAMETER):
            text = self._parameter(host, self._chosen[len(PARAMETER) :])
            return cloudwatch_document.of_person(text, self._chosen, self.settings)
        path = self._chosen[len(_FILE) :]
        there = host.files.read(path)
        if there is None:
            raise agent_files.FILE_ABSENT.error(path=path, setting="cloudwatch_agent.configuration")
        return cloudwatch_document.of_person(there, path, self.settings)

    def _parameter(self, host: Host, name: str) -> str:
        hostname = endpoints.endpoint("ssm", self.settings).hostnames[0]
        return host.aws_api.parameter(name, Account(self.settings.region, _profile(host)), hostname)

    def _around(self, wanted: Document, host: Host) -> Surroundings:
        """What the configuration meets on this server."""
        user = agent_and_metrics.run_as_user(wanted.values)
        # The package brings its user along, so without it nobody can say what that user may do.
        installed = host.files.exists(cloudwatch_agent.CONTROL)
        types = agent_and_metrics.collectd_types(wanted.values)
        return Surroundings(
            region=self.settings.region,
            user_exists=not installed or host.accounts.exists(user),
            absent_types=tuple(path for path in types if not host.files.exists(path)),
            unreadable=dict(_unreadable(wanted, user, host)) if installed else {},
            sts_is_private=not agent_and_metrics.assumes_roles(wanted.values) or self._sts_is_private(host),
            schema_keys=keys.of_schema(host.files.read(cloudwatch_agent.SCHEMA) or ""),
        )

    def _sts_is_private(self, host: Host) -> bool:
        # Only the regional name: the agent knows no other.
        seen = host.resolver.seen(endpoints.regional_name("sts", self.settings.region))
        return names.all_private(seen.addresses, self.settings.network.allowed_cidrs)


def _profile(host: Host) -> Mapping[str, str]:
    return profiles.read(host.files.read(cloudwatch_agent.CREDENTIALS) or "", cloudwatch_agent.PROFILE)


def _unreadable(wanted: Document, user: str, host: Host) -> Iterator[tuple[str, Unreadable]]:
    for pattern, all_of_them in logs.files(wanted.values):
        for path in host.readers.followed(pattern, all_of_them=all_of_them):
            barrier = host.readers.barrier(user, path)
            if barrier:
                yield pattern, Unreadable(path, barrier)
                break
