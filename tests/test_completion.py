"""Completion as a shell itself does it: a line typed, Tab pressed, the line read back."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.tables import toml
from tests.commandline import PROGRAM, Command, write

START = {
    # A line kept by a key of its own is the line as the shell has completed it.
    "bash": (
        "bash --norc --noprofile -i",
        'bind "set bell-style none"; bind -x \'"\\C-t": printf "<%s>" "$READLINE_LINE"\'',
    ),
    "zsh": (
        "zsh -f -i",
        'autoload -U compinit; compinit -u -D; say() { print -rn "<$BUFFER>" }; zle -N say;'
        " bindkey '^T' say; unsetopt beep",
    ),
}


class Shell:
    """An interactive shell that has the completion, with a folder of some files around it."""

    def __init__(self, name: str, reader: Command) -> None:
        command, setting_up = START[name]
        self.name = name
        folder = reader.home / "desk"
        write(folder, "saved.html", "x")
        write(folder, "a ferry.html", "x")
        self.terminal, inner = pty.openpty()
        path = f"{PROGRAM.parent}:{os.environ['PATH']}"
        self.process = subprocess.Popen(
            command.split(),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            env=reader.environment | {"PATH": path, "TERM": "dumb", "PS1": "$ "},
            start_new_session=True,
        )
        os.close(inner)
        self.send(f"{setting_up}\n. <(reader completion {name})\necho rea''dy\n", until="ready")

    def send(self, text: str, until: str) -> str:
        os.write(self.terminal, text.encode())
        seen = ""
        ends = time.monotonic() + 30
        while until not in seen and time.monotonic() < ends:
            if select.select([self.terminal], [], [], 0.2)[0]:
                seen += os.read(self.terminal, 65536).decode(errors="replace")
        assert until in seen, seen
        return seen

    def complete(self, line: str) -> str:
        """The line after Tab."""
        os.write(self.terminal, f"{line}\t".encode())
        seen = self.send("\x14", until=">")
        os.write(self.terminal, b"\x15")
        return seen.rpartition("<")[2].partition(">")[0]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


SIGNS = ("a1; b", "a2$(b)", "a3`b`", 'a4"b', "a5'b", "a6:b c", "a7\\b", "a8\\$:*", "a9{b,c} ~")
"""Names with what is a sign to a shell, or to its completion."""

VIEWS = '[views]\nelections = "vote"\n"my view" = "budget"\n' + "".join(
    f'{toml(name)} = "x:y \'z"\n' for name in SIGNS
)

COMPLETED = (
    ("reader th", "reader theme "),
    ("reader --vers", "reader --version "),
    ("reader --theme harb", "reader --theme harbour "),
    ("reader open --theme=harb", "reader open --theme=harbour "),
    ("reader theme pre", "reader theme preview "),
    ("reader sav", "reader saved.html "),
    ("reader add sav", "reader add saved.html "),
    ("reader add a", r"reader add a\ ferry.html "),
    ('reader add "a', 'reader add "a ferry.html" '),
    ("reader search @el", "reader search @elections "),
    ('reader search "@el', 'reader search "@elections" '),
    ("reader search @my", r"reader search @my\ view "),
    ("reader search @", "reader search @"),
)
"""Lines before Tab and after it; the last could go on in two ways."""


@pytest.fixture(params=sorted(START))
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not here")
    reader = Command(tmp_path)
    write(reader.settings, "config.toml", VIEWS)
    started = Shell(request.param, reader)
    yield started
    started.close()


def test_tab_completes_commands_options_files_themes_and_views(shell: Shell) -> None:
    assert [(line, shell.complete(line)) for line, _ in COMPLETED] == list(COMPLETED)


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_no_name_of_a_view_is_a_command_to_the_shell(shell: Shell, quote: str) -> None:
    for name in SIGNS:
        line = shell.complete(f"reader search {quote}@{name[:2]}")
        said = line.replace("reader search", "printf %s", 1)
        ended = subprocess.run([shell.name, "-c", said], capture_output=True, text=True, check=True)
        assert ended.stdout == f"@{name}", line


def test_a_theme_that_would_act_on_the_terminal_is_offered_to_nobody(tmp_path: Path) -> None:
    reader = Command(tmp_path)
    write(reader.settings / "themes", "zz\x1b[31m.toml", 'inherits = "harbour"\n')
    write(reader.settings / "themes", "zzz.toml", 'inherits = "harbour"\ntitle = "a\\nb"\n')
    ended = reader.run(
        _READER_COMPLETE="zsh_complete", COMP_WORDS="reader theme preview zz", COMP_CWORD="3"
    )
    assert ended.out == "plain\nzzz\na\\nb\n"


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not here")
def test_fish_completes_them_too(tmp_path: Path) -> None:
    reader = Command(tmp_path)
    write(reader.settings, "config.toml", VIEWS)
    write(tmp_path, "saved.html", "x")
    asked = {
        "reader th": "theme",
        "reader sav": "saved.html",
        "reader --theme harb": "harbour",
        "reader search @el": "@elections",
        "reader add sav": "saved.html",
    }
    lines = "; ".join(f"complete -C '{line}'" for line in asked)
    ended = subprocess.run(
        ["fish", "--no-config", "-c", f"reader completion fish | source; {lines}"],
        env=reader.environment | {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.stderr == ""
    offered = [line.partition("\t")[0] for line in ended.stdout.splitlines()]
    assert offered == list(asked.values())
