"""What the reader learns of its terminal, and how a theme is fitted to it."""

from __future__ import annotations

import io
import os
import pty
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from reader.config import bundled_folder
from reader.ui.abilities import Abilities, abilities, tell_textual
from reader.ui.background import ask, background, from_colorfgbg, from_reply
from reader.ui.terminal import CONSOLE, Output
from reader.ui.themes import Themes

BUNDLED = bundled_folder("themes")
XTERM = {"TERM": "xterm-256color"}


class Terminal:
    """The other end of a terminal: answers what it is told to, and keeps what it was sent."""

    def __init__(self, reply: bytes, after: float = 0.0) -> None:
        self.ours, theirs = pty.openpty()
        tty.setraw(self.ours)
        self.theirs = theirs
        self.path = os.ttyname(theirs)
        self.reply, self.after = reply, after
        self.sent = b""
        self.is_over = threading.Event()
        self.answering = threading.Thread(target=self._answer, daemon=True)
        self.answering.start()

    def _answer(self) -> None:
        while not self.sent.endswith(b"\x1b[c"):
            self.sent += os.read(self.ours, 100)
        if not self.is_over.wait(self.after):
            os.write(self.ours, self.reply)

    def left_over(self) -> bytes:
        """What the program would read as typed."""
        os.set_blocking(self.theirs, False)
        try:
            return os.read(self.theirs, 1000)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        self.is_over.set()
        self.answering.join()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    made: list[Terminal] = []
    yield made
    for terminal in made:
        terminal.close()


DA1 = b"\x1b[?62;22c"


@pytest.mark.parametrize(
    ("reply", "ground"),
    [
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\" + DA1, "light"),
        (b"\x1b]11;rgb:fb/f8/f1\x07" + DA1, "light"),
        (b"\x1b]11;rgb:1717/1818/1c1c\x1b\\" + DA1, "dark"),
        (b"\x1b]11;rgba:0000/0000/0000/ffff\x1b\\" + DA1, "dark"),
        (DA1, None),
        (b"\x1b]11;rgb:nonsense\x1b\\" + DA1, None),
    ],
)
def test_the_terminal_is_asked_and_nothing_of_its_answer_is_left(
    terminals: list[Terminal], reply: bytes, ground: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.ui.background.PATIENCE", 60)
    terminal = Terminal(reply)
    terminals.append(terminal)
    began = time.monotonic()
    assert ask(XTERM, terminal.path) == ground
    assert time.monotonic() - began < 30, "after its answer the terminal is waited for no more"
    assert terminal.left_over() == b""
    assert terminal.sent == b"\x1b]11;?\x1b\\\x1b[c"


def test_a_terminal_that_does_not_answer_is_not_waited_for_long(terminals: list[Terminal]) -> None:
    terminal = Terminal(b"", after=60)
    terminals.append(terminal)
    assert background(XTERM | {"COLORFGBG": "0;15"}, terminal.path) == "light"
    assert terminal.answering.is_alive()


def test_an_answer_without_an_end_leaves_nothing_to_be_typed(terminals: list[Terminal]) -> None:
    terminal = Terminal(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
    terminals.append(terminal)
    assert ask(XTERM, terminal.path) == "light"
    assert terminal.left_over() == b""


def test_from_afar_an_answer_may_take_longer(
    terminals: list[Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.ui.background.PATIENCE_AFAR", 60)
    terminal = Terminal(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\" + DA1, after=0.25)
    terminals.append(terminal)
    assert ask(XTERM | {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, terminal.path) == "light"


@pytest.mark.parametrize("term", ["", "dumb", "linux"])
def test_terminals_that_would_print_the_question_are_not_asked(term: str) -> None:
    assert ask({"TERM": term}, "/dev/null/nothing") is None


def test_without_a_terminal_it_is_dark(tmp_path: Path) -> None:
    assert background(XTERM, str(tmp_path / "none")) == "dark"
    plain = tmp_path / "file"
    plain.write_text("")
    assert background(XTERM, str(plain)) == "dark"


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("15;0", "dark"),
        ("0;15", "light"),
        ("0;default;15", "light"),
        ("12;8", "dark"),
        ("0;7", "light"),
        ("", None),
        ("0;default", None),
        ("x;99", None),
        ("0;" + "9" * 5000, None),
        ("0;\u0661", None),
    ],
)
def test_colorfgbg_is_read_as_rxvt_writes_it(text: str, ground: str | None) -> None:
    assert from_colorfgbg(text) == ground


def test_no_reply_says_nothing() -> None:
    assert from_reply(b"") is None


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "all"),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, "all"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "xterm-kitty"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "dumb"}, "none"),
    ],
)
def test_colours_are_what_the_terminal_says(environment: dict[str, str], colours: str) -> None:
    assert abilities(environment).colours == colours


