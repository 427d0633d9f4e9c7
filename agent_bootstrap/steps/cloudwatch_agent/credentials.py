"""Promise: the profile AmazonCloudWatchAgent holds keys and the Region, readable by root only."""

from __future__ import annotations

import dataclasses

from agent_bootstrap.aws import cloudwatch_agent, profiles, ssm_agent
from agent_bootstrap.diagnosis import agent_words
from agent_bootstrap.host import Host
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import agent_files
from agent_bootstrap.model.settings import Credentials as StaticKeys

_MODE = 0o600

_LOG_LINES = 4

_KEYS = ("aws_access_key_id", "aws_secret_access_key")


@dataclasses.dataclass(frozen=True)
class Credentials:
    """The profile: with the settings' static keys, or else with the rotating ones that the SSM Agent writes into it."""

    region: str
    keys: StaticKeys
    needs: tuple[str, ...] = ("ssm_agent.service",)
    name: str = "cloudwatch_agent.credentials"
    promise: str = "the CloudWatch agent has credentials"

    def check(self, host: Host) -> Finding:
        """Compare the profile with what must stand in it."""
        path, name = cloudwatch_agent.CREDENTIALS, cloudwatch_agent.PROFILE
        present = profiles.read(host.files.read(path) or "", name)
        if any(present.get(key) != value for key, value in self._ours().items()):
            return Finding.drifted(f"the profile {name} of {path} is to be written")
        if host.files.mode(path) != _MODE:
            return Finding.drifted(f"{path} is to be readable by root only, mode 600")
        if not all(present.get(key) for key in _KEYS):
            last = [agent_words.quoted(line) for line in host.files.tail(ssm_agent.LOG)[-_LOG_LINES:]]
            return Finding.of(agent_files.NO_CREDENTIALS.found("\n".join(last), profile=name, path=path))
        source = "static keys" if self.keys.access_key_id else "rotating keys from the SSM Agent"
        return Finding.ok(f"the profile {name} holds {source}", path=path, region=self.region)

    def apply(self, host: Host) -> None:
        """Write our values into the profile. Whatever else stands in the file is kept."""
        path = cloudwatch_agent.CREDENTIALS
        text = profiles.write(host.files.read(path) or "", cloudwatch_agent.PROFILE, self._ours())
        host.files.write(path, text, mode=_MODE)

    def _ours(self) -> dict[str, str]:
        # The agent asks for the Region before it reads its JSON, and finds it here (cloudwatch-agent's SDKRegionWithCredsMap).
        ours = {"region": self.region}
        if self.keys.access_key_id and self.keys.secret_access_key:
            ours.update(zip(_KEYS, (self.keys.access_key_id, self.keys.secret_access_key.reveal())))
        return ours
