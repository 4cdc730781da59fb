#!/usr/bin/env python3
"""Draws what `run --json` measured: plot.py figures.json FOLDER → peers.svg, growth.svg."""

import json
import re
import statistics
import sys
from pathlib import Path

INK, OURS, THEIRS = "#222", "#2a6f97", "#c9ced6"


def text(x, y, words, anchor="start", size=12):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return (f'<text x="{x:.0f}" y="{y:.0f}" font-family="sans-serif" font-size="{size}" '
            f'fill="{INK}" text-anchor="{anchor}">{words}</text>')


def svg(width, height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">'
            f'<rect width="{width}" height="{height}" fill="white"/>' + "".join(parts) + "</svg>\n")


def peers(rows):
    """Bars, one group a work: seconds, the shorter the better."""
    chosen = [row for row in rows if not row["name"].startswith(("grow", "start", "seal it", "verify"))]
    parts, y = [text(10, 22, "Seconds, medians; the shorter the better", size=14)], 44
    for row in chosen:
        figures = {label: statistics.median(f["seconds"]) for label, f in row["figures"].items()}
        longest = max(figures.values())
        parts.append(text(10, y, row["name"], size=13))
        y += 8
        for number, (label, seconds) in enumerate(figures.items()):
            length = max(1, 380 * seconds / longest)
            parts.append(text(208, y + 12, label, "end", 11))
            parts.append(f'<rect x="214" y="{y + 2}" width="{length:.0f}" height="13" '
                         f'fill="{OURS if label.startswith("scelle") else THEIRS}"/>')
            parts.append(text(220 + length, y + 13, f"{seconds:.2f}", size=11))
            y += 17
        y += 22
    return svg(680, y, parts)


def growth(rows):
    """Time and memory against size, each on its own logarithmic scale."""
    series = {}
    for row in rows:
        found = re.match(r"grow: (files|bytes), ([\d,]+)", row["name"])
        if found:
            amount = int(found[2].replace(",", ""))
            for label, figure in row["figures"].items():
                key = (found[1], label)
                series.setdefault(key, []).append(
                    (amount, statistics.median(figure["seconds"]), figure["memory"]))
    parts, x = [], 0
    for kind, unit in [("files", "files"), ("bytes", "GiB")]:
        lines = {label: points for (of, label), points in series.items() if of == kind}
        if lines:
            parts += panel(x + 60, lines, unit)
            x += 380
    return svg(max(x, 380), 330, parts)


def panel(left, lines, unit):
    import math

    top, bottom, width = 40, 270, 270
    points = [point for line in lines.values() for point in line]
    span = [math.log10(max(f(v[n] for v in points), 0.001)) for n in (0, 1) for f in (min, max)]
    def place(amount, seconds):
        x = left + width * (math.log10(amount) - span[0]) / max(span[1] - span[0], 1e-9)
        y = bottom - (bottom - top) * (math.log10(seconds) - span[2]) / max(span[3] - span[2], 1e-9)
        return x, y
    parts = [text(left, 22, f"Seconds (and peak MiB) against {unit}", size=13),
             f'<path d="M{left} {top} V{bottom} H{left + width}" stroke="{INK}" fill="none"/>']
    for shade, (label, line) in zip(["#2a6f97", "#e07a5f", "#81b29a"], lines.items()):
        at = [place(amount, max(seconds, 0.001)) for amount, seconds, _ in line]
        parts.append('<polyline points="' + " ".join(f"{x:.0f},{y:.0f}" for x, y in at)
                     + f'" stroke="{shade}" fill="none" stroke-width="2"/>')
        for (x, y), (amount, seconds, memory) in zip(at, line):
            parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{shade}"/>')
            if label == next(iter(lines)):
                parts.append(text(x, y - 8, f"{seconds:.2f} s ({memory:.0f})", "middle", 10))
                parts.append(text(x, bottom + 16, f"{amount:,}", "middle", 10))
        parts.append(text(at[-1][0] + 6, at[-1][1] + 4, label, size=11))
    return parts


figures, folder = Path(sys.argv[1]), Path(sys.argv[2])
measured = json.loads(figures.read_text())["rows"]
(folder / "peers.svg").write_text(peers(measured))
(folder / "growth.svg").write_text(growth(measured))
