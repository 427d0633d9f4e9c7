"""The catalogue of problems: one module per layer."""

from __future__ import annotations

from typing import Iterator, Mapping

from agent_bootstrap.model.problem import ProblemKind

_ABBREVIATIONS = ("dns", "s3")


def by_layer() -> Iterator[tuple[str, tuple[ProblemKind, ...]]]:
    """Name of each module of the catalogue, with its kinds in the order in which they stand there."""
    # Everybody who meets one problem passes through here, and few want all of them.
    import importlib
    import pkgutil

    for module in pkgutil.iter_modules(__path__):
        values = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        yield module.name, tuple(value for value in values if isinstance(value, ProblemKind))


def title(layer: str) -> str:
    """The heading of a layer: `Agent files`, `DNS`."""
    return layer.upper() if layer in _ABBREVIATIONS else layer.replace("_", " ").capitalize()


def by_code() -> Mapping[str, ProblemKind]:
    """Code -> kind, for the whole catalogue."""
    return {kind.code: kind for _, kinds in by_layer() for kind in kinds}
