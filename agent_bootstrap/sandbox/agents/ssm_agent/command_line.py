"""`amazon-ssm-agent`: with flags it does one thing and ends, without any it is the daemon."""

from __future__ import annotations

import sys
from typing import Mapping, Sequence

from agent_bootstrap.sandbox.agents.ssm_agent import VERSION, daemon, fingerprint, log, registration, vault
from agent_bootstrap.sandbox.agents.ssm_agent.flags import FlagError, Value, parse

_FLAGS: Mapping[str, Value] = {
    "register": False,
    "code": "",
    "id": "",
    "region": "",
    "role": "",
    "tags": "",
    "y": False,
    "clear": False,
    "disableSimilarityCheck": False,
    "fingerprint": False,
    "similarityThreshold": str(fingerprint.DEFAULT_THRESHOLD),
    "version": False,
    "tools": "",
    "winOnFirstInstallChecks": False,
    "allowLinkDeletions": "",
}

_USAGE = """
Command-line Usage:
  -register            register managed instance
    -id         [ID]   SSM activation ID
    -code     [CODE]   SSM activation code
    -region [REGION]   SSM region
    -y                 answer yes for all questions
    -clear             clear the previously saved SSM registration
  -fingerprint         set the machine's fingerprint options
    -similarityThreshold [1..100]   how similar the hardware must stay
  -version             tell the agent's version
"""

_USAGE_ERROR = 2
"""Go's flag package exits with it."""


def entry() -> None:
    """The program."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run with these arguments; the exit code."""
    try:
        given = parse(arguments, _FLAGS)
    except FlagError as error:
        print(f"{error}{_USAGE}", file=sys.stderr)
        return _USAGE_ERROR
    if list(given) == ["version"]:
        print(f"SSM Agent version: {VERSION}")
        return 0
    log.announce()
    return _handle(given) if given else daemon.run()


def _handle(given: Mapping[str, Value]) -> int:
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
    print(_USAGE, file=sys.stderr)
    return 1


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
