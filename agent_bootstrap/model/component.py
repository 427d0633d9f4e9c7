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
    """A frozen dataclass that equals nothing but itself and shows nothing of its parts.

    Python writes and compiles each method of a dataclass anew when it is loaded; half of them are for values only, and a look
    loads fifty components and lives half a second.
    """
    return dataclasses.dataclass(frozen=True, eq=False, repr=False)(made)
