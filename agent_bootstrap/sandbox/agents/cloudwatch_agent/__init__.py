"""The CloudWatch agent's stand-in: its control script, downloader, translator, starter, and the agent itself."""

from __future__ import annotations

VERSION = "1.300071.0b1"
"""The version that it claims to be: that of agent_bootstrap.sandbox.world, which a test compares."""
