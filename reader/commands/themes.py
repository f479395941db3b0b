"""`reader theme …`: the themes there are, made, measured, shown and imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reader import config
from reader.commands.completing import complete_theme, complete_theme_file
from reader.console import (
    FAILED,
    WRONG_USE,
    Problem,
    complain,
    is_terminal,
    say,
    say_json,
)
from reader.escaping import escaped

if TYPE_CHECKING:
    from rich.console import Console

    from reader.ui.theme import Theme, ThemeSummary
    from reader.ui.theme_check import Measured

SWATCHES = ("person", "org", "place", "date", "money", "other")


@click.group()
def theme() -> None:
    """Themes: what there is, your own, and whether they can be read.

    \b
    Example: reader theme new mine --from broadsheet
    """


@theme.command(name="list")
@click.option("--plain", is_flag=True, help="Only the names, one a line.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_themes(plain: bool, as_json: bool) -> None:
    """The themes there are: dark or light, how readable by measure, whose.

    AA: all text at 4.5:1 or more, AAA: at 7:1. CVD: told apart by colour-blind eyes too.

    \b
    Example: reader theme list --plain | head -1
    """
    from reader.ui.theme import available, load
    from reader.ui.theme_check import measure
    from reader.ui.theme_files import folder_problems

    folders = config.theme_folders()
    for problem in folder_problems(folders):
        complain(str(problem))
    themes = available(folders)
    if plain:
        for summary in themes:
            say(summary.name)
        return
    badges = {
        summary.name: measure(load(summary.name, folders)).badges
        for summary in themes
        if not summary.problem
    }
    if as_json:
        say_json([_as_json(summary, badges.get(summary.name, ())) for summary in themes])
        return
    console = _console()
    for summary in themes:
        if summary.problem:
            complain(f"{summary.path}: {summary.problem}")
            continue
        grades = " ".join(badges[summary.name])
        whose = "yours" if summary.path.parent == folders[0] else summary.license
        facts = f"{summary.name:<18} {summary.variant:<5}  {grades:<7}  {whose:<8}"
        shown = load(summary.name, folders)
        console.print(escaped(facts), end=" ", markup=False)
        for kind in SWATCHES:
            console.print("■", style=shown.compose((f"entity.{kind}",)), end=" ")
        console.print(f" {escaped(summary.description)}", markup=False)


def _as_json(summary: ThemeSummary, badges: Sequence[str]) -> dict[str, Any]:
    return {
        "name": summary.name,
        "title": summary.title,
        "variant": summary.variant,
        "counterpart": summary.counterpart,
        "badges": list(badges),
        "license": summary.license,
        "description": summary.description,
        "path": str(summary.path),
        "problem": summary.problem or None,
    }


@theme.command()
@click.argument("name")
@click.option("--from", "parent", metavar="X", help="The theme to start from (else your own).",
              shell_complete=complete_theme)  # fmt: skip
def new(name: str, parent: str | None) -> None:
    """Write a theme file with every key and its meaning in it, and print where it is.

    \b
    Example: reader theme new mine --from harbour
    """
    from reader.ui.theme import DEFAULT_DARK, ThemeError
    from reader.ui.theme_writer import ThemeNameError, new_path, new_theme

    folder = config.theme_folders()[0]
    try:
        path = new_path(name, folder)
        text = new_theme(name, parent or _chosen() or DEFAULT_DARK, config.theme_folders())
    except (ThemeNameError, ThemeError) as problem:
        raise Problem(str(problem)) from problem
    _write(path, text)
    _tell_hidden(path)
    say(str(path))


@theme.command()
@click.argument("files", metavar="[FILE|NAME]...", nargs=-1, shell_complete=complete_theme_file)
@click.option("--colours", type=click.Choice(["256", "16"]), help="As so few colours show it.")
@click.option("--user", is_flag=True, help="Contrast and colours are taste: they are warnings.")
@click.option("--table", is_flag=True, help="Print every style with its measured contrast.")
@click.option("--markdown", is_flag=True, help="Print the measures as a Markdown table.")
def check(
    files: Sequence[str], colours: str | None, user: bool, table: bool, markdown: bool
) -> None:
    """Measure themes: contrast, cues without colour, colours told apart by all eyes.

    With nothing named, every theme there is. Exit status: 0 all well (there may be warnings),
    1 an error, 2 a file that cannot be opened.

    \b
    Example: reader theme check mine --table
    """
    from reader.ui.theme import load
    from reader.ui.theme_check import measure

    paths = [_path(file) for file in files] if files else list(_all_themes())
    status = 0
    measured: list[Measured] = []
    for path in paths:
        shown, problems, status_here = _read(path)
        status = max(status, status_here)
        for problem in problems:
            say(problem)
        if shown is None:
            continue
        if colours == "256":
            from reader.ui.refit import refit

            shown = refit(shown)
        elif colours == "16" and not shown.terminal.ansi:
            say(f"{shown.name:18} in 16 colours the theme “terminal” stands in for it")
            shown = load("terminal", config.theme_folders())
        result = measure(shown)
        measured.append(result)
        for fault in result.faults:
            level = "warning" if user and fault.is_taste else "error"
            status = max(status, FAILED if level == "error" else 0)
            say(f"{_place(shown, fault.style)}: {level}: {fault.style}: {fault.what}")
        if table:
            for pair in result.pairs:
                ground = pair.ground or "its ground"
                say(
                    f"{shown.name:18} {pair.style:18} {pair.ink} on {ground:10} {pair.paper}"
                    f"  {pair.contrast:5.2f}:1  (needs {pair.floor:g})"
                )
    if not user and any(f.is_taste for result in measured for f in result.faults):
        complain(
            "contrast and colours are taste in a theme of your own: --user makes them warnings"
        )
    for line in _markdown(measured) if markdown else _summary(measured):
        say(line)
    sys.exit(status)


@theme.command()
@click.argument("name", required=False, shell_complete=complete_theme)
def preview(name: str | None) -> None:
    """Print a sample article in a theme, with every style there is.

    \b
    Example: reader theme preview broadsheet
    """
    from reader.ui.preview import preview as drawn
    from reader.ui.theme import DEFAULT_DARK, ThemeError, load

    try:
        shown = load(name or _chosen() or DEFAULT_DARK, config.theme_folders())
    except ThemeError as problem:
        raise Problem(str(problem)) from problem
    console = _console()
    for strip in drawn(shown, min(console.width, 100)):
        for segment in strip:
            console.print(escaped(segment.text), style=segment.style, end="", markup=False)
        console.print()


@theme.command(name="import-base16")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "name", metavar="NAME", help="The theme's name (else the file's).")
@click.option("--no-lift", is_flag=True, help="Keep every colour as it is, readable or not.")
def import_base16(file: Path, name: str | None, no_lift: bool) -> None:
    """Make a theme of yours from a Base16 or Base24 scheme, and print where it is.

    Colours that are too faint to read are moved in lightness, their hue kept, and each is named.

    \b
    Example: reader theme import-base16 gruvbox-dark.yaml --as gruvbox
    """
    from reader.tables import FileError, read_text
    from reader.ui.base16 import SchemeError, palette_of, read_scheme, theme_text
    from reader.ui.theme_writer import ThemeNameError, new_path

    try:
        text = read_text(file, "a scheme")
    except FileError as error:
        raise Problem(f"{file} {error.problem.says}") from error
    try:
        path = new_path(name or file.stem, config.theme_folders()[0])
        scheme = read_scheme(text)
    except SchemeError as problem:
        raise Problem(f"{file}: {problem}") from problem
    except ThemeNameError as problem:
        raise Problem(str(problem)) from problem
    palette, moved = palette_of(scheme, lift=not no_lift)
    _write(path, theme_text(path.stem, scheme, palette, moved))
    _tell_hidden(path)
    for move in moved:
        say(f"{move.key:<10} {move.before} → {move.after}  was too faint")
    from reader.ui.theme import load
    from reader.ui.theme_check import measure

    faults = measure(load(path.stem, config.theme_folders())).faults
    alike = sum("ΔE00" in fault.what for fault in faults)
    faint = len(faults) - alike
    if faint:
        complain(
            f"{faint} styles are below the contrast floors;"
            f" `reader theme check {path.stem} --user` names them"
        )
    if alike:
        complain(
            "some kinds of names can hardly be told apart by colour, as in most editors' palettes;"
            " weight, slope and underline tell them;"
            f" `reader theme check {path.stem} --user` has them as warnings"
        )
    say(str(path))


def _tell_hidden(path: Path) -> None:
    """Say that a new theme has the name of another, which is not to be seen beside it."""
    from reader.ui.theme_files import find

    if find(path.stem, config.theme_folders()[1:]) is not None:
        complain(
            f"{path.stem} is now yours, and hides the one that comes with the reader;"
            f" rename or remove {path} to have that again"
        )


def _chosen() -> str | None:
    """The theme of the settings, where they name one and can be read."""
    try:
        return config.read_settings().theme
    except config.SettingsError:
        return None


def _all_themes() -> Iterator[Path]:
    from reader.ui.theme import available

    return (summary.path for summary in available(config.theme_folders()))


def _path(file: str) -> Path:
    """What was named: a file, else the theme of that name."""
    path = Path(file)
    if os.path.lexists(path) or path.suffix or os.sep in file:
        return path
    from reader.ui.theme_files import find

    return find(file, config.theme_folders()) or path


def _read(path: Path) -> tuple[Theme | None, list[str], int]:
    """A theme, what is wrong with its file, and the exit status that makes."""
    from reader.tables import FileError, read_toml
    from reader.ui.theme import ThemeError, load

    try:
        read_toml(path)
    except FileError as error:
        status = FAILED if error.is_syntax else WRONG_USE
        return None, [f"{path}:{error.problem.line or 1}: error: {error.problem.says}"], status
    if path.suffix != ".toml":
        what = f"a theme is found by its name alone: call the file {path.stem}.toml"
        return None, [f"{path}:1: error: {what}"], FAILED
    if path.stem.startswith("_"):
        return None, [], 0  # Only there to inherit from: it has no colours of its own.
    folders = tuple(dict.fromkeys((path.parent, *config.theme_folders())))
    try:
        shown = load(path.stem, folders)
    except ThemeError as error:
        found = [f"{p.path}:{p.line or 1}: error: {p.says}" for p in error.problems]
        return None, found, FAILED
    found = [f"{p.path}:{p.line or 1}: error: {p.says}" for p in shown.warnings]
    return shown, found, FAILED if found else 0


def _place(shown: Theme, style: str) -> str:
    """Where to mend a style: its own line, else that of the colour it takes, in the theme's file.

    What is inherited stands at line 1: the theme itself has to say something else.
    """
    from reader.tables import find_line, read_toml
    from reader.ui.theme_writer import written_styles

    files = [read_toml(path) for path in shown.files]
    own = files[0]
    line = find_line(own.text, "styles", style)
    ink = written_styles(files).get(style)
    if not line and ink is not None and ink.fg:
        line = find_line(own.text, "palette", ink.fg)
    return f"{own.path}:{line or 1}"


def _summary(measured: Iterable[Measured]) -> Iterator[str]:
    pairs = 0
    for result in measured:
        if not result.is_measurable:
            yield f"{result.theme.name:18} the terminal's own colours: only its cues are checked"
            continue
        pairs += len(result.pairs)
        distances = "  ".join(
            f"{vision[:6]} {near.difference:4.1f}" for vision, near in result.nearest.items()
        )
        yield (
            f"{result.theme.name:18} {result.theme.variant:5}"
            f" reading {result.least('reading'):5.2f}  text {result.least('text'):5.2f}"
            f"  marks {result.least('mark'):5.2f}  {distances}"
        )
    yield f"{pairs} styles on their grounds measured"


def _markdown(measured: Iterable[Measured]) -> Iterator[str]:
    yield (
        "| theme | | reading text ≥ 7 | other text ≥ 4.5 | marks ≥ 3"
        " | ΔE00 normal | protan | deutan | tritan |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for result in measured:
        if result.is_measurable:
            cells = [
                result.theme.name,
                result.theme.variant,
                *(f"{result.least(sort):.2f}" for sort in ("reading", "text", "mark")),
                *map(str, result.nearest.values()),
            ]
            yield f"| {' | '.join(cells)} |"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def _console() -> Console:
    """Standard output in the colours it takes; none in a pipe."""
    from rich.console import Console

    return Console(
        highlight=False,
        soft_wrap=True,
        no_color=True if os.environ.get("NO_COLOR") else None,
        color_system="auto" if is_terminal(sys.stdout) else None,
    )