def test_the_settings_know_better_save_where_no_colour_is_wanted() -> None:
    assert abilities({"TERM": "xterm"}, "all").colours == "all"
    assert abilities({"TERM": "xterm", "NO_COLOR": "1"}, "all").colours == "none"


def test_textual_is_told_the_same() -> None:
    environment: dict[str, str] = {}
    tell_textual("256", environment)
    assert environment == {"TEXTUAL_COLOR_SYSTEM": "256"}
    tell_textual("none", environment)
    assert environment["NO_COLOR"] == "1"


def test_a_poorer_terminal_is_shown_a_theme_it_can_show() -> None:
    def shown(colours: str, name: str = "harbour", **more: object) -> str:
        return Themes((BUNDLED,), abilities=Abilities(colours), **more).load(name).name

    assert shown("all") == "harbour"
    assert shown("256") == "harbour"
    assert shown("16") == "terminal"
    assert shown("none") == "mono"
    assert shown("16", "mono") == "mono"


def test_only_what_the_terminal_can_show_is_offered() -> None:
    themes = Themes((BUNDLED,), abilities=Abilities("16"))
    assert [theme.name for theme in themes.available()] == ["mono", "terminal"]


def test_on_the_linux_console_nothing_slopes() -> None:
    theme = Themes((BUNDLED,), abilities=abilities({"TERM": "linux"})).load("harbour")
    assert theme.name == "terminal"
    assert not theme.style("entity.place").italic


@pytest.mark.parametrize("name", ["harbour", "broadsheet", "mono"])
@pytest.mark.parametrize(
    "more", [{}, {"COLORTERM": "truecolor"}, {"NO_COLOR": "1"}], ids=["16", "all", "none"]
)
def test_where_nothing_slopes_no_two_kinds_of_names_look_alike(
    more: dict[str, str], name: str
) -> None:
    theme = Themes((BUNDLED,), abilities=abilities({"TERM": "linux", **more})).load(name)
    looks = set()
    for kind in ("person", "org", "place", "date", "money", "other"):
        style = theme.compose((f"entity.{kind}",))
        assert not style.italic
        looks.add((style.bold, style.underline, style.reverse))
    assert len(looks | {(None, None, None)}) == 7, "told by weight, line and ground, not by colour"
    assert theme.compose(("emphasis",)).underline


def test_a_theme_or_a_user_may_say_that_nothing_slopes(tmp_path: Path) -> None:
    theme = tmp_path / "upright.toml"
    theme.write_text('inherits = "harbour"\n[terminal]\nitalic = "no"\n')
    shown = Themes((tmp_path, BUNDLED)).load("upright")
    assert shown.style("entity.place").reverse
    assert shown.layout.entity_marks == "always"
    theme.write_text('inherits = "harbour"\n[terminal]\nitalic = "yes"\n')
    linux = Themes(
        (tmp_path, BUNDLED), abilities=abilities({"TERM": "linux", "COLORTERM": "24bit"})
    )
    assert linux.load("upright").style("entity.place").italic


def test_what_the_console_has_no_glyph_for_is_drawn_with_what_it_has() -> None:
    drawn = "▌ • ★ The “Otters”…  ┊ hidden ▎ said ✓ Sandvik ╭─╮"
    written = io.StringIO()
    Output(written, CONSOLE).write(drawn)  # type: ignore[arg-type]
    assert written.getvalue() == "█ • * The “Otters”…  ¦ hidden │ said x Sandvik ┌─┐"
    assert all(cell_len(chr(n)) == cell_len(chr(int(to))) == 1 for n, to in CONSOLE.items())
    elsewhere = io.StringIO()
    Output(elsewhere, {}).write(drawn)  # type: ignore[arg-type]
    assert elsewhere.getvalue() == drawn


def test_plain_leaves_out_what_is_no_text() -> None:
    theme = Themes((BUNDLED,), is_plain=True).load("harbour")
    assert (theme.layout.rule, theme.layout.quote_gutter, theme.layout.margin) == (
        "none",
        "none",
        0,
    )
    assert {style.gutter for style in theme.layers.values()} <= {None, " "}
    assert theme.styles["entity.person"].bold
