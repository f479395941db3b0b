"""Words highlighted on the page as the settings say, and nothing else changed by it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import config
from reader.article import Article, Block, Entity, Mention, Quote, Span
from reader.config import bundled_folder
from reader.tables import TomlFile, read_toml
from reader.ui.abilities import Abilities
from reader.ui.app import ReaderApp
from reader.ui.contrast import ratio
from reader.ui.highlighting import MOST_FOUND, Highlighter, LineHighlighter, read_highlights
from reader.ui.layout import Layout
from reader.ui.live import Live
from reader.ui.paint import paint
from reader.ui.spans import covers
from reader.ui.startup import look
from reader.ui.theme import Theme
from reader.ui.themes import Themes
from reader.ui.typeset import typeset
from tests.ui.driving import reading, settled
from tests.ui.news import NOW

BUNDLED = bundled_folder("themes")


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> TomlFile:
        path = tmp_path / "config.toml"
        path.write_text(f"# mine\n[highlight]\n{text}\n")
        return read_toml(path)

    return write


def shown_in(file: TomlFile, name: str = "harbour", colours: str = "all") -> Theme:
    return Themes((BUNDLED,), file, abilities=Abilities(colours)).load(name)


def found(file: TomlFile, text: str, slow: set[str] | None = None) -> list[str]:
    """The words that are found, by the file's order."""
    highlights, problems = read_highlights(file)
    assert problems == []
    finder = Highlighter(highlights, set() if slow is None else slow)
    return [text[start:end] for start, end, _ in finder.find(text)]


def test_words_are_found_as_written_and_whole(written) -> None:
    file = written('"Otters Club" = "bold"\n"C++" = "bold"')
    text = "The Otters\nClub and the Otters Clubs of otters club learn C++, not C."
    assert found(file, text) == ["Otters\nClub", "C++"]


def test_an_expression_is_found_between_strokes(written) -> None:
    file = written("""'/(?i)ferr(y|ies)/' = "bold"\n'/a/b/' = "bold" """)
    assert found(file, "Ferry, ferries; a/b") == ["Ferry", "ferries", "a/b"]


