"""What somebody at the keyboard (or with a mouse) sees happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library import Library
from reader.ui.actions import DIALOGS
from tests.ui.driving import MakeApp, press, reading, settled, text_of


async def test_the_list_shows_headline_source_age_and_minutes(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app):
        shown = text_of(app)
    assert "• Council votes to keep the night" in shown
    assert "The Sandvik Courier  2h  1 min" in shown
    assert "10 articles  10 unread" in shown


async def test_reading_an_article_marks_it_read_and_that_survives(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "enter") as (screen, _):
        number = screen.list.current
    assert number not in library.store.unread_ids()
    app = make_app(library)
    async with reading(app):
        assert "10 articles  9 unread" in text_of(app)


async def test_passing_over_an_article_does_not_mark_it_read(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "j", "j", "j"):
        pass
    assert library.store.counts().unread == 10


async def test_a_star_and_its_undo(library: Library, make_app: MakeApp) -> None:
    async with reading(make_app(library), "s", "j", "s"):
        pass
    assert library.store.counts().starred == 2
    async with reading(make_app(library), "s", "u"):
        pass
    assert library.store.counts().starred == 2


async def test_undo_takes_back_the_last_change_first(library: Library, make_app: MakeApp) -> None:
    async with reading(make_app(library), "m", "s", "u") as (screen, _):
        row = screen.list.row_of(screen.list.current)
        assert row is not None
        assert row.is_read
        assert not row.is_starred
    assert library.store.counts().unread == 9


async def test_space_alone_reads_one_article_after_the_other(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, size=(80, 24)) as (_, pilot):
        for _ in range(80):
            await press(app, pilot, "space")
            if not library.store.counts().unread and app.screen_stack[0].page.is_at_end:
                break
    assert library.store.counts().unread == 0


async def test_the_place_reached_in_an_article_survives(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter", *("j" * 18), size=(60, 20)) as (screen, _):
        before = screen.page.position
    assert before is not None
    assert before.block > 4
    async with reading(make_app(library), "enter", size=(60, 20)) as (screen, _):
        assert screen.page.position == before


async def test_an_article_read_to_its_end_begins_at_the_top_again(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "enter", "G", size=(60, 20)) as (screen, _):
        assert screen.page.is_at_end
    async with reading(make_app(library), "enter", size=(60, 20)) as (screen, _):
        assert screen.page.scroll_offset.y == 0


async def test_search_filters_the_list_as_it_is_typed_and_marks_the_page(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"tick") as (screen, _):
        assert len(screen.list.ids) == 1
        assert len(screen.page.hits) == 2
        assert "hit 1 of 2" in text_of(app)


async def test_n_walks_the_hits_round_the_end(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"ticket", "enter", "n") as (screen, pilot):
        assert screen.page.hit == 1
        assert "hit 2 of 2  n next  N back" in text_of(app)
        await press(app, pilot, "n")
        assert screen.page.hit == 0
        assert "hit 1 of 2 · from the top again" in text_of(app)
        await press(app, pilot, "N")
        assert screen.page.hit == 1
        assert "hit 2 of 2 · from the end again" in text_of(app)
        await press(app, pilot, "N")
        assert "hit 1 of 2  n next  N back" in text_of(app)


async def test_escape_leaves_the_search_and_everything_is_listed_again(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "slash", *"tick", "escape") as (screen, _):
        assert len(screen.list.ids) == 10
        assert screen.focused is screen.list


async def test_q_goes_back_and_from_the_list_quits(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "enter") as (screen, pilot):
        assert screen.focused is screen.page
        await press(app, pilot, "q")
        assert screen.focused is screen.list
        await press(app, pilot, "escape")
        assert app.is_running
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running


async def test_the_hidden_notices_are_announced_and_b_shows_them(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter") as (_, pilot):
        shown = text_of(app)
        assert "4 lines of site notices hidden · b shows them" in shown
        assert "Evening Briefing" not in shown
        await press(app, pilot, "b")
        assert "Sign up to our Evening Briefing" in text_of(app)
        await press(app, pilot, "b")
        assert "Evening Briefing" not in text_of(app)


async def test_choosing_a_name_in_the_panel_lists_what_names_it(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "e", "enter") as (screen, _):
        assert screen.search_line.text == 'person:"Adaeze Nwosu"'
        assert len(screen.list.ids) == 1


async def test_clicking_a_name_on_the_page_lists_what_names_it(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter") as (screen, pilot):
        page = screen.page
        assert page.page is not None
        mention = next(e for e in page.article.entities if e.name == "Harbour Board").mentions[0]
        line, column = page.page.locate(mention.block, mention.start)
        await pilot.click(page, offset=(column + 2, line - page.scroll_offset.y))
        await settled(app, pilot)
        assert screen.search_line.text == 'org:"Harbour Board"'


async def test_a_click_in_the_list_opens_the_article(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app) as (screen, pilot):
        await pilot.click(screen.list, offset=(5, 4))
        await settled(app, pilot)
        assert screen.list.cursor == 2
        assert screen.focused is screen.page
        assert screen.page.article is not None
        assert screen.page.article.headline.startswith("Glacier")


async def test_choosing_a_quote_goes_to_where_it_stands(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter", size=(60, 14)) as (screen, pilot):
        await press(app, pilot, "quotation_mark", "G", "enter")
        assert "drove the piles until the mountain" in text_of(app)
        assert screen.focused is screen.page


async def test_focus_mode_steps_by_paragraphs(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "enter", "f") as (screen, pilot):
        first = screen.page.focus_block
        assert screen.page.article is not None
        assert screen.page.article.blocks[first].role == "body", "the headline is passed over"
        await press(app, pilot, "j")
        assert screen.page.focus_block != first
        await press(app, pilot, "f")
        assert screen.page.focus_block is None


async def test_a_theme_is_tried_and_left_as_it_was(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "t", "j") as (_, pilot):
        assert app.reader_theme.name == "everforest-dark"
        await press(app, pilot, "escape")
        assert app.reader_theme.name == "evening-edition"


async def test_a_theme_that_is_chosen_is_kept(library: Library, make_app: MakeApp) -> None:
    from reader.config import read_settings

    app = make_app(library)
    async with reading(app, "t", "k", "enter"):
        assert app.reader_theme.name == "compass-light"
    assert read_settings().theme == "compass-light"


async def test_an_empty_library_says_how_to_begin(
    empty_library: Library, make_app: MakeApp
) -> None:
    app = make_app(empty_library)
    async with reading(app) as (_, pilot):
        shown = text_of(app)
        assert "Read the samples" in shown
        assert "Add a folder" in shown
        await pilot.press("q")
        await pilot.pause()
    assert not app.is_running


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (20, 8), (1, 1)])
async def test_every_size_of_terminal_is_usable(
    library: Library, make_app: MakeApp, size: tuple[int, int]
) -> None:
    keys = ["enter", "space", "j", "G", "g", "b", "f", "e", "quotation_mark", "tab", "tab"]
    keys += ["escape", "slash", "a", "escape", "h", "plus", "minus"]
    app = make_app(library)
    async with reading(app, *keys, size=size) as (screen, _):
        assert app.is_running
        assert screen.list.ids


async def test_the_panel_has_the_place_of_the_list_on_a_narrow_terminal(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter", size=(80, 24)) as (screen, pilot):
        assert not screen.panel.display or screen.has_class("-no-panel")
        await press(app, pilot, "e")
        assert "Adaeze Nwosu" in text_of(app)
        assert screen.focused is screen.panel
        await press(app, pilot, "escape")
        assert screen.focused is screen.page
        assert screen.has_class("-no-panel")


async def test_next_unread_skips_what_is_read(library: Library, make_app: MakeApp) -> None:
    async with reading(make_app(library), "j", "m", "k", "enter", "full_stop") as (screen, _):
        assert screen.list.cursor == 2


async def test_every_action_of_the_table_can_be_done(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app) as (screen, _):
        widgets = {"list": screen.list, "article": screen.page}
        widgets |= {"panel": screen.panel, "sidebar": screen.sidebar}
        for action in screen.keymap.actions:
            if action.place not in DIALOGS:
                target = widgets.get(action.place, screen)
                assert hasattr(target, f"action_{action.name}"), action


async def test_many_files_that_cannot_be_read_are_listed_one_by_one(
    empty_library: Library, make_app: MakeApp, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_bytes(b"")
    (folder / "news.txt").write_text("The bridge reopens\n\nIt rained, but nobody minded at all.")
    app = make_app(empty_library, locations=[str(folder)])
    async with reading(app) as (screen, pilot):
        while screen.is_filling:
            await settled(app, pilot)
        await settled(app, pilot)
        assert "5 could not be read" in text_of(app)
        await press(app, pilot, "escape")
        assert len(screen.list.ids) == 1


async def test_the_samples_begin_at_the_newest(empty_library: Library, make_app: MakeApp) -> None:
    app = make_app(empty_library)
    async with reading(app) as (screen, pilot):
        await pilot.press("enter")
        await pilot.pause(0.1)
        while screen.is_filling:
            await settled(app, pilot)
        await settled(app, pilot)
        assert len(screen.list.ids) >= 24
        assert screen.list.cursor == 0
