"""Searching in the app: what the list, the line and the panel do with every key."""

from __future__ import annotations

from functools import partial

import pytest

from reader import config
from reader.library import Library, evaluation
from reader.library import search as searching
from reader.pipeline import catch_up
from tests.ui.driving import MakeApp, press, reading, text_of


async def test_a_snippet_with_the_hit_stands_under_the_headline(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"charted"):
        assert "nobody had charted." in text_of(app)


async def test_the_row_that_was_gone_to_stays_while_it_is_a_result(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"is", "enter", "j", "j") as (screen, pilot):
        chosen = screen.list.current
        assert chosen not in (None, screen.list.ids[0])
        await press(app, pilot, "slash", "end", *"land or t")
        assert screen.list.ids[0] != chosen
        assert screen.list.current == chosen


async def test_the_best_result_is_chosen_while_nobody_chose_another(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "G", "enter", "slash", *"islan") as (screen, pilot):
        assert len(screen.list.ids) > 1
        assert screen.list.current == screen.list.ids[0]
        await press(app, pilot, "enter", "S")
        assert screen.list.current == screen.list.ids[0]


async def test_the_search_line_begins_anew_or_goes_on(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"ferry", "enter", "slash", *"is") as (screen, pilot):
        assert screen.search_line.text == "is"
        await press(app, pilot, "enter", "slash", "end", *"land")
        assert screen.search_line.text == "island"


async def test_a_filter_that_is_none_is_told_also_where_it_is_all_there_is(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"is:unr"):
        assert "is: takes" in text_of(app).splitlines()[1]


async def test_an_open_bracket_is_told_once_nobody_types_any_more(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"(ferry") as (_, pilot):
        assert "not closed" not in text_of(app).splitlines()[1]
        await press(app, pilot, "enter")
        assert "( is not closed" in text_of(app).splitlines()[1]


async def test_a_query_that_nobody_understands_lists_all_while_it_is_typed_and_then_nothing(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"person:") as (screen, pilot):
        everything = list(screen.list.ids)
        assert len(everything) > 1
        await press(app, pilot, "enter")
        assert list(screen.list.ids) == []
        assert "nothing found: what should follow “person:”?" in text_of(app).splitlines()[1]
        assert "Found" in text_of(app).splitlines()[0]
        await press(app, pilot, "slash", "end", *"x", "backspace")
        assert list(screen.list.ids) == everything
        await press(app, pilot, "escape")
        assert list(screen.list.ids) == everything
        assert screen.search_line.text == ""


async def test_a_view_that_nobody_understands_lists_nothing(
    library: Library, make_app: MakeApp
) -> None:
    config.keep_view("Lost", "before:nonsense")
    app = make_app(library)
    async with reading(app, "1") as (screen, _):
        assert list(screen.list.ids) == []
        assert "is no date" in text_of(app).splitlines()[1]


