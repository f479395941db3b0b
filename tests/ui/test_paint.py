"""Lines as drawn: whose colours they take, and what a click on them finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.segment import Segment

from reader.article import Article, Block, Entity, Mark, Mention, Quote, Span
from reader.config import bundled_folder
from reader.ui.layout import Layout
from reader.ui.page import Line, Page
from reader.ui.paint import paint, signs_of
from reader.ui.theme import load
from reader.ui.typeset import typeset
from tests.ui.news import ferry

THEME = load("evening-edition", [bundled_folder("themes")])
TEXT = "Ama Serwaa said in Port Seldom: “We shall build it before the winter,” and Ama left."
WIDTH = 100


def article() -> Article:
    def mention(name: str, kind: str, nth: int = 0) -> Mention:
        at = TEXT.index(name, nth)
        return Mention(0, at, at + len(name), kind)  # type: ignore[arg-type]

    start, end = TEXT.index("“"), TEXT.index("”") + 1
    return Article(
        blocks=(Block(TEXT),),
        entities=(
            Entity("Ama Serwaa", "person", (mention("Ama Serwaa", "person"),
                                            mention("Ama", "person", 60))),
            Entity("Port Seldom", "place", (mention("Port Seldom", "place"),)),
            Entity("the winter", "date", (mention("the winter", "date"),)),
        ),
        quotes=(Quote((Span(0, start, end),), "Ama Serwaa"),),
    )  # fmt: skip


def lines(of: Article | None = None) -> Sequence[Line]:
    return [x for x in typeset(of or article(), WIDTH, Layout(measure=90)).lines if x.block == 0]


def drawn(text: str, **how: object) -> Segment:
    """The segment in which a stretch of the line stands, painted."""
    strip = paint(lines()[0], THEME, WIDTH, **how)  # type: ignore[arg-type]
    return next(segment for segment in strip if text in segment.text)


def colour(segment: Segment) -> str | None:
    assert segment.style is not None
    return segment.style.color.name if segment.style.color else None


def ground(segment: Segment) -> str | None:
    assert segment.style is not None
    return segment.style.bgcolor.name if segment.style.bgcolor else None


def test_a_name_takes_its_kinds_colour_and_weight() -> None:
    segment = drawn("Ama Serwaa")
    assert colour(segment) == THEME.palette["person"]
    assert segment.style is not None
    assert segment.style.bold
    assert ground(segment) == THEME.colours["background"]


def test_a_click_on_a_name_finds_whose_it_is() -> None:
    assert drawn("Ama Serwaa").style is not None
    strip = paint(lines()[0], THEME, WIDTH)
    last = [s for s in strip if s.text == "Ama"][-1]
    assert last.style is not None
    assert last.style.meta == {"entity": "Ama Serwaa", "kind": "person"}


def test_names_can_be_clicked_even_when_they_are_not_shown() -> None:
    segment = drawn("Ama Serwaa", entity_level="off")
    assert colour(segment) == THEME.palette["ink"]
    assert segment.style is not None
    assert segment.style.meta["entity"] == "Ama Serwaa"


def test_subtle_is_colour_alone_on_the_first_mention_of_people_places_and_bodies() -> None:
    first = drawn("Ama Serwaa", entity_level="subtle")
    assert colour(first) == THEME.palette["person"]
    assert first.style is not None
    assert not first.style.bold
    assert colour(drawn("Port Seldom", entity_level="subtle")) == THEME.palette["place"]
    strip = paint(lines()[0], THEME, WIDTH, entity_level="subtle")
    assert colour([s for s in strip if s.text == "Ama"][-1]) == THEME.palette["ink"]
    date = next(s for s in strip if "the winter" in s.text)
    assert colour(date) == THEME.palette["quote"], "a date is only part of what is said"


def test_strong_lays_a_tint_under_names() -> None:
    segment = drawn("Port Seldom", entity_level="strong")
    assert colour(segment) == THEME.palette["place"]
    assert ground(segment) not in (None, THEME.colours["background"])


def test_speech_is_coloured_with_a_bar_and_bold_marks() -> None:
    strip = list(paint(lines()[0], THEME, WIDTH))
    assert "▎" in strip[1].text
    assert colour(strip[1]) == THEME.palette["quote"]
    mark = next(segment for segment in strip if segment.text == "“")
    assert mark.style is not None
    assert mark.style.bold
    assert colour(drawn("We shall build it before ")) == THEME.palette["quote"]


def test_a_hit_keeps_the_weight_beneath_and_the_current_one_stands_out() -> None:
    at = TEXT.index("Seldom")
    hit = drawn("Seldom", hits=[(at, at + 6)])
    assert hit.text == "Seldom"
    assert (colour(hit), ground(hit)) == (THEME.palette["hit_ink"], THEME.palette["hit"])
    assert hit.style is not None
    assert hit.style.italic
    assert hit.style.underline
    now = drawn("Seldom", hits=[(at, at + 6)], current=(at, at + 6))
    assert ground(now) == THEME.palette["now"]


def test_a_hit_over_several_words_is_one_stretch() -> None:
    strip = paint(lines()[0], THEME, WIDTH, hits=[(11, 31)])
    marked = [s for s in strip if ground(s) == THEME.palette["hit"]]
    assert "".join(s.text for s in marked) == TEXT[11:31]


def test_hits_of_another_row_are_not_drawn_on_this_one() -> None:
    strip = paint(lines()[0], THEME, WIDTH, hits=[(2000, 2010)])
    assert THEME.palette["hit"] not in [ground(segment) for segment in strip]


def test_a_selection_lies_over_everything() -> None:
    at = TEXT.index("Seldom")
    segment = drawn("Seldom", current=(at, at + 6), selection=(at, at + 6))
    assert ground(segment) == THEME.layers["selection"].bg
    assert ground(drawn("Seldom", selection=(at, at + 6), dim=True)) == THEME.layers["selection"].bg


def test_paragraphs_out_of_focus_are_faint_and_without_bars() -> None:
    strip = paint(lines()[0], THEME, WIDTH, dim=True, hits=[(0, 3)])
    assert {colour(s) for s in strip if s.text.strip()} == {THEME.palette["faint"]}
    assert "▎" not in strip.text
    assert not any(s.style and s.style.bold for s in strip)


def test_a_link_is_underlined_and_says_where_it_goes() -> None:
    link = Article(blocks=(Block("See this", marks=(Mark(4, 8, "link", "https://quay.example"),)),))
    strip = paint(lines(link)[0], THEME, WIDTH)
    segment = next(s for s in strip if s.text == "this")
    assert segment.style is not None
    assert segment.style.underline
    assert segment.style.meta == {"link": "https://quay.example"}


def test_a_click_on_the_fold_shows_the_notices() -> None:
    page = typeset(Article(blocks=(Block("Log in", "boilerplate"), Block("x"))), 60, Layout())
    fold = next(line for line in page.lines if line.kind == "fold")
    metas = [s.style.meta for s in paint(fold, THEME, 60) if s.style and s.style.meta]
    assert metas == [{"action": "notices"}]


def test_emphasis_is_italic_and_code_stands_on_its_own_ground() -> None:
    marks = (Mark(0, 3, "strong"), Mark(4, 7, "emphasis"), Mark(8, 13, "code"))
    strip = paint(lines(Article(blocks=(Block("one two three", marks=marks),)))[0], THEME, WIDTH)
    by_text = {s.text: s for s in strip}
    assert by_text["one"].style
    assert by_text["one"].style.bold
    assert by_text["two"].style
    assert by_text["two"].style.italic
    assert ground(by_text["three"]) == THEME.colours["surface"]


@pytest.mark.parametrize("width", [1, 3, 10, 40])
def test_a_line_wider_than_the_screen_is_cut(width: int) -> None:
    assert paint(lines()[0], THEME, width).cell_length == width


def test_strong_names_are_reversed_where_grounds_cannot_be_mixed() -> None:
    mono = load("mono", [bundled_folder("themes")])
    strip = paint(lines()[0], mono, WIDTH, entity_level="strong")
    name = next(s for s in strip if s.text == "Ama Serwaa")
    assert name.style is not None
    assert name.style.reverse


def test_painting_leaves_the_line_as_it_was() -> None:
    line = lines()[0]
    assert paint(line, THEME, WIDTH) == paint(line, THEME, WIDTH)


def signed(article: Article, width: int, level: str = "normal") -> tuple[Page, list[str]]:
    """The page with signs before names, and its lines as they are painted."""
    theme = load("mono", [bundled_folder("themes")])
    theme = replace(theme, layout=replace(theme.layout, entity_marks="always"), _drawn={})
    page = typeset(article, width, theme.layout, signs=signs_of(theme, level))
    return page, [paint(line, theme, width, entity_level=level).text for line in page.lines]


def test_a_sign_before_a_name_covers_no_letter_and_no_space() -> None:
    page, lines = signed(ferry(), 80)
    text = " ".join(" ".join(lines).split())
    for name in ("@Adaeze Nwosu", "#Harbour Board", "^Port Sandvik", "_Monday", "|£4.2 million"):
        assert f" {name}" in text
    assert all(len(line) == 80 for line in lines)
    bare = typeset(ferry(), 80, Layout())
    assert words_of(page) == words_of(bare), "every character of the text is drawn"


def words_of(page: Page) -> str:
    """What is drawn of the article's own text."""
    drawn = (line.text[at : at + n] for line in page.lines for at, _, n in line.pieces)
    return "".join("".join(drawn).split())


