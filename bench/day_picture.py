"""Draws a day: a row for each fault, with the seconds from its beginning until it was noticed, told, lifted and healed, as SVG."""

from __future__ import annotations

import html
from typing import Any, Iterator, Mapping, Sequence

Row = Mapping[str, Any]

_PAPER, _INK, _DIM = "#272822", "#f8f8f2", "#8f8f88"
_PHASES = (
    ("nobody knows yet", "#e6db74"),
    ("looked at once more", "#fd971f"),
    ("told", "#f92672"),
    ("lifted", "#a6e22e"),
)
"""What a bar's pieces mean, and their colours: those of the other pictures' terminal."""

_WIDTH, _MARGIN, _LINE, _NAMES, _WORDS = 1040, 16, 26, 285, 300
"""Pixels: of the picture, its border, a row, and the columns of names and of figures."""


def draw(rows: Sequence[Row]) -> str:
    """The SVG. A row has `name`, `began`, `noticed`, `told`, `lifted` and `healed`, in seconds as bench.day_inside prints them."""
    height = (len(rows) + 3) * _LINE + 2 * _MARGIN
    longest = max(row["lifted"] + row["healed"] for row in rows)
    scale = (_WIDTH - 2 * _MARGIN - _NAMES - _WORDS) / longest
    said = "\n".join(f"{row['name']}: {_figures(row)}" for row in rows)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            f"<desc>{html.escape(said)}</desc>",
            f'<rect width="{_WIDTH}" height="{height}" rx="8" fill="{_PAPER}"/>',
            '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13">',
            _text(_MARGIN, 0, "A day in the life of a server, accelerated: faults come and go under one daemon", _INK),
            *_legend(),
            *(element for number, row in enumerate(rows) for element in _row(number + 3, row, scale)),
            "</g>",
            "</svg>\n",
        ]
    )


def _legend() -> Iterator[str]:
    left = float(_MARGIN + _NAMES)
    for words, colour in _PHASES:
        yield _bar(left, 1, 14, colour)
        yield _text(left + 20, 1, words, _DIM)
        left += 36 + 8 * len(words)


def _row(number: int, row: Row, scale: float) -> Iterator[str]:
    yield _text(_MARGIN, number, _clock(row["began"]), _DIM)
    yield _text(_MARGIN + 56, number, row["name"], _INK)
    noticed = row["noticed"] if row["noticed"] is not None else row["told"]
    moments = (0.0, noticed, row["told"], row["lifted"], row["lifted"] + row["healed"])
    left = _MARGIN + _NAMES
    for begins, ends, (_, colour) in zip(moments, moments[1:], _PHASES):
        yield _bar(left + begins * scale, number, max(1.0, (ends - begins) * scale), colour)
    yield _text(_WIDTH - _MARGIN - _WORDS + 10, number, _figures(row), _INK)


def _figures(row: Row) -> str:
    noticed = f"noticed {row['noticed']:.0f} s, " if row["noticed"] is not None else ""
    return f"{noticed}told {row['told']:.0f} s, healed {row['healed']:.0f} s"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}"


def _bar(left: float, number: int, width: float, colour: str) -> str:
    top = _MARGIN + number * _LINE + 4
    return f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_LINE - 10}" rx="2" fill="{colour}"/>'


def _text(left: float, number: int, words: str, colour: str) -> str:
    baseline = _MARGIN + number * _LINE + 17
    return f'<text x="{left:.1f}" y="{baseline}" fill="{colour}">{html.escape(words)}</text>'
