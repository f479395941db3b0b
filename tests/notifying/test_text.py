"""What a notification says, whatever headlines say."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reader.notifying.terminal import Form, Tmux, sequence_for, through_tmux, written
from reader.notifying.text import LONGEST_LINE, LONGEST_TITLE, SHOWN, Notification, compose, plain

texts = st.text() | st.text(
    st.sampled_from("a; \x1b\x07\x9b\x9c\x9d\x00\x7f\n\r\u2028\u202e\u2066\ud800\\]P<&>")
)


def acts(text: str) -> bool:
    """Whether anything in a text is more than a character to show."""
    unwanted = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in unwanted for c in text)


@given(st.lists(texts, max_size=5), st.lists(texts, min_size=1, max_size=6))
def test_nothing_in_a_name_or_headline_acts_on_a_terminal(
    names: list[str], headlines: list[str]
) -> None:
    told = compose(names, headlines)
    assert len(told.title) <= LONGEST_TITLE
    assert all(len(line) <= LONGEST_LINE for line in told.lines)
    assert not acts(told.title)
    assert not any(acts(line) for line in told.lines)


@given(texts, st.lists(texts, max_size=4))
def test_a_sequence_begins_and_ends_once(title: str, lines: list[str]) -> None:
    told = Notification(plain(title), tuple(map(plain, lines)))
    rxvt = written(told, "osc777")
    assert rxvt.count("\x1b") == rxvt.count("\a") == 1
    assert rxvt.startswith("\x1b]777;notify;")
    assert rxvt.endswith("\a")
    assert rxvt.count(";") == 3, "title and body, and no more parts"
    iterm = written(told, "osc9")
    assert iterm.count("\x1b") == iterm.count("\a") == 1
    wrapped = through_tmux(rxvt)
    assert wrapped.startswith("\x1bPtmux;\x1b\x1b]777;")
    assert wrapped.endswith("\a\x1b\\")
    assert wrapped.count("\x1b") == 4


def test_what_came_is_counted_and_a_few_headlines_are_told() -> None:
    told = compose(["Elections"], ["One", "Two", "Three"])
    assert told == Notification("Reader: 3 new in Elections", ("One", "Two", "Three"))
    told = compose(["Elections", "#sea", "The Dispatch"], [f"Report {n}" for n in range(1200)])
    assert told.title == "Reader: 1,200 new in Elections, #sea and 1 more"
    assert len(told.lines) == SHOWN + 1
    assert told.lines[-1] == "and 1,197 more"
    assert compose([], [""]) == Notification("Reader: 1 new", ("(no headline)",))


NEWS = Notification("Reader: 1 new in Sea; Sky", ("High water; low water",))


def form_in(**environment: str) -> str:
    text = sequence_for(NEWS, "terminal", environment).text
    return "bell" if text == "\a" else text[2:].split(";")[0]


def test_a_terminal_is_known_by_its_name() -> None:
    assert form_in(TERM="foot") == "777"
    assert form_in(TERM="xterm-kitty") == "9"
    assert form_in(TERM="xterm-256color", TERM_PROGRAM="iTerm.app") == "9"
    assert form_in(TERM="xterm-256color", LC_TERMINAL="iTerm2") == "9"
    assert form_in(TERM="xterm-256color", TERM_PROGRAM="WezTerm") == "777"
    assert form_in(TERM="xterm-ghostty", TERM_PROGRAM="ghostty") == "777"
    assert form_in(TERM="rxvt-unicode-256color") == "777"
    for bell in (
        {"TERM": "xterm-256color", "VTE_VERSION": "7600"},
        {"TERM": "xterm-256color", "WT_SESSION": "1"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"},
        {"TERM": "linux"},
        {},
    ):
        assert form_in(**bell) == "bell"


def test_the_semicolon_of_a_headline_ends_nothing() -> None:
    told = sequence_for(NEWS, "osc777", {"TERM": "xterm"})
    assert told.text == "\x1b]777;notify;Reader: 1 new in Sea, Sky;High water, low water\a"
    told = sequence_for(NEWS, "osc9", {"TERM": "xterm"})
    assert told.text == "\x1b]9;Reader: 1 new in Sea; Sky — High water; low water\a"


def test_inside_what_hands_nothing_on_the_bell_is_rung_and_says_why() -> None:
    for by in ("terminal", "osc9", "osc777"):
        form: Form | str = by
        told = sequence_for(NEWS, form, {"TERM": "tmux"}, Tmux(("foot",), hands_on=False))
        assert told.text == "\a"
        assert "allow-passthrough" in told.spoken
    assert (
        sequence_for(NEWS, "osc9", {"STY": "1.pts"}).spoken == "the bell; screen hands nothing on"
    )
    assert sequence_for(NEWS, "osc9", {"ZELLIJ": "0"}).text == "\a"
    handed = sequence_for(NEWS, "terminal", {"TERM": "tmux"}, Tmux(("foot",), hands_on=True))
    assert handed.text.startswith("\x1bPtmux;\x1b\x1b]777;notify;")
    assert handed.spoken == "OSC 777 through tmux"


@given(texts, texts, st.lists(texts, min_size=1, max_size=5), st.lists(texts, max_size=3))
def test_words_of_ones_own_are_as_harmless(
    title: str, line: str, headlines: list[str], names: list[str]
) -> None:
    told = compose(names, headlines, f"{title}{{headline}}", f"{{view}}{line}{{headline}}")
    assert not acts(told.title)
    assert not any(acts(line) for line in told.lines)


def test_the_words_of_a_notification_are_chosen() -> None:
    told = compose(
        ["Sea"], ["One {count}", "Two", "Three", "Four"], "{view}: {count}", "> {headline}"
    )
    assert told.title == "Sea: 4"
    assert told.lines == ("> One {count}", "> Two", "> Three", "and 1 more")
    told = compose([], ["One", "Two"], "{headline} …", "{count} wait")
    assert told == Notification("One …", ("2 wait",))
