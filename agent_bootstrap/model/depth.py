"""How far a look goes: each depth costs more than the one before it, and sees what that one cannot."""

from __future__ import annotations

import enum


class Depth(enum.IntEnum):
    """What is looked at."""

    LOCAL = 1
    """What this server alone can tell: packages, files, units, processes, the agents' own words. Milliseconds of processor time."""
    NETWORK = 2
    """And its line to AWS: names, connections, buckets, and which version is the newest."""
    EVERYTHING = 3
    """And what AWS says of this node: the metrics that have arrived. It loads boto3."""
