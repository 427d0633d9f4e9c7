"""Hypothesis measures no time: how long an example takes says more of who else is busy on the machine than of the program."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
