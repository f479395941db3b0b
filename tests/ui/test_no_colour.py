"""Under NO_COLOR nothing is written in colour, and all can still be read and told apart."""

from __future__ import annotations

import pytest
from rich.color import ColorType

from reader.library import Library
from tests.ui.driving import MakeApp, reading


@pytest.mark.parametrize(
    "keys",
    [(), ("enter",), ("j", "enter", "l"), ("t",), ("P",), ("slash", "f", "e"), ("question_mark",)],
)
async def test_no_cell_has_a_colour(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(library, "mono")
    async with reading(app, *keys):
        for strip in app.screen._compositor.render_strips():
            filters = app._filters
            for text, style, _ in strip.apply_filter(filters[-1], app.background_colors[1]):
                for colour in (style.color, style.bgcolor) if style else ():
                    assert colour is None or colour.type is ColorType.DEFAULT, (text, colour)


@pytest.mark.parametrize("key", ["t", "P"])
async def test_the_chosen_line_of_a_list_can_be_seen_without_colour(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(library, "mono")
    async with reading(app, key, "j"):
        options = app.screen.query_one("OptionList")
        chosen = options.highlighted
        styles = [segment.style for segment in options.render_line(chosen) if segment.text.strip()]
        others = [segment.style for segment in options.render_line(chosen + 1)]
        assert all(style and style.underline for style in styles)
        assert not any(style and style.underline for style in others)
