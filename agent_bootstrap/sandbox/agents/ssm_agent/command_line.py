"""`amazon-ssm-agent`: with flags it does one thing and ends, without any it is the daemon."""

from __future__ import annotations

import sys
from typing import Mapping, Sequence

from agent_bootstrap.sandbox.agents.ssm_agent import VERSION
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
    "similarityThreshold": "",
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
    # The version is asked for at every turn, and all else is slow to load.
    from agent_bootstrap.sandbox.agents.ssm_agent import tasks

    done = tasks.perform(given)
    if done is None:
        print(_USAGE, file=sys.stderr)
        return 1
    return done
