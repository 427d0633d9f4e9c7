"""The authorities from which AWS's endpoints have their certificates."""

from __future__ import annotations

_ORGANIZATIONS = ("Amazon", "Starfield Technologies, Inc.")
"""What stands as organization in Amazon Root CA 1 to 4, Starfield Services Root Certificate Authority - G2 and Starfield
Class 2 Certification Authority (amazontrust.com/repository), and in those below them that sign, as `Amazon RSA 2048 M02`.
"""


def is_amazons(organization: str) -> bool:
    """Whether an issuer's organization is that of Amazon's authorities."""
    return organization in _ORGANIZATIONS
