"""A device of the site begins to inspect TLS; whoever is responsible has the server trust it, and the agents come back by themselves."""

from __future__ import annotations

import time
from pathlib import Path

from agent_bootstrap.sandbox import DIRECTORY
from agent_bootstrap.sandbox.aws_side.certificate_files import FOLDER, authority_of
from agent_bootstrap.sandbox.aws_side.names import PUBLISHED
from tests.sandbox.scenes.watched import QUICK, RARE_METRICS, Watched

INTERVALS = QUICK.replace(RARE_METRICS, "")
"""An agent that sends nothing would refuse nobody."""

_AUTHORITY = Path(DIRECTORY, FOLDER, authority_of("intercepted"))
_STORE = Path("/etc/ssl/certs/ca-certificates.crt")
_LOGS = {
    "amazon-ssm-agent": "/var/log/amazon/ssm/amazon-ssm-agent.log",
    "amazon-cloudwatch-agent": "/opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log",
}


def test_agents_that_refused_the_device_are_started_anew_once_it_is_trusted(settled: Watched) -> None:
    began = time.time()
    settled.world(tls=dict.fromkeys(PUBLISHED, "intercepted"))
    settled.until("it is told", lambda: settled.told(began, "network.reaches/ssm", "tls-intercepted"))
    settled.run("systemctl restart amazon-ssm-agent amazon-cloudwatch-agent")
    settled.until("both refuse it", lambda: all(_refuses(log) for log in _LOGS.values()))
    before = {unit: _pid(settled, unit) for unit in _LOGS}
    trusted = time.time()
    with _STORE.open("a", encoding="utf-8") as store:
        store.write(_AUTHORITY.read_text(encoding="ascii"))
    settled.until("its end is told", lambda: settled.told(trusted, "network.reaches/ssm", "healed"))
    settled.until("all is well", lambda: settled.well(trusted))
    assert {unit for unit in _LOGS if _pid(settled, unit) == before[unit]} == set()
    told = [step for entry in settled.heard(began) if entry.owner for step in entry.steps]
    assert len(told) == len(set(told)), "once each"
    assert {step.partition("/")[0] for step in told} == {"network.reaches"}, "the agents' own words are explained by it"


def _refuses(log: str) -> bool:
    return "certificate signed by unknown authority" in Path(log).read_text(encoding="utf-8")


def _pid(watched: Watched, unit: str) -> str:
    return watched.run(f"systemctl show {unit} -p MainPID --value").strip()
