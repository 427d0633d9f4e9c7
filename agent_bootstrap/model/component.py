"""A component: what acts, as ports, steps and reporters do, in contrast to what is a value."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        """Tells type checkers something, and nobody else; Python has it from 3.11 on."""
        return lambda function: function


Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(dataclasses.field,))
def component(made: type[Class]) -> type[Class]:
    """A dataclass that equals nothing but itself, shows nothing of its parts, and is frozen as far as type checkers see.

    Python writes and compiles each method of a dataclass anew when it is loaded; five of six are for values only, and a look
    loads sixty components and lives half a second.
    """
    return dataclasses.dataclass(eq=False, repr=False)(made)
