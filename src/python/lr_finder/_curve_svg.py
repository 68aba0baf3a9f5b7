"""The curve of a sweep as a small SVG: some kilobytes, whatever its length."""

from __future__ import annotations

import math
from html import escape
from typing import List, NamedTuple, Sequence, Tuple

Points = Sequence[Tuple[float, float]]


class Curve(NamedTuple):
    points: Points
    """Learning rates and losses as recorded."""
    smoothed: Points
    lr: float | None
    range: Tuple[float, float] | None
    title: str


WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 34, 44
MOST = 250
"""Points that are drawn of each."""


def draw(curve: Curve) -> str:
    points = _finite(curve.points)
    smoothed = _finite(curve.smoothed)
    every = points + smoothed
    body = [f'<text x="{LEFT}" y="20" font-size="13">{escape(curve.title)}</text>']
    if every:
        body += _chart(curve, points, smoothed)
    else:
        body.append(f'<text x="{LEFT}" y="{HEIGHT // 2}">no step was recorded</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(curve.title, quote=True)}" '
        'font-family="sans-serif" font-size="11" fill="#222">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>' + "".join(body) + "</svg>"
    )


def _chart(curve: Curve, points: List[Tuple[float, float]], smoothed: List[Tuple[float, float]]) -> List[str]:
    lrs = [lr for lr, _ in points + smoothed] + ([] if curve.lr is None else [curve.lr])
    low, high = math.log10(min(lrs)), math.log10(max(lrs))
    span = max(high - low, 1e-9)
    bottom, top = _losses(points, smoothed)
    height = max(top - bottom, 1e-12)

    def x(lr: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(lr) - low) / span

    def y(loss: float) -> float:
        share = min(1.0, max(0.0, (loss - bottom) / height))
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    floor = HEIGHT - BOTTOM
    drawn: List[str] = []
    if curve.range is not None:
        ends = [min(max(each, 10**low), 10**high) for each in curve.range]
        drawn.append(
            f'<rect x="{x(ends[0]):.1f}" y="{TOP}" width="{max(1.0, x(ends[1]) - x(ends[0])):.1f}" '
            f'height="{floor - TOP}" fill="#2a78c8" fill-opacity="0.12"/>'
        )
    every = max(1, math.ceil((high - low) / 9))
    for decade in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1, every):
        at = x(10.0**decade)
        drawn.append(f'<path d="M{at:.1f} {TOP}V{floor}" stroke="#ddd"/>')
        drawn.append(f'<text x="{at:.1f}" y="{floor + 15}" text-anchor="middle">1e{decade}</text>')
    for share in (0.0, 0.5, 1.0):
        loss = bottom + share * height
        drawn.append(f'<path d="M{LEFT} {y(loss):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss:.3g}</text>')
    dots = "".join(f"M{x(lr):.1f} {y(loss):.1f}h0" for lr, loss in _thinned(points))
    if dots:
        drawn.append(
            f'<path d="{dots}" stroke="#888" stroke-opacity="0.6" stroke-width="3" stroke-linecap="round"/>'
        )
    line = "L".join(f"{x(lr):.1f} {y(loss):.1f}" for lr, loss in _thinned(smoothed))
    if line:
        drawn.append(f'<path d="M{line}" fill="none" stroke="#2a78c8" stroke-width="2"/>')
    if curve.lr is not None:
        drawn.append(f'<path d="M{x(curve.lr):.1f} {TOP}V{floor}" stroke="#c33" stroke-width="1.5"/>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    drawn.append(f'<text x="{middle:.0f}" y="{HEIGHT - 10}" text-anchor="middle">learning rate</text>')
    return drawn


def _losses(points: Points, smoothed: Points) -> Tuple[float, float]:
    """The losses that the chart reaches over: a divergence may be out of sight, the curve before it not."""
    of = [loss for _, loss in smoothed] or [loss for _, loss in points]
    start, least = of[0], min(of)
    raw = sorted(loss for _, loss in points) or of
    least = min(least, raw[0])
    room = max(start - least, 1e-3 * abs(start), 1e-12)
    top = min(max([*raw, *of]), start + 0.6 * room)
    return least - 0.05 * room, max(top, least + 0.1 * room)


def _finite(points: Points) -> List[Tuple[float, float]]:
    return [(lr, loss) for lr, loss in points if lr > 0 and math.isfinite(lr) and math.isfinite(loss)]


def _thinned(points: Points) -> List[Tuple[float, float]]:
    every = max(1, math.ceil(len(points) / MOST))
    return [*points[::every], *points[-1:]] if every > 1 else list(points)
