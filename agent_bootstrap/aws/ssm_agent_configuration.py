"""What amazon-ssm-agent.json must say under these settings: keys of the agent's own, section by section."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from agent_bootstrap.aws import cloudwatch_agent, endpoints, versions
from agent_bootstrap.model.settings import DUAL_STACK, Settings

_SECTIONS = {
    "ssm": "Ssm", "ssmmessages": "Mgs", "ec2messages": "Mds", "s3": "S3", "kms": "Kms", "logs": "CloudWatchLogs",
}  # fmt: skip
"""Service -> section of the file whose `Endpoint` it is. Agents before 3.3.2958 pass over the last (amazon-ecs-agent 4755)."""

NODE_PROFILE = "AmazonSSMAgent"
"""The profile for the node's credentials where the CloudWatch agent does not live on them: root's own [default] is not the agent's."""

WITH_RETRY_MAXIMUM = (3, 3, 3050, 0)
"""The first SSM Agent that can be told its longest pause between two tries to get credentials (its release note)."""

_LONGEST_PAUSE = 60
"""Seconds; AWS's own nodeadm sets it so. Otherwise the agent may sleep for 30 minutes after the line came back."""


def keyless(settings: Settings) -> bool:
    """Whether the CloudWatch agent lives on the node's own rotating credentials."""
    return settings.cloudwatch_agent.enabled and settings.cloudwatch_agent.credentials.access_key_id is None


def wanted(settings: Settings, version: Optional[str], present: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Our keys. `version` is the installed agent's, None if there is none; `present` is what the file says now."""
    # Without this the agent asks 169.254.169.254 first, and believes whatever answers there.
    ours: dict[str, dict[str, Any]] = {"Identity": {"ConsumptionOrder": ["OnPrem"]}}
    for service, section in _SECTIONS.items():
        chosen = endpoints.chosen_name(service, settings)
        if chosen:
            ours[section] = {"Endpoint": chosen}
    if settings.network.names == DUAL_STACK:
        # Agents since 3.3.3270 take it for what has no Endpoint above; older ones pass over it.
        ours["Agent"] = {"UseDualStackEndpoint": True}
    if version and versions.numbers(version) >= WITH_RETRY_MAXIMUM:
        ours.setdefault("Ssm", {})["CredentialRetryMaxSleepSeconds"] = _LONGEST_PAUSE
    profile = _profile(settings, present)
    return {**ours, "Profile": profile} if profile else ours


def _profile(settings: Settings, present: Mapping[str, Any]) -> dict[str, Any]:
    if keyless(settings):
        return {"ShareCreds": True, "ShareProfile": cloudwatch_agent.PROFILE}
    section = present.get("Profile")
    chosen = section.get("ShareProfile") if isinstance(section, dict) else None
    # A profile that somebody else chose is theirs; an empty one is [default].
    return {"ShareProfile": NODE_PROFILE} if chosen in (None, "", NODE_PROFILE, cloudwatch_agent.PROFILE) else {}
