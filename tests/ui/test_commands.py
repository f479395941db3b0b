"""Commands of the user's own, run with the article that is open."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from reader import config
from reader.command_settings import Command
from reader.ui.commanding import CommandFailed, run_in_terminal
from reader.ui.screens.main import MainScreen
from tests.ui.driving import press, settled, text_of

Arranged = Callable[..., Any]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A program that writes down its arguments and its standard input."""
    path = tmp_path / "take it"
    path.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$0.words"\ncat > "$0.given"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that the reader can leave for a while, as real ones are."""

    @contextmanager
    def suspend(self: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(App, "suspend", suspend)


async def came(pilot: Pilot[None], path: Path) -> str:
    for _ in range(60):
        if path.exists() and path.read_text():
            return path.read_text()
        await pilot.pause(0.05)
    raise AssertionError(f"{path.name} was never written")


def texts(screen: MainScreen) -> str:
    assert screen.page.article is not None
    return "\n\n".join(b.text for b in screen.page.article.blocks if b.role != "boilerplate")


async def test_a_command_reads_the_article_and_its_address_is_one_word(
    arranged: Arranged, script: Path, terminal: None
) -> None:
    settings = f"""
[commands]
"take" = "'{script}' --at {{url}} 'a b; $HOME'"
[keys]
command.take = "f8"
"""
    async with arranged(settings, "f8") as (screen, _):
        assert Path(f"{script}.given").read_text() == texts(screen) + "\n"
        said = Path(f"{script}.words").read_text()
        assert said == f"--at|{screen.page.article.url}|a b; $HOME|", "no shell has read it"


@pytest.mark.parametrize(("gives", "what"), [("markdown", "---\n"), ("url", "https://")])
async def test_a_command_behind_the_reader_gets_what_it_wants(
    arranged: Arranged, script: Path, gives: str, what: str
) -> None:
    settings = f"""
[commands]
take = {{ run = "'{script}'", gives = "{gives}", waits = false }}
[keys]
"command.take" = "f8"
"""
    async with arranged(settings, "f8") as (screen, pilot):
        assert "Given to take" in text_of(screen.app)
        assert (await came(pilot, Path(f"{script}.given"))).startswith(what)


async def test_a_command_is_found_in_the_palette_and_in_a_macro(
    arranged: Arranged, script: Path, terminal: None
) -> None:
    settings = f"""
[commands]
take = "'{script}'"
[macros]
f9 = ["toggle_star", "command.take"]
"""
    async with arranged(settings, "ctrl+p", *"take", "enter") as (screen, pilot):
        await settled(screen.app, pilot)
        assert await came(pilot, Path(f"{script}.given"))
        Path(f"{script}.given").unlink()
        await press(screen.app, pilot, "f9")
        assert await came(pilot, Path(f"{script}.given"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"/none/such"', "take: /none/such: no such file or directory"),
        ('"false"', "take: false ended with 1"),
        (
            "{ run = \"sh -c 'echo no paper >&2; exit 3'\", waits = false }",
            "take: sh ended with 3: no paper",
        ),
    ],
)
async def test_what_fails_is_told_in_a_line(
    arranged: Arranged, terminal: None, line: str, said: str
) -> None:
    settings = f'[commands]\ntake = {line}\n[keys]\ncommand.take = "f8"\n'
    async with arranged(settings, "f8", size=(160, 40)) as (screen, pilot):
        for _ in range(40):
            if said in text_of(screen.app):
                break
            await pilot.pause(0.05)
        assert said in text_of(screen.app)


async def test_a_terminal_that_cannot_wait_is_told_of(arranged: Arranged) -> None:
    settings = '[commands]\ntake = "true"\n[keys]\ncommand.take = "f8"\n'
    async with arranged(settings, "f8") as (screen, _):
        assert "take: this terminal cannot wait" in text_of(screen.app)


async def test_ctrl_c_in_a_command_ends_that_and_not_the_reader(
    arranged: Arranged, terminal: None
) -> None:
    async with arranged("") as (screen, _):
        article = screen.page.article
        # The terminal signals both, the command and the reader.
        words = ("sh", "-c", f"kill -INT {os.getpid()}; kill -INT $$; sleep 5")
        with pytest.raises(CommandFailed, match=f"signal {int(signal.SIGINT)}"):
            run_in_terminal(Command("c", words), article)


async def test_a_command_that_reads_nothing_harms_nothing(
    arranged: Arranged, terminal: None
) -> None:
    async with arranged("") as (screen, _):
        run_in_terminal(Command("c", ("true",)), screen.page.article)
        subprocess.run(["true"], check=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[commands]\n'a b' = 'less'", "config.toml:2: a b: the name of a command has letters"),
        ("[commands]\nx = 3", '2: x: is a command like "less"'),
        ("[commands]\nx = ''", "2: x: names no program to run"),
        ('[commands]\nx = "it\'s"', "2: x: “it's” is no command: no closing quotation"),
        ("[commands]\nx = { run = 'x', give = 'url' }", "did you mean “gives”?"),
        ("[commands]\nx = { run = 'x', gives = 'txt' }", "did you mean “text”?"),
        ("[commands]\nx = { run = 'x', waits = 1 }", "2: x: waits must be true or false"),
        ("commands = 3", "1: commands: is a table"),
    ],
)
def test_wrong_commands_are_told_with_their_line(text: str, said: str) -> None:
    config.settings_path().parent.mkdir(parents=True, exist_ok=True)
    config.settings_path().write_text(text, "utf-8")
    (problem,) = config.load_settings().problems
    assert said in str(problem)


async def test_a_key_for_a_command_that_is_not_there_is_told(arranged: Arranged) -> None:
    settings = '[commands]\nless = "less"\n[keys]\ncommand.lss = "f8"\n'
    async with arranged(settings, size=(160, 40)) as (screen, _):
        told = str(screen.notice.problems[0])
        assert "config.toml:4: command.lss: there is no such command" in told
        assert "did you mean “less”?" in told
