"""Short texts broken into lines where it does no harm: between phrases, else between words. Pure.

Two spaces stand between phrases: `Enter keeps  Esc as it was`.
"""

from __future__ import annotations

from rich.cells import cell_len

BETWEEN = "  "
"""What parts two phrases."""


def flowed(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells, its own line breaks kept.

    A phrase stands on one line where one is long enough for it; a word never breaks.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        for phrase in line.split(BETWEEN):
            parts = [phrase] if cell_len(phrase) <= cells else phrase.split(" ")
            for number, part in enumerate(parts):
                gap = (" " if number else BETWEEN) if lines[-1] else ""
                if gap and cell_len(lines[-1] + gap + part) > cells:
                    lines.append(part)
                else:
                    lines[-1] += gap + part
    return lines