def test_what_matches_nothing_of_the_text_marks_nothing(written) -> None:
    assert found(written("'/x*/' = \"bold\""), "aaxxb") == ["xx"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("'/ferr(y/' = \"bold\"", "config.toml:3: /ferr(y/: is no regular expression: missing )"),
        ("'/((a{1000}){1000}){1000}/' = \"bold\"", "repeats too much: over 20,000 signs"),
        ('"" = "bold"', "is empty: write words, or an expression between strokes"),
        (f"'/{'a' * 600}/' = \"bold\"", "is longer than 500 characters"),
        ('"ferry" = "bold glod"', "config.toml:3: ferry: “glod” is neither #RRGGBB nor a colour"),
        ('"ferry" = "bold"\n"port" = 7', "config.toml:4: port: 7 is no style"),
        ('"ferry" = { dim = true }', "config.toml:3: ferry: “dim” is unreadable"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(written, text: str, what: str) -> None:
    assert what in " ".join(map(str, shown_in(written(text)).warnings))


def test_an_expression_that_would_never_end_is_given_up_and_not_tried_again(written) -> None:
    file = written('\'/(a|aa)+$/\' = "bold"\n"ferry" = "bold"')
    text = 200 * "a" + " ferry" + 200 * "a" + "c"
    slow: set[str] = set()
    began = time.thread_time()
    assert "ferry" in found(file, text + " ferry", slow)
    assert time.thread_time() - began < 0.5
    assert slow == {"/(a|aa)+$/"}
    began = time.thread_time()
    assert found(file, text + " ferry", slow)[-1] == "ferry"
    assert time.thread_time() - began < 0.05


def test_a_highlight_that_is_everywhere_does_not_hold_up_the_page(written) -> None:
    assert len(found(written("'/a/' = \"bold\""), "ab" * 50_000)) == MOST_FOUND
    assert found(written("'/./' = \"bold\""), "abc" * 4_000) == ["abc" * 4_000]


ARTICLE = Article(
    headline="Ferry to sail",
    blocks=(
        Block("Ferry to sail", "headline"),
        Block("“The ferry sails,” said Kari Nygaard of the ferry company at noon."),
    ),
    entities=(Entity("Kari Nygaard", "person", (Mention(1, 24, 36, "person"),)),),
    quotes=(Quote((Span(1, 0, 18),), "Kari Nygaard"),),
)


def drawn(theme: Theme, words: str, article: Article = ARTICLE, hits: Iterable = ()) -> list:
    """The segments of the page's lines that are these words."""
    finder = Highlighter(theme.highlights, set())
    page = typeset(article, 80, theme.layout, find=finder.find)
    strips = [
        paint(line, theme, 80, hits=[(s, e) for b, s, e in hits if b == line.block])
        for line in page.lines
    ]
    return [segment for strip in strips for segment in strip if segment.text == words]


def test_the_page_shows_it_over_names_and_quotes_and_keeps_what_they_are(written) -> None:
    theme = shown_in(written('"ferry" = { bg = "panel" }\n"Kari" = "strike"'))
    in_quote, outside = drawn(theme, "ferry")
    assert in_quote.style.bgcolor == outside.style.bgcolor
    assert in_quote.style.bgcolor.get_truecolor().hex == theme.colours["panel"]
    assert in_quote.style.italic == drawn(theme, " sails,")[0].style.italic
    (first,) = drawn(theme, "Kari")
    (last,) = drawn(theme, " Nygaard")
    assert first.style.strike
    assert not last.style.strike
    assert first.style.meta == last.style.meta != {}, "the name is one to clicks"
    assert first.style.bold == last.style.bold


def test_a_headline_is_highlighted_too(written) -> None:
    (word,) = drawn(shown_in(written('"Ferry" = "strike"')), "Ferry")
    assert word.style.strike


def test_later_ones_lie_over_earlier_and_hits_of_a_search_over_all(written) -> None:
    many = "".join(f'"nothing {n}" = "bold"\n' for n in range(9))
    lines = f'"the ferry" = {{ bg = "#301010" }}\n{many}"ferry company" = {{ bg = "#103010" }}'
    theme = shown_in(written(lines))
    (word,) = drawn(theme, "ferry")
    assert word.style.bgcolor.get_truecolor().hex == "#103010"
    at = ARTICLE.blocks[1].text.index("ferry company")
    (hit,) = drawn(theme, "ferry", hits=[(1, at, at + 13)])
    assert hit.style.bgcolor.get_truecolor().hex == theme.styles["search.hit"].bg


@pytest.mark.parametrize("colours", ["all", "256"])
@pytest.mark.parametrize("name", ["harbour", "broadsheet", "blackout"])
def test_a_faint_colour_is_made_readable_and_never_alone(written, name: str, colours: str) -> None:
    theme = shown_in(written('"ferry" = "#707070"'), name, colours)
    style = theme.layers["highlight.0"]
    assert ratio(style.fg, theme.colours["background"]) >= 4.5
    assert style.underline


@pytest.mark.parametrize("colours", ["16", "none"])
def test_without_colours_it_is_still_seen(written, colours: str) -> None:
    for style in ('"#aabbcc"', '{ bg = "#304050" }', '"accent"'):
        theme = shown_in(written(f'"ferry" = {style}'), "harbour", colours)
        assert theme.warnings == ()
        layer = theme.layers["highlight.0"]
        assert layer.underline or layer.reverse
        assert not (layer.fg or "").startswith("#")


@given(st.text(alphabet="ab \n“”é👍", max_size=60), st.lists(st.sampled_from(["a", "ab", "b a"])))
def test_stretches_stay_in_order_and_within_the_text(text: str, words: list[str]) -> None:
    file = TomlFile(Path("x"), "", {"highlight": dict.fromkeys(words, "bold")})
    finder = Highlighter(read_highlights(file)[0], set())
    article = Article(headline="", blocks=(Block(text),))
    over = covers(article, Layout(), finder.find).get(0)
    reached = 0
    for stretch in over.stretches if over else ():
        assert reached <= stretch.start < stretch.end <= len(text)
        reached = stretch.end


async def test_the_open_page_follows_the_settings_and_tells_what_is_too_slow(
    library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    environment = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    loaded = config.load_settings()
    seen, theme = look(loaded, environment, ask=lambda _: "dark")
    app = ReaderApp(library, theme, live=Live(seen, loaded, theme), now=lambda: NOW)
    async with reading(app) as (screen, pilot):
        config.settings_path().write_text(
            "[highlight]\n'/(?i)ferry/' = \"strike\"\n'/(([a-z ])+.)+[A-Z]([a-z ])+$/' = \"bold\"\n"
        )
        for _ in range(100):
            await pilot.pause(0.05)
            if app.reader_theme.highlights:
                break
        await settled(app, pilot)
        strips = [screen.page.render_line(y) for y in range(screen.page.size.height)]
        struck = [s.text for strip in strips for s in strip if s.style and s.style.strike]
        assert "ferry" in struck
        said = [notification.message for notification in app._notifications]
        assert any("takes too long" in words for words in said)


async def shown_list(arranged, settings: str, environment=None):
    """The segments of the list's lines, and of the first of the feeds."""
    async with arranged(settings, "ctrl+b", environment=environment or {}) as (screen, _):
        height = screen.list.size.height
        listed = [s for y in range(height) for s in screen.list.render_line(y)]
        feeds = [s for y in range(2) for s in screen.sidebar.render_line(y)]
        return listed, feeds


async def test_a_part_of_a_lists_line_is_highlighted_and_nothing_on_the_page(arranged) -> None:
    settings = '[highlight]\n\'/(?i)ferr(y|ies)/\' = { fg = "#ff8080", where = "list" }\n'
    async with arranged(settings, "j", "j", "j") as (screen, _):
        strips = [screen.list.render_line(y) for y in range(screen.list.size.height)]
        lit = [s for strip in strips for s in strip if s.style and s.style.underline]
        assert lit
        assert {s.text.lower() for s in lit} <= {"ferry", "ferries"}
        assert all(s.style.color.triplet.hex == "#ff8080" for s in lit)
        plain = ["".join(s.text for s in strip) for strip in strips]
        assert screen.page._find() is None
    async with arranged("", "j", "j", "j") as (screen, _):
        strips = [screen.list.render_line(y) for y in range(screen.list.size.height)]
        assert ["".join(s.text for s in strip) for strip in strips] == plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}])
