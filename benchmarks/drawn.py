"""How do lines of figures become a picture? Both axes by powers of ten, each line with its name at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 460, 70, 290, 40, 50
COLOURS = ("#1f4e8c", "#1f6b43", "#8a5a00", "#8c1f2f", "#5b3a8c")
APART = 14


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its name, and where it goes, both greater than zero."""

    name: str
    points: Sequence[tuple[float, float]]


def drawn(title: str, lines: Sequence[Line]) -> str:
    """Return the picture as SVG, which says in words what it shows."""
    across = [x for line in lines for x, _ in line.points]
    up = [y for line in lines for _, y in line.points]
    x_from, x_to = math.floor(math.log10(min(across))), math.ceil(math.log10(max(across)))
    y_from, y_to = math.floor(math.log10(min(up))), math.ceil(math.log10(max(up)))

    def place(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - x_from) / (x_to - x_from or 1)
        above = (math.log10(y) - y_from) / (y_to - y_from or 1)
        return LEFT + right * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - above * (HEIGHT - TOP - BOTTOM)

    said = "; ".join(f"{line.name}: " + ", ".join(f"{y:.3g} ms at {x:,.0f}" for x, y in line.points) for line in lines)
    told = 'font-family="sans-serif" font-size="12" role="img" aria-labelledby="t d"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {told}>',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(said)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fffefa"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
    ]
    for power in range(x_from, x_to + 1):
        x, y = place(10**power, 10**y_from)
        parts.append(_rule(x, y, x, TOP) + _text(x, y + 20, f"{10**power:,}", "middle"))
    for power in range(y_from, y_to + 1):
        x, y = place(10**x_from, 10**power)
        parts.append(_rule(x, y, WIDTH - RIGHT, y) + _text(x - 8, y + 4, f"{10.0**power:,g} ms", "end"))
    ends = sorted((place(*line.points[-1])[1], number) for number, line in enumerate(lines))
    at = _spread([y for y, _ in ends])
    for (_, number), label in zip(ends, at, strict=True):
        line, colour = lines[number], COLOURS[number % len(COLOURS)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*one) for one in line.points))
        dashes = ' stroke-dasharray="6 3"' if number >= len(COLOURS) else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts.append(_text(WIDTH - RIGHT + 10, label + 4, line.name, "start", colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _spread(wanted: Sequence[float]) -> list[float]:
    """Return places for labels, none on top of another."""
    found: list[float] = []
    for one in wanted:
        found.append(max(one, found[-1] + APART) if found else one)
    return found


def _rule(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="#ddd8cc"/>'


def _text(x: float, y: float, said: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(said)}</text>'
