"""Which bytes of an object a Range header asks for (RFC 9110, 14.2)."""

from __future__ import annotations

import re
from typing import Optional

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def asked(header: Optional[str], size: int) -> Optional[range]:
    """The bytes that are asked for; None for the whole object, an empty range if they lie outside it.

    S3 serves one range only: with several it sends the whole object, as it does for a header that makes no sense.
    """
    match = _RANGE.fullmatch((header or "").replace(" ", ""))
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return range(max(0, size - int(match[2])), size)
    first, last = int(match[1]), int(match[2] or size)
    return None if match[2] and last < first else range(min(first, size), min(last + 1, size))
