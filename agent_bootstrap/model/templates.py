"""The texts of a problem as a person reads them: names in braces become what was seen, or words in capitals."""

from __future__ import annotations

import re
from typing import Mapping

_GAP = re.compile(r"(?<![%$])\{([a-z_]+)(?::[^{}]*)?\}|\{\{|\}\}")
"""`{name}` and `{byte:02x}`; not `%{http_code}` and `${name}`, which belong to commands. Doubled braces stand for one."""


def filled(template: str, names: Mapping[str, object]) -> str:
    """The template with these names in it; `{address}` stays as ADDRESS where no address is known."""

    def shown(gap: re.Match[str]) -> str:
        name = gap[1]
        if name is None:
            return gap[0][0]
        return str(names[name]) if name in names else name.upper()

    return _GAP.sub(shown, template)
