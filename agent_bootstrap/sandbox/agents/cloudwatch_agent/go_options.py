"""The options of the CloudWatch agent's programs, as Go's flag package reads them: one dash or two."""

from __future__ import annotations

import argparse
import sys
from typing import Optional, Sequence


def parse(
    names: Sequence[str], switches: Sequence[str] = (), arguments: Optional[Sequence[str]] = None
) -> argparse.Namespace:
    """The options; `multi-config` becomes the attribute `multi_config`. Exits with 2 for one that is unknown, like Go."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for name in names:
        parser.add_argument(f"--{name}", f"-{name}", default="")
    for name in switches:
        parser.add_argument(f"--{name}", f"-{name}", action="store_true")
    return parser.parse_args(sys.argv[1:] if arguments is None else arguments)