async def test_what_is_too_much_for_one_search_is_told_beside_it(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = partial(searching.search, budget=1)
    monkeypatch.setattr(searching, "search", narrow)
    monkeypatch.setattr(evaluation, "LEAST", 1)
    app = make_app(library)
    async with reading(app, "slash", *"island", "enter") as (screen, _):
        assert len(screen.list.ids) <= 1
        assert "only the newest 1 of" in text_of(app).splitlines()[1]


async def test_what_is_told_leaves_the_query_half_of_the_line(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, size=(60, 20)) as (screen, pilot):
        screen.search_line.text = "ferry and what follows it persn:x"
        await press(app, pilot, "slash", "end")
        line = text_of(app).splitlines()[1]
        assert "what follows it persn:x" in line
        assert "no field" in line


async def test_nothing_found_says_so_and_tab_takes_what_was_meant(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"fferry") as (screen, pilot):
        assert "nothing found · did you mean ferry?" in text_of(app)
        await press(app, pilot, "tab")
        assert screen.search_line.text == "ferry"
        assert len(screen.list.ids) == 1


async def test_what_is_not_understood_is_told_and_the_rest_is_searched(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"ferry before:someday") as (screen, _):
        assert len(screen.list.ids) == 1
        assert "someday" in text_of(app).splitlines()[1].split("before:someday")[1]


async def test_the_order_changes_between_relevance_and_date(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"island", "enter") as (screen, pilot):
        by_relevance = list(screen.list.ids)
        await press(app, pilot, "S")
        by_date = list(screen.list.ids)
        assert by_date != by_relevance
        assert sorted(by_date) == sorted(by_relevance)
        await press(app, pilot, "S")
        assert list(screen.list.ids) == by_relevance


async def test_tab_completes_a_field_and_then_a_name(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"pers", "tab") as (screen, pilot):
        assert screen.search_line.text == "person:"
        await press(app, pilot, *"tom", "tab")
        assert screen.search_line.text == 'person:"Tomasz Wilk"'
        assert len(screen.list.ids) == 1


async def test_up_brings_earlier_searches_back_also_next_time(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "slash", *"ferry", "enter"):
        pass
    app = make_app(library)
    async with reading(app, "slash", *"bus", "enter", "slash") as (screen, pilot):
        await press(app, pilot, "up", "up")
        assert screen.search_line.text == "ferry"
        await press(app, pilot, "down")
        assert screen.search_line.text == "bus"


async def test_space_on_a_facet_adds_the_filter_and_takes_it_out_again(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"meeting", "enter", "F") as (screen, pilot):
        everything = len(screen.list.ids)
        await press(app, pilot, "space")
        assert "source:" in screen.search_line.text
        assert 0 < len(screen.list.ids) < everything
        assert "✓" in text_of(app)
        await press(app, pilot, "space")
        assert screen.search_line.text == "meeting"
        assert len(screen.list.ids) == everything


async def test_a_search_is_kept_as_a_view_listed_with_its_unread_and_opened_by_its_number(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"meeting", "ctrl+s", *"town", "enter") as (screen, pilot):
        assert dict(config.read_settings().views) == {"town": "meeting"}
        assert "@town" in text_of(app)
        await press(app, pilot, "escape", "v")
        assert "1 town" in text_of(app)
        assert "9 unread" in text_of(app)
        await press(app, pilot, "escape", "1")
        assert screen.search_line.text == "meeting"
        await press(app, pilot, "escape", "v", "d", "escape")
    assert dict(config.read_settings().views) == {}


async def test_a_view_of_which_nothing_is_understood_has_nothing_unread(
    library: Library, make_app: MakeApp
) -> None:
    config.keep_view("lost", "after:nonsense")
    app = make_app(library)
    async with reading(app, "v") as (_, _pilot):
        assert f"1 {'lost':<16} 0 unread" in text_of(app)


async def test_the_unread_of_a_view_are_all_counted_however_much_work_it_is(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(library)
    config.keep_view("town", "meeting")
    monkeypatch.setattr(evaluation, "LEAST", 1)
    monkeypatch.setitem(searching.search.__kwdefaults__, "budget", 1)
    async with reading(make_app(library), "v") as (screen, _):
        assert f"1 {'town':<16} 9 unread" in text_of(screen.app)


async def test_a_star_taken_away_leaves_the_starred_at_the_next_search(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "s", "slash", *"is:starred") as (screen, pilot):
        assert len(screen.list.ids) == 1
        await press(app, pilot, "enter", "s", "slash", "end", "space")
        assert len(screen.list.ids) == 0


async def test_odd_queries_never_stop_the_reader(library: Library, make_app: MakeApp) -> None:
    app = make_app(library)
    async with reading(app, "slash") as (screen, pilot):
        for query in ("((((", '"', "*", "-", "a OR", "person:", "[a-z]+(", ":", "~~", "a" * 10_000):
            screen.search_line.text = query
            await press(app, pilot)
            assert app.is_running


async def test_a_view_that_has_gone_from_the_settings_is_no_end(
    library: Library, make_app: MakeApp
) -> None:
    config.keep_view("old", "ferry")
    app = make_app(library)
    async with reading(app) as (_, pilot):
        file = config.settings_path()
        file.write_text(file.read_text().replace('old = "ferry"', 'new = "ferry"'))
        app.screen._open_view("old")  # as the list of views that was open before does
        await press(app, pilot)
        assert [note.message for note in app._notifications] == [
            "The view old is gone from the settings"
        ]
        await press(app, pilot, "1")
        assert app.screen.view == "new"
