"""The SSM Agent comes as a package, or on Ubuntu's images as a snap: its files are the same, its unit and its program are not."""

from __future__ import annotations

from agent_bootstrap.model.value_object import value_object

SNAP_NAME = "amazon-ssm-agent"


@value_object
class Flavour:
    """What one way of installing calls things."""

    unit: str
    program: str
    """A name on the PATH, or a path."""
    is_snap: bool


PACKAGE = Flavour("amazon-ssm-agent.service", "amazon-ssm-agent", is_snap=False)

SNAP = Flavour(
    "snap.amazon-ssm-agent.amazon-ssm-agent.service", "/snap/amazon-ssm-agent/current/amazon-ssm-agent", is_snap=True
)


def flavour(*, as_snap: bool) -> Flavour:
    """The one that is on this server. The snap is classic: /etc/amazon, /var/lib/amazon and /var/log/amazon are the package's."""
    return SNAP if as_snap else PACKAGE
