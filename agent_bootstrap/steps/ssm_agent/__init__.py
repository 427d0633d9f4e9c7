"""The SSM Agent: promises from its package to its being online."""

from __future__ import annotations

from agent_bootstrap.steps.ssm_agent.configuration import Configuration
from agent_bootstrap.steps.ssm_agent.environment import Environment
from agent_bootstrap.steps.ssm_agent.identity import Identity
from agent_bootstrap.steps.ssm_agent.package import Package
from agent_bootstrap.steps.ssm_agent.registration import Registration
from agent_bootstrap.steps.ssm_agent.service import Service

__all__ = ["Configuration", "Environment", "Identity", "Package", "Registration", "Service"]
