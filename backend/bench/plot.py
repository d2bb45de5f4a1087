"""Draw the benchmark as bars that can be read on light and dark pages."""

from __future__ import annotations

WIDTH, HEIGHT, BAR, NAMES = 360, 175, 22, 140
STYLE = """
text { font: 12px sans-serif; fill: #424a53 } .title { font-weight: 600 }
.floor { fill: #8c959f } .ours { fill: #1a7f37 } .rest-social-auth { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #c9d1d9 } .floor { fill: #6e7681 } .ours { fill: #3fb950 }
  .rest-social-auth { fill: #db6d28 }
}"""
MEASURES = {"CPU at 1": "ms CPU per sign-in", "rate at 16": "sign-ins/s, 16 at a time"}


def plot(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return an SVG of `{network: {target: {measure: value}}}`: a chart for each measure."""
    parts = [
        chart(f"{network}: {words}", {name: targets[name][measure] for name in targets}, x, y)
        for y, (measure, words) in enumerate(MEASURES.items())
        for x, (network, targets) in enumerate(results.items())
    ]
    size = f"{WIDTH * len(results)} {HEIGHT * len(MEASURES)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">\n'
        f"<title>CPU per sign-in, and sign-ins per second</title><style>{STYLE}\n</style>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def chart(title: str, values: dict[str, float], column: int, row: int) -> str:
    left, top, longest = column * WIDTH + 10, row * HEIGHT + 20, max(values.values())
    parts = [f'<text x="{left}" y="{top}" class="title">{title}</text>']
    for index, (name, value) in enumerate(values.items()):
        x, y = left + NAMES, top + 10 + index * (BAR + 4)
        length = max(2, round(value / longest * (WIDTH - NAMES - 60)))
        parts.append(
            f'<text x="{left}" y="{y + 15}">{name}</text>'
            f'<rect x="{x}" y="{y}" width="{length}" height="{BAR}" rx="3"'
            f' class="{name.partition(",")[0]}"/>'
            f'<text x="{x + length + 5}" y="{y + 15}">{value:.3g}</text>'
        )
    return "\n".join(parts)
