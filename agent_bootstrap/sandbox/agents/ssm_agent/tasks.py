"""What `amazon-ssm-agent` does when it is told something: it registers, forgets, sets a threshold, or is the daemon."""

from __future__ import annotations

from typing import Mapping, Optional

from agent_bootstrap.sandbox.agents.ssm_agent import daemon, fingerprint, log, registration, vault
from agent_bootstrap.sandbox.agents.ssm_agent.flags import Value


def perform(given: Mapping[str, Value]) -> Optional[int]:
    """Do what the flags say; the exit code, or None where they make no sense together. Without any, be the daemon."""
    log.announce()
    return _perform(given) if given else daemon.run()


def _perform(given: Mapping[str, Value]) -> Optional[int]:
    texts = {name: str(given.get(name, "")) for name in ("code", "id", "region")}
    if given.get("register") and all(texts.values()):
        return registration.register(
            registration.Wanted(
                texts["code"],
                texts["id"],
                texts["region"],
                consent=bool(given.get("y")),
                compare_hardware=not given.get("disableSimilarityCheck"),
            )
        )
    if given.get("register") and given.get("clear"):
        vault.clear()
        log.info("Registration information has been removed from the instance.")
        return 0
    if given.get("fingerprint"):
        return _set_threshold(str(given.get("similarityThreshold", fingerprint.DEFAULT_THRESHOLD)))
    return None


def _set_threshold(text: str) -> int:
    threshold = int(text) if text.lstrip("-").isdigit() else 0
    if threshold != fingerprint.NO_COMPARISON and not 1 <= threshold <= 100:
        log.error(f"Invalid similarity threshold {text}: it must be -1 or between 1 and 100")
        return 1
    if not fingerprint.set_threshold(threshold):
        log.error("Error setting the SSM agent's fingerprint: save called with empty fingerprint key")
        return 1
    log.info("Fingerprint parameters updated")
    return 0
