"""The SSM Agent's stand-in: its command line, its registration, its daemon and worker, and ssm-cli."""

from __future__ import annotations

VERSION = "3.3.4851.0"
"""The version that it claims to be: that of agent_bootstrap.sandbox.world, which a test compares."""
