"""`ssm-cli`: tells the node's identity from the Vault, without asking AWS."""

from __future__ import annotations

import json
import sys
from typing import Sequence

from agent_bootstrap.sandbox.agents.ssm_agent import VERSION, vault

_USAGE = """usage: ssm-cli <command> [parameters]
Available commands:
 get-instance-information
"""

_NO_IDENTITY = 255
_USAGE_ERROR = 2


def entry() -> None:
    """The program."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run with these arguments; the exit code."""
    if list(arguments) != ["get-instance-information"]:
        print(_USAGE)
        return _USAGE_ERROR
    identity = vault.identity()
    if not identity.whole:
        print(f"{_USAGE}\nerror: failed to find agent identity")
        return _NO_IDENTITY
    print(json.dumps({"instance-id": identity.node_id, "region": identity.region, "release-version": VERSION}))
    return 0
