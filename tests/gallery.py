"""The gallery of themes in README.md: a page in each, as one SVG.

python -m tests.gallery
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from pathlib import Path

from rich.color import Color
from rich.style import Style
from rich.terminal_theme import MONOKAI
from textual.strip import Strip

from reader.config import bundled_folder
from reader.ui.preview import preview
from reader.ui.theme import Theme, available, load

FILE = Path(__file__).parent / "pictures" / "themes.svg"
COLUMNS, LINES, ACROSS = 58, 17, 3
CELL, LINE, GAP, TITLE = 7.2, 16.0, 18.0, 26.0
INK, PAPER = "#d9d9d9", "#0c0c0c"
"""What a terminal of no particular colours has."""


def colour(given: Color | None, default: str) -> str:
    if given is None or given.is_default:
        return default
    return given.get_truecolor(MONOKAI).hex


class Classes:
    """The styles of the picture, each named once."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def name(self, style: Style) -> str:
        ink, paper = colour(style.color, INK), colour(style.bgcolor, PAPER)
        rules = [f"fill:{paper if style.reverse else ink}"]
        rules += ["font-weight:bold"] if style.bold else []
        rules += ["font-style:italic"] if style.italic else []
        rules += ["text-decoration:underline"] if style.underline else []
        return self.names.setdefault(";".join(rules), f"c{len(self.names)}")

    def css(self) -> str:
        return "".join(f".{name}{{{rules}}}" for rules, name in self.names.items())


def page(theme: Theme, classes: Classes) -> Iterator[str]:
    """One theme's page, at the origin."""
    ground = colour(theme.ground().bgcolor, PAPER)
    width, height = COLUMNS * CELL, LINES * LINE
    yield f'<rect y="-4" width="{width:g}" height="{height + 12:g}" rx="6" fill="{ground}"/>'
    strips: Iterable[Strip] = islice(preview(theme, COLUMNS), 1, LINES + 1)
    for number, strip in enumerate(strips):
        column = 0
        for text, style, _ in strip.simplify():
            style = style or Style.null()
            x, y, cells = column * CELL, number * LINE, len(text)
            column += cells
            paper = colour(style.color if style.reverse else style.bgcolor, PAPER)
            if paper != ground:
                yield (
                    f'<rect x="{x:g}" y="{y:g}" width="{cells * CELL:g}" height="{LINE:g}"'
                    f' fill="{paper}"/>'
                )
            ahead = len(text) - len(text.lstrip(" "))
            said = text.strip(" ")
            if said:
                yield (
                    f'<text class="{classes.name(style)}" x="{x + ahead * CELL:g}"'
                    f' y="{y + 12:g}" textLength="{len(said) * CELL:g}">{escape(said)}</text>'
                )


def gallery(themes: list[Theme]) -> str:
    """All themes, light beside dark."""
    classes = Classes()
    width, height = COLUMNS * CELL + GAP, LINES * LINE + TITLE + GAP
    rows = -(-len(themes) // ACROSS)
    pages = []
    for number, theme in enumerate(themes):
        row, column = divmod(number, ACROSS)
        x, y = column * width + GAP, row * height + TITLE
        title = f'<text class="t" y="-10">{escape(theme.title)}</text>'
        pages.append(f'<g transform="translate({x:g} {y:g})">{title}')
        pages += [*page(theme, classes), "</g>"]
    size = f"{width * ACROSS + GAP:g} {height * rows + GAP:g}"
    style = (
        "text{font:12px 'JetBrains Mono','Fira Code','DejaVu Sans Mono',Menlo,Consolas,monospace;"
        "white-space:pre}.t{font:bold 13px sans-serif;fill:#808080}"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" xml:space="preserve">',
            f"<style>{style}{classes.css()}</style>",
            *pages,
            "</svg>\n",
        ]
    )


def main() -> None:
    folders = (bundled_folder("themes"),)
    themes = [load(summary.name, folders) for summary in available(folders)]
    FILE.write_text(gallery(themes), "utf-8")


if __name__ == "__main__":
    main()
