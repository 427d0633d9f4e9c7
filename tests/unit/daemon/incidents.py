"""What befalls the server on the stage, and how it is seen."""

from __future__ import annotations

from agent_bootstrap.model.finding import Finding
from agent_bootstrap.model.problems import dns, registration, unit

MINUTE, HOUR = 60.0, 3600.0

SILENT = Finding.of(dns.SILENT.found("10.20.0.2: silent", name="ssm.eu-west-1.amazonaws.com"))
EXPIRED = Finding.of(registration.ACTIVATION_EXPIRED.found(activation="0f0f"))
NO_SERVICE = Finding.of(unit.MISSING.found(unit="amazon-ssm-agent.service"))

BROKEN = 'region = "Ireland"\nbanana = 1\n'
