"""The table [notify], and what is said when it is wrong."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader import config
from reader.notify_settings import Notifications, read_quiet_time


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    return tmp_path


def written(text: str) -> list[str]:
    """What is wrong with settings like these."""
    config.settings_path().write_text(text, "utf-8")
    return [str(problem) for problem in config.load_settings().problems]


def test_nothing_is_told_unless_it_is_asked_for() -> None:
    assert config.load_settings().settings.notify == Notifications() == Notifications("off")


def test_what_is_told_of_and_when_not_is_read() -> None:
    assert not written(
        '[views]\nbudget = "budget"\n[notify]\nby = "desktop"\nviews = ["@budget"]\n'
        'feeds = ["The Dispatch", "#sea", "The Dispatch"]\nquiet_hours = "22:00-7"\n'
    )
    notify = config.load_settings().settings.notify
    assert (notify.by, notify.views) == ("desktop", ("budget",))
    assert notify.feeds == ("The Dispatch", "#sea")
    assert [str(quiet) for quiet in notify.quiet_hours] == ["22:00-07:00"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('by = "destkop"', "4: by: must be one of off, desktop"),
        ('by = "destkop"', "did you mean “desktop”?"),
        ('views = ["budgte"]', "4: views: there is no view “budgte”; did you mean “budget”?"),
        ('views = "budget"', '4: views: is a list of names like ["budget"]'),
        ("feeds = [3]", '4: feeds: is a list of names like ["#world"]'),
        ('quiet_hours = "late"', 'like "22:00-07:00", not “late”'),
        ('quiet_hours = ["22:00-07:00", "25:00-7:00"]', "there is no 25:00"),
        ('quiet_hours = "7:60-8"', "there is no 7:60"),
        ('quiet_hours = "7-7"', "ends as it begins"),
        ("quiet_hours = 7", "or a list of such"),
        ('quite_hours = "7-8"', "did you mean “quiet_hours”?"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(lines: str, said: str) -> None:
    (problem,) = written(f'[views]\nbudget = "budget"\n[notify]\n{lines}\n')
    assert said in problem
    assert config.load_settings().settings.notify.by == "off"


def test_a_table_is_asked_for_where_something_else_stands() -> None:
    (problem,) = written("notify = true")
    assert "is a table" in problem


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 29, hour, minute)


def test_quiet_hours_go_on_after_midnight() -> None:
    quiet = Notifications(quiet_hours=(read_quiet_time("22:00-07:00"),))
    assert quiet.is_quiet(at(22))
    assert quiet.is_quiet(at(0))
    assert quiet.is_quiet(at(6, 59))
    assert not quiet.is_quiet(at(7))
    assert not quiet.is_quiet(at(21, 59))
    noon = Notifications(quiet_hours=(*quiet.quiet_hours, read_quiet_time("12:30–13")))
    assert noon.is_quiet(at(12, 45))
    assert noon.is_quiet(at(23))
    assert not noon.is_quiet(at(13))
    always = Notifications(quiet_hours=(read_quiet_time("0:00-24:00"),))
    assert always.is_quiet(at(0))
    assert always.is_quiet(at(23, 59))


@given(st.times(), st.times(), st.times())
def test_every_minute_is_quiet_or_in_the_hours_the_other_way_round(
    start: time, end: time, now: time
) -> None:
    begins, ends = f"{start:%H:%M}", f"{end:%H:%M}"
    if begins == ends:
        return
    moment = datetime.combine(datetime(2026, 1, 1), now)
    quiet = Notifications(quiet_hours=(read_quiet_time(f"{begins}-{ends}"),))
    loud = Notifications(quiet_hours=(read_quiet_time(f"{ends}-{begins}"),))
    assert quiet.is_quiet(moment) != loud.is_quiet(moment)
    assert quiet.is_quiet(moment.replace(hour=start.hour, minute=start.minute))
    assert not quiet.is_quiet(moment.replace(hour=end.hour, minute=end.minute))


def test_a_program_and_the_words_are_read() -> None:
    assert not written(
        '[notify]\nby = "program"\nprogram = "notify-send -a news"\ntitle = "{count}"\nline = "x"\n'
    )
    notify = config.load_settings().settings.notify
    assert (notify.program, notify.title, notify.line) == ("notify-send -a news", "{count}", "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[notify]\nby = "program"', "2: by: needs the name of one"),
        ('[notify]\nprogram = "it\'s"', "2: program: No closing quotation"),
        ('[notify]\ntitle = "{cont}"', "did you mean “count”?"),
        ("[notify]\nline = 3", "2: line: must be text in quotes"),
    ],
)
def test_a_wrong_program_and_wrong_words_are_told(text: str, said: str) -> None:
    (problem,) = written(text)
    assert said in problem
