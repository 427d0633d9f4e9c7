"""The platform is what decides which package fits this host."""

from __future__ import annotations

from agent_bootstrap.model.value_object import value_object


@value_object
class Platform:
    """Distribution and architecture, in the words of package names."""

    distribution: str
    """ID of os-release: `debian`, `rhel`."""
    version: str
    family: str
    """`deb` or `rpm`."""
    architecture: str
    """`amd64` or `arm64`."""
