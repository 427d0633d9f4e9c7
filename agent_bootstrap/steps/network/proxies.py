"""Promise: an agent goes to the endpoints past every proxy, unless the settings say that a proxy is meant."""

from __future__ import annotations

from typing import Optional, Sequence

from agent_bootstrap.aws import agent_environment, cloudwatch_agent, owned_keys, ssm_agent
from agent_bootstrap.aws.endpoints import Endpoint
from agent_bootstrap.diagnosis import proxies, proxy_variables
from agent_bootstrap.diagnosis.proxy_variables import Variable
from agent_bootstrap.host import Host
from agent_bootstrap.model.component import component
from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problem import Problem
from agent_bootstrap.model.problems import proxy

_OF_CLOUDWATCH_AGENT = ("monitoring", "logs")


@component
class Proxies:
    """The proxy variables of one agent."""

    agent: str
    """`ssm_agent` or `cloudwatch_agent`."""
    endpoints: Sequence[Endpoint]
    region: str
    meant: bool
    """Whether the settings name a proxy."""
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`network.proxies/AGENT`."""
        return f"network.proxies/{self.agent}"

    @property
    def promise(self) -> str:
        """The promise, as a sentence."""
        return f"no proxy stands between the {self._title} and the endpoints"

    def check(self, host: Host) -> Finding:
        """Read what is set for the agent, as the agent reads it."""
        variables = self._variables(host)
        used = proxy_variables.in_force(variables, "https_proxy")
        if used and not self.meant and _is_ours(host, used):
            return Finding.ok(f"a proxy that the settings mean no more is to be taken from the {self._title}")
        problem = self._differing(variables) or (self._used(host, used, variables) if used else None)
        if problem:
            return Finding.of(problem)
        unheeded = [f"{variable.name} ({variable.origin})" for variable in host.proxies.unheeded()]
        if used is None:
            return Finding.ok(f"the {self._title} uses no proxy", unheeded=unheeded)
        how = "uses the proxy" if self._through(variables) else "goes to the endpoints past the proxy"
        return Finding.ok(f"the {self._title} {how} {proxies.shown(used.value)}", origin=used.origin, unheeded=unheeded)

    @property
    def _title(self) -> str:
        return {"ssm_agent": "SSM Agent", "cloudwatch_agent": "CloudWatch agent"}[self.agent]

    @property
    def _unit(self) -> str:
        return {"ssm_agent": ssm_agent.UNIT, "cloudwatch_agent": cloudwatch_agent.UNIT}[self.agent]

    def _variables(self, host: Host) -> tuple[Variable, ...]:
        if self.agent == "ssm_agent":
            return host.proxies.of_ssm_agent()
        return host.proxies.of_cloudwatch_agent()

    def _differing(self, variables: Sequence[Variable]) -> Optional[Problem]:
        found = proxy_variables.differing(variables)
        if found is None:
            return None
        upper, lower = found
        return proxy.VARIABLES_DIFFER.found(
            f"{upper.name}={proxies.shown(upper.value)} and {lower.name}={proxies.shown(lower.value)}",
            agent=self._title, unit=self._unit,
            upper=upper.name, upper_origin=upper.origin, lower=lower.name, lower_origin=lower.origin,
        )  # fmt: skip

    def _used(self, host: Host, used: Variable, variables: Sequence[Variable]) -> Optional[Problem]:
        """What is wrong with going through a proxy at all, or with its address."""
        through = self._through(variables)
        if not through:
            return None
        return self._unusable(host, used) if self.meant else self._unmeant(used, variables, through)

    def _through(self, variables: Sequence[Variable]) -> list[str]:
        """The names that the agent would go to through the proxy."""
        exceptions = _exceptions(variables)
        services = _OF_CLOUDWATCH_AGENT if self.agent == "cloudwatch_agent" else None
        names = [
            name
            for endpoint in self.endpoints
            if services is None or endpoint.service in services
            for name in endpoint.hostnames
        ]
        return [name for name in names if not proxies.bypasses(exceptions, name)]

    def _unmeant(self, used: Variable, variables: Sequence[Variable], through: Sequence[str]) -> Problem:
        present = proxy_variables.in_force(variables, "no_proxy")
        place = present or used
        metadata = [
            address
            for address in proxies.METADATA_ADDRESSES
            if not proxies.bypasses(_exceptions(variables), address, 80)
        ]
        wanted = proxies.with_exceptions(_exceptions(variables), (*through, *metadata), self.region)
        name = present.name if present else "NO_PROXY" if used.name.isupper() else "no_proxy"
        return proxy.FOR_PRIVATE_ENDPOINTS.found(
            f"not excepted: {', '.join(through)}; no_proxy is now: {_exceptions(variables) or 'not set'}",
            agent=self._title, unit=self._unit, proxy=proxies.shown(used.value),
            variable=used.name, origin=used.origin, file=place.file, line=_line(place, name, wanted),
        )  # fmt: skip

    def _unusable(self, host: Host, used: Variable) -> Optional[Problem]:
        try:
            where = proxies.address(used.value)
        except ValueError as error:
            reason = str(error)
        else:
            if where.scheme != "https" or not host.forward_proxies.is_plain(where):
                return None
            reason = "its scheme is https, and the proxy speaks plain HTTP"
        return proxy.WRONG_SCHEME.found(
            f"{used.name}={proxies.shown(used.value)} in {used.origin}",
            agent=self._title, unit=self._unit, variable=used.name, origin=used.origin, reason=reason,
        )  # fmt: skip


def _is_ours(host: Host, used: Variable) -> bool:
    """Whether this program wrote it, at a time when the settings meant a proxy; then a repair takes it away."""
    if used.file == cloudwatch_agent.COMMON_CONFIGURATION:
        written = owned_keys.noted(host.files.read(cloudwatch_agent.WRITTEN)).get("proxy", {})
        return bool(written.get(used.name) == used.value)
    return used.file.endswith(f"/{agent_environment.DROP_IN}")


def _exceptions(variables: Sequence[Variable]) -> str:
    present = proxy_variables.in_force(variables, "no_proxy")
    return present.value if present else ""


def _line(place: Variable, name: str, value: str) -> str:
    """The line to write, in the language of the file."""
    if place.file.endswith(".toml"):
        return f'{name} = "{value}"'
    if place.file == "/etc/systemd/system.conf" or "/system.conf.d/" in place.file:
        return f'DefaultEnvironment="{name}={value}"'
    if place.file.endswith((".conf", ".service")):
        return f'Environment="{name}={value}"'
    return f"{name}={value}"