async def test_highlights_of_lines_need_no_colour_and_hold_under_the_cursor(
    arranged, environment: dict[str, str]
) -> None:
    settings = '[highlight]\n"/./" = { fg = "accent", where = "all" }\n'
    listed, feeds = await shown_list(arranged, settings, environment)
    for segments in (listed, feeds):
        marked = [s.text for s in segments if s.style and s.style.underline]
        assert any(c.isalpha() for c in "".join(marked))
    first = next(s for s in listed if s.style and s.style.underline)
    assert first.text.strip(), "the line under the cursor has it too"


async def test_only_the_feeds_are_highlighted_where_that_is_said(arranged) -> None:
    settings = '[highlight]\n"Starred" = { underline = true, where = "feeds" }\n'
    listed, feeds = await shown_list(arranged, settings)
    assert [s.text for s in feeds if s.style and s.style.underline] == ["Starred"]
    assert not any(s.style and s.style.underline for s in listed)


def test_lines_are_looked_through_once_and_overlaps_keep_their_order(written) -> None:
    file = written(
        '"b c" = { bold = true, where = "list" }\n"/c d/" = { where = "all", fg = "red" }'
    )
    highlights, problems = read_highlights(file)
    assert problems == []
    finder = LineHighlighter(highlights, "list")
    parts = finder.parts("a b c d")
    assert parts == [("a ", ()), ("b ", (0,)), ("c", (0, 1)), (" d", (1,))]
    assert finder.parts("a b c d") is parts
    assert LineHighlighter(highlights, "feeds").parts("b c") == [("b c", ())]


def test_a_slow_expression_in_a_line_is_given_up(written) -> None:
    highlights, _ = read_highlights(written("'/(x+x+)+y/' = { bold = true, where = 'list' }"))
    finder = LineHighlighter(highlights, "list")
    assert finder.parts("x" * 300) == [("x" * 300, ())]
    assert finder.slow


def test_an_expression_that_takes_a_while_in_every_line_is_given_up_before_a_screen_of_them(
    written,
) -> None:
    expression = "/(?:council votes by night){e<=8}/"
    style = "{ bold = true, where = 'list' }"
    highlights, _ = read_highlights(written(f"'{expression}' = {style}\n'/bus|port/' = {style}"))
    finder = LineHighlighter(highlights, "list")
    for number in range(60):
        finder.parts(f"Council means to keep the night bus running all winter after {number} hours")
    assert finder.slow == {expression}, "what is quick is looked for in any number of lines"


@pytest.mark.parametrize(
    "expression", ["[A-F0-9]{128}|[a-f0-9]{40}", r"(\d{4}[ -]){3}\d{4}", "[(]{9}"]
)
def test_what_people_look_for_repeats_not_too_much(written, expression: str) -> None:
    assert read_highlights(written(f"'/{expression}/' = 'bold'"))[1] == []


def test_a_place_that_is_none_is_told_with_its_line(written) -> None:
    _, (problem,) = read_highlights(written('"x" = { bold = true, where = "lits" }'))
    assert "config.toml:3: x: where must be one of page, list, feeds, all" in str(problem)
    assert "did you mean “list”?" in str(problem)