def test_a_name_after_a_quotation_mark_or_at_the_edge_has_its_sign_too() -> None:
    text = "“Austin went,” she said (Austin did). Austin, Austin"
    at = [n for n in range(len(text)) if text.startswith("Austin", n)]
    names = Entity("Austin", "person", tuple(Mention(0, n, n + 6, "person") for n in at))
    article = Article(blocks=(Block(text),), entities=(names,))
    for width in (5, 8, 14, 60):
        page, lines = signed(article, width)
        drawn = "".join("".join(lines).split())
        assert drawn.count("@") == 4, "one before each, on whatever row it stands"
        assert not any(line.rstrip().endswith("@") for line in lines if width > 8)
        for n in at:
            row, column = page.locate(0, n)
            assert page.source(row, column) == (0, n)
            assert lines[row][column] == "A"


def test_a_sign_is_not_parted_from_a_wide_name_and_a_click_on_it_finds_the_name() -> None:
    text = "記者は東京都知事と話した。"
    entity = Entity("東京都", "place", (Mention(0, 3, 6, "place"),))
    article = Article(blocks=(Block(text),), entities=(entity,))
    for width in range(8, 30):
        page, lines = signed(article, width)
        assert not any(line.rstrip().endswith("^") for line in lines)
        assert "".join("".join(lines).split()) == "記者は^東京都知事と話した。"
    (run,) = [r for line in page.lines for r in line.runs if line.text[r.start] == "^"]
    assert (run.entity, run.kind) == ("東京都", "place")


@pytest.mark.parametrize(("level", "count"), [("off", 0), ("subtle", 1), ("normal", 2)])
def test_signs_stand_where_names_are_marked(level: str, count: int) -> None:
    text = "Austin met Austin"
    mentions = (Mention(0, 0, 6, "person"), Mention(0, 11, 17, "person"))
    article = Article(blocks=(Block(text),), entities=(Entity("Austin", "person", mentions),))
    assert " ".join(signed(article, 40, level)[1]).count("@") == count


def test_a_sign_of_the_themes_own_goes_before_ours() -> None:
    theme = load("mono", [bundled_folder("themes")])
    styles = dict(theme.styles) | {"entity.org": replace(theme.styles["entity.org"], mark="§")}
    theme = replace(theme, layout=replace(theme.layout, entity_marks="always"), styles=styles)
    signs = signs_of(theme, "normal")
    assert signs is not None
    assert (signs.by_kind["org"], signs.by_kind["person"]) == ("§", "@")
