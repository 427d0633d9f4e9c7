"""The CloudWatch agent: promises from its package to the arrival of what it sends."""

from __future__ import annotations

from agent_bootstrap.steps.cloudwatch_agent.common_configuration import CommonConfiguration
from agent_bootstrap.steps.cloudwatch_agent.configuration import PARAMETER, Configuration
from agent_bootstrap.steps.cloudwatch_agent.credentials import Credentials
from agent_bootstrap.steps.cloudwatch_agent.delivery import Delivery
from agent_bootstrap.steps.cloudwatch_agent.package import Package
from agent_bootstrap.steps.cloudwatch_agent.service import Service

__all__ = ["PARAMETER", "CommonConfiguration", "Configuration", "Credentials", "Delivery", "Package", "Service"]
