"""What AWS's own model of an API forbids in a request, refused in AWS's words."""

from __future__ import annotations

import functools
import re
from typing import Any, Callable, Iterator, Mapping

from agent_bootstrap.sandbox.aws_side.errors import AwsError


def check(service: str, operation: str, said: Mapping[str, Any]) -> None:
    """Raise the ValidationException that is due to a request with these arguments."""
    complaints = list(_complaints(_model(service).operation_model(operation).input_shape, said, ""))
    if complaints:
        number = f"{len(complaints)} validation error{'s' if len(complaints) > 1 else ''} detected: "
        raise AwsError("ValidationException", number + "; ".join(complaints))


@functools.cache
def _model(service: str) -> Any:
    import botocore.session

    return botocore.session.Session().get_service_model(service)


def _complaints(shape: Any, value: Any, path: str) -> Iterator[str]:
    """All that is wrong with a value of a shape, which stands at this path of the request."""
    return _KINDS[shape.type_name](shape, value, path) if shape.type_name in _KINDS else iter(())


def _of_structure(shape: Any, value: Any, path: str) -> Iterator[str]:
    missing = [name for name in shape.required_members if name not in value]
    yield from (_failed(_member(path, name), "null", "Member must not be null") for name in missing)
    for name, inner in value.items():
        if name in shape.members:
            yield from _complaints(shape.members[name], inner, _member(path, name))


def _of_list(shape: Any, value: Any, path: str) -> Iterator[str]:
    yield from _of_length(shape, value, path)
    for number, inner in enumerate(value, start=1):
        yield from _complaints(shape.member, inner, f"{path}.{number}.member")


def _of_map(shape: Any, value: Any, path: str) -> Iterator[str]:
    yield from _of_length(shape, value, path)
    for key, inner in value.items():
        yield from _complaints(shape.key, key, f"{path}.key")
        yield from _complaints(shape.value, inner, f"{path}.{key}.member")


def _of_text(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        raise AwsError("SerializationException", f"{path} is no text.")
    yield from _of_length(shape, value, path)
    pattern, words = shape.metadata.get("pattern"), shape.enum
    if pattern and not re.fullmatch(pattern, value):
        yield _failed(path, value, f"Member must satisfy regular expression pattern: {pattern}")
    if words and value not in words:
        yield _failed(path, value, f"Member must satisfy enum value set: [{', '.join(words)}]")


def _of_length(shape: Any, value: Any, path: str) -> Iterator[str]:
    shortest, longest = shape.metadata.get("min", 0), shape.metadata.get("max")
    if len(value) < shortest:
        yield _failed(path, value, f"Member must have length greater than or equal to {shortest}")
    if longest is not None and len(value) > longest:
        yield _failed(path, value, f"Member must have length less than or equal to {longest}")


def _member(path: str, name: str) -> str:
    lower = name[0].lower() + name[1:]
    return f"{path}.{lower}" if path else lower


def _failed(path: str, value: Any, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"


_KINDS: Mapping[str, Callable[[Any, Any, str], Iterator[str]]] = {
    "structure": _of_structure,
    "list": _of_list,
    "map": _of_map,
    "string": _of_text,
}
"""Numbers, times and truths are left to the services."""
