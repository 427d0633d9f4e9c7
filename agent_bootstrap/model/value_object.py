"""A value object: what equals another of its class with the same parts, and does not change."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:
    from agent_bootstrap.model.component import dataclass_transform


Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def value_object(made: type[Class]) -> type[Class]:
    """A dataclass that is compared, hashed and shown by its parts, and is frozen as far as type checkers see.

    Python writes and compiles six methods of a frozen dataclass anew whenever it is loaded. Five of them are the same for all
    values, and a look that loads a hundred classes and lives half a second writes the sixth only.
    """
    for name in _METHODS.keys() - vars(made).keys():
        setattr(made, name, _METHODS[name])
    return dataclasses.dataclass(eq=False, repr=False)(made)


def _equals(self: Any, other: object) -> bool:
    return _parts(self) == _parts(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(_parts(self))


def _shown(self: Any) -> str:
    parts = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(parts)})"


_METHODS = {"__eq__": _equals, "__hash__": _hash, "__repr__": _shown}


def _parts(self: Any) -> tuple[object, ...]:
    return tuple(getattr(self, field.name) for field in dataclasses.fields(self) if field.compare)
