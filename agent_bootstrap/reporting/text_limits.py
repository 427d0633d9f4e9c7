"""Texts cut to what Systems Manager takes."""

from __future__ import annotations

LONGEST_ATTRIBUTE = 4096
"""Bytes of an attribute's value: the SSM Agent counts bytes of UTF-8 (agent/plugins/inventory/gatherers/custom), AWS's model of
ComplianceItemEntry and InventoryItem says length."""

_ELLIPSIS = "…"


def cut(text: str, longest: int = LONGEST_ATTRIBUTE) -> str:
    """The text, or its beginning and an ellipsis, in so many bytes of UTF-8."""
    # What a name on the disk or in a log holds that is no text would end the whole request.
    encoded = text.encode("utf-8", errors="replace")
    if len(encoded) <= longest:
        return encoded.decode()
    return encoded[: longest - len(_ELLIPSIS.encode())].decode(errors="ignore") + _ELLIPSIS
