"""Theme files → themes: a pure function of the files in a row of folders.

A theme is one TOML file, `NAME.toml`. It inherits from other themes by name; whatever names no
parent inherits from `_base`. Nothing here needs the screen; Rich and Textual are imported where a
theme is turned into their terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from reader.escaping import told
from reader.tables import (
    LONGEST_NAME,
    LONGEST_TOLD,
    NotAmong,
    Problem,
    Rule,
    TomlFile,
    read_setting,
)
from reader.ui.contrast import FLOOR, lifted, mix
from reader.ui.highlighting import (
    Highlight,
    cued,
    layer_of,
    line_layer_of,
    read_highlights,
    styles_alone,
)
from reader.ui.layout import LAYOUT_RULES, TERMINAL_RULES, Layout, Terminal
from reader.ui.line_rules import rule_layers
from reader.ui.styles import STYLE_NAMES, Style, StyleFault, chain, read_styles
from reader.ui.theme_files import BASE, ThemeError, inherited, theme_files

if TYPE_CHECKING:
    import rich.style
    import textual.theme

__all__ = [
    "DEFAULT_DARK",
    "DEFAULT_LIGHT",
    "Layout",
    "Problem",
    "Style",
    "Theme",
    "ThemeError",
    "ThemeSummary",
    "available",
    "load",
]

DEFAULT_DARK: Final = "evening-edition"
DEFAULT_LIGHT: Final = "broadsheet"

TINT: Final = 0.16
"""How much of a name's colour is in the ground that is laid under it."""

Variant = Literal["dark", "light"]

# fmt: off
_TOP_KEYS = (
    "format", "name", "title", "inherits", "variant", "contrast", "colour_blind", "author",
    "license", "source", "description", "palette", "ui", "styles", "layout", "terminal",
    "counterpart",
)
_UI_KEYS = (
    "primary", "secondary", "accent", "foreground", "background", "surface", "panel", "boost",
    "warning", "error", "success",
)
# fmt: on
_UI_NEEDED = ("primary", "foreground", "background", "surface", "panel")
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_ANSI = re.compile(
    r"ansi_(?:default|(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white))\Z"
)


@dataclass(frozen=True)
class Theme:
    """A theme with its parents worked in and every colour resolved.

    `colours` are Textual's base colours, `styles` every named style as it looks alone on the page
    (what it does not set itself taken from the styles above it and the body's colour).
    `warnings` are faults that did not keep it from loading; `highlights` are of the user's
    settings, each with a style here. `files` are the theme's own file and
    those of its parents, for watching.
    """

    name: str
    title: str
    variant: Variant
    counterpart: str
    contrast: str
    colour_blind: bool
    description: str
    license: str
    path: Path
    files: tuple[Path, ...]
    palette: Mapping[str, str]
    colours: Mapping[str, str]
    variables: Mapping[str, str]
    styles: Mapping[str, Style]
    layers: Mapping[str, Style]
    layout: Layout
    terminal: Terminal
    warnings: tuple[Problem, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    _drawn: dict[object, rich.style.Style] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_dark(self) -> bool:
        return self.variant == "dark"

    def recoloured(self, colours: Mapping[str, str], layers: Mapping[str, Style]) -> Theme:
        """This theme in other colours: for a poorer terminal, or as other eyes see it."""
        return replace(self, colours=colours, layers=layers, styles=_alone(layers), _drawn={})

    def style(self, name: str) -> rich.style.Style:
        """A named style as it looks alone, without a ground unless it sets one.

        Raises KeyError for a name that is no style.
        """
        drawn = self._drawn.get(name)
        if drawn is None:
            drawn = self._drawn[name] = self._rich(self.styles[name])
        return drawn

    def layer(self, name: str) -> rich.style.Style:
        """What a style sets itself, to be laid over another; nothing where there is none."""
        key = ("layer", name)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._rich(self.layers.get(name, _PLAIN))
        return drawn

    def compose(self, layers: tuple[str, ...]) -> rich.style.Style:
        """Layers of the page laid over each other, lowest first, on the reading ground.

        Each changes only what it sets; `focus.dim` replaces all beneath it. `strong` and
        `emphasis` are bold and italic, `code` stands on the surface colour. `tint` lays a ground
        of the layers' own colour; a name with `:fg` at its end gives its colour and no more.
        """
        drawn = self._drawn.get(layers)
        if drawn is None:
            drawn = self._drawn[layers] = self._rich(self._laid(layers))
        return drawn

    def _laid(self, layers: tuple[str, ...]) -> Style:
        laid = ground = Style(fg=self.styles["body"].fg, bg=self._ground_colour("background"))
        for name in layers:
            if name == "focus.dim":
                laid = self.layers[name].over(ground)
            elif name == "tint":
                laid = self._tinted(laid)
            elif name == "emphasis" and self.terminal.italic == "no":
                laid = Style(underline=True).over(laid)  # As typewriters have it.
            elif name == "code":
                laid = Style(bg=self.colours["surface"]).over(laid)
            elif name.endswith(":fg"):
                laid = Style(fg=self.layers[name[:-3]].fg).over(laid)
            else:
                laid = _TYPOGRAPHY.get(name, self.layers.get(name, _PLAIN)).over(laid)
        return laid

    def _rich(self, style: Style) -> rich.style.Style:
        from rich.style import Style as RichStyle

        doubled = style.underline == "double" or (
            style.underline is True and self.terminal.underline_style == "double"
        )
        return RichStyle(
            color=_rich_colour(style.fg),
            bgcolor=_rich_colour(style.bg),
            bold=style.bold,
            italic=None if self.terminal.italic == "no" else style.italic,
            underline=(bool(style.underline) and not doubled) or None,
            underline2=doubled or None,
            reverse=style.reverse,
            strike=style.strike,
        )

    def _tinted(self, style: Style) -> Style:
        """A style on a ground of its own colour; reversed, where colours are the terminal's."""
        ink, ground = style.fg or "", style.bg or ""
        if not (ink.startswith("#") and ground.startswith("#")):
            return Style(reverse=True).over(style)
        tint = mix(ground, ink, TINT)
        floor = FLOOR[self.contrast]
        return Style(fg=lifted(ink, tint, self.colours["foreground"], floor), bg=tint).over(style)

    def ground(self, name: str = "background") -> rich.style.Style:
        """Body ink on one of the base colours: `background`, `surface`, `panel` …"""
        key = ("ground", name)
        drawn = self._drawn.get(key)
        if drawn is None:
            style = Style(fg=self.styles["body"].fg, bg=self._ground_colour(name))
            drawn = self._drawn[key] = self._rich(style)
        return drawn

    def _ground_colour(self, name: str) -> str:
        """The colour of a ground; where the terminal shows through, its own for the page's."""
        is_page = name == "background"
        return "ansi_default" if is_page and self.terminal.transparent else self.colours[name]

    def textual(self, name: str | None = None) -> textual.theme.Theme:
        """This theme for Textual, under its own name or another.

        Every style gives a CSS variable of its name with dashes (`$list-cursor`, and with a
        ground `$list-cursor-background`), and Textual's own widgets are given this theme's
        cursors, selection, scrollbars and footer.
        """
        from textual.theme import Theme as TextualTheme

        colour = self.colours.get
        return TextualTheme(
            name=name or self.name,
            primary=self.colours["primary"],
            secondary=colour("secondary"),
            accent=colour("accent"),
            foreground=colour("foreground"),
            background=colour("background"),
            surface=colour("surface"),
            panel=colour("panel"),
            boost=colour("boost"),
            warning=colour("warning"),
            error=colour("error"),
            success=colour("success"),
            dark=self.is_dark,
            ansi=self.terminal.ansi,
            variables={**self._variables(), **self.variables},
        )

    def _variables(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, style in self.styles.items():
            css = re.sub(r"[._]", "-", name)
            found[css] = style.fg or self.colours["foreground"]
            if style.bg:
                found[f"{css}-background"] = style.bg
        cursor, hit = self.styles["list.cursor"], self.styles["search.current"]
        chosen = self.styles["selection"]
        panel, surface = self.colours["panel"], self.colours["surface"]
        key, text = found["footer-key"], found["footer-text"]
        own = {
            "block-cursor-foreground": cursor.fg,
            "block-cursor-background": cursor.bg,
            "block-cursor-blurred-foreground": cursor.fg,
            "block-cursor-blurred-background": cursor.bg,
            "input-cursor-foreground": hit.fg,
            "input-cursor-background": hit.bg,
            "input-selection-background": chosen.bg,
            "input-selection-foreground": chosen.fg,
            "screen-selection-background": chosen.bg,
            "screen-selection-foreground": chosen.fg,
            "border": found["border-focus"],
            "border-blurred": found["border"],
            "footer-background": panel,
            "footer-foreground": text,
            "footer-description-foreground": text,
            "footer-key-foreground": key,
            "scrollbar": found["scrollbar"],
            "scrollbar-hover": found["border-focus"],
            "scrollbar-active": found["border-focus"],
            "scrollbar-background": surface,
            "scrollbar-background-hover": surface,
            "scrollbar-background-active": surface,
            "scrollbar-corner-color": surface,
            "link-color": found["link"],
        }
        # `$border` and `$scrollbar` are Textual's too; ours keep a name of their own.
        found["border-line"], found["scrollbar-thumb"] = found["border"], found["scrollbar"]
        if self.terminal.ansi:
            found.update(_ANSI_VARIABLES)
            own = {css: colour for css, colour in own.items() if colour != "ansi_default"}
        found.update({css: colour for css, colour in own.items() if colour})
        return found


_ANSI_VARIABLES = {
    "ansi-background": "ansi_black",
    "ansi-foreground": "ansi_white",
    **dict.fromkeys(
        (
            "block-cursor-background",
            "block-cursor-blurred-background",
            "input-cursor-background",
            "input-selection-background",
            "screen-selection-background",
        ),
        "ansi_white",
    ),
    **dict.fromkeys(
        (
            "block-cursor-foreground",
            "block-cursor-blurred-foreground",
            "input-cursor-foreground",
            "input-selection-foreground",
            "screen-selection-foreground",
        ),
        "ansi_black",
    ),
}
"""What Textual needs of a theme of the terminal's own colours, as its own such themes have it."""

_PLAIN = Style()
_TYPOGRAPHY = {
    "strong": Style(bold=True),
    "emphasis": Style(italic=True),
}


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """A theme as a list shows it; `problem` says why it cannot be chosen, if it cannot.

    `is_ansi`: it has the terminal's own sixteen colours.
    """

    name: str
    path: Path
    title: str = ""
    variant: Variant = "dark"
    counterpart: str = ""
    contrast: str = ""
    colour_blind: bool = False
    description: str = ""
    license: str = ""
    is_ansi: bool = False
    problem: str = ""


def available(folders: Sequence[Path]) -> list[ThemeSummary]:
    """The themes there are, by name. In the first folder that has a name, it is that one.

    Files whose name begins with `_` are only there to inherit from. Broken ones are listed too.
    """
    found: dict[str, ThemeSummary] = {}
    for folder in folders:
        for path in theme_files(folder):
            if path.stem not in found:
                found[path.stem] = _summary(path, folders)
    return [found[name] for name in sorted(found)]


def _summary(path: Path, folders: Sequence[Path]) -> ThemeSummary:
    try:
        theme = load(path.stem, folders)
    except ThemeError as error:
        return ThemeSummary(
            path.stem, path, title=told(path.stem, LONGEST_NAME), problem=str(error)
        )
    return ThemeSummary(
        name=theme.name,
        path=theme.path,
        title=theme.title,
        variant=theme.variant,
        counterpart=theme.counterpart,
        contrast=theme.contrast,
        colour_blind=theme.colour_blind,
        description=theme.description,
        license=theme.license,
        is_ansi=theme.terminal.ansi,
    )


def load(name: str, folders: Sequence[Path], over: TomlFile | None = None) -> Theme:
    """The theme of that name from the first folder that has it.

    `over` has the user's own `[palette]`, `[styles]`, `[layout]` and `[terminal]`, which go before
    those of any theme. Raises ThemeError where there is no such theme, or where it, a theme it
    inherits from, or what is laid over it is broken.
    """
    return _resolve(inherited(name, folders), over)


class _Reading:
    """The problems met while a theme is put together."""

    def __init__(self, files: list[TomlFile]) -> None:
        self.files = files
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.unnamed: dict[str, TomlFile] = {}
        """Colours that `_base` names and no palette has, with the theme that has nothing else to
        inherit from."""

    def owner(self, section: str, key: str) -> TomlFile:
        """The file whose word on a key counts: the first of the chain that writes it."""
        return next((f for f in self.files if f.has(key, section)), self.files[0])

    def table(self, file: TomlFile, section: str) -> Mapping[str, Any]:
        table = file.tables.get(section, {})
        if isinstance(table, Mapping):
            return table
        problem = file.problem(section, f"is a table: write [{section}] above its keys")
        if problem not in self.errors:
            self.errors.append(problem)
        return {}

    def merged(self, section: str) -> dict[str, Any]:
        """A section key by key, each from the file nearest to the theme."""
        merged: dict[str, Any] = {}
        for file in reversed(self.files):
            for key, value in self.table(file, section).items():
                before = merged.get(key)
                if isinstance(value, Mapping) and isinstance(before, Mapping):
                    value = {**before, **value}
                merged[key] = value
        return merged


OVERRIDES: Final = ("palette", "styles", "layout", "terminal")
"""The tables of a theme that the user's settings may have too."""


def _resolve(files: list[TomlFile], over: TomlFile | None) -> Theme:
    own = files[0]
    laid = [
        replace(part, tables={key: part.tables[key] for key in OVERRIDES if key in part.tables})
        for part in (over.files if over else ())
    ]
    reading = _Reading([*laid, *files])
    for file in files:
        for key in file.tables:
            if key not in _TOP_KEYS:
                reading.warnings.append(file.problem(key, "unknown key", key, _TOP_KEYS))
        if file.tables.get("format", 1) != 1:
            what = f"this reader knows format 1, not {file.tables['format']!r}"
            reading.errors.append(file.problem("format", what))
    stem = own.path.stem
    if own.tables.get("name", stem) != stem:
        what = f"is {own.tables['name']!r} but the file is “{stem}.toml”: they must agree"
        reading.warnings.append(own.problem("name", what))

    terminal = Terminal(**_settings(reading, "terminal", TERMINAL_RULES))
    palette = _palette(reading, is_ansi=terminal.ansi)
    misspelt = reading.merged("palette").keys() - palette  # That is told where it stands.
    variant = _word(reading, "variant", ("dark", "light"), "dark")
    layout = Layout(**_settings(reading, "layout", LAYOUT_RULES))

    def colour(value: object, section: str, key: str) -> str | None:
        found = _colour(value, palette)
        if found is not None and found.startswith("ansi_") and not terminal.ansi:
            file = reading.owner(section, key)
            reading.errors.append(file.problem(key, _needs_ansi(value), section=section))
        if found is None and str(value) not in misspelt:
            what = f"“{value}” is neither #RRGGBB nor a palette name"
            file = reading.owner(section, key)
            problem = file.problem(key, what, str(value), palette, section=section)
            if file.path.stem == BASE and file is not own:
                reading.unnamed[str(value)] = reading.files[reading.files.index(file) - 1]
            elif problem not in reading.errors:
                reading.errors.append(problem)
        return found

    colours, variables = _ui_colours(reading, colour, palette)
    layers = _layers(reading, colour)
    if reading.unnamed:
        reading.errors.append(_no_parent(reading.unnamed, variant))
    if reading.errors:
        raise ThemeError(*reading.errors)
    body = Style(fg=colours["foreground"])
    contrast = _word(reading, "contrast", ("AA", "AAA"), "AA")
    highlights: tuple[Highlight, ...] = ()
    if over is not None:
        named = {**colours, **palette}
        lines, wrong = rule_layers(
            over,
            lambda value: _colour(value, named),
            named,
            floor=FLOOR[contrast],
            is_ansi=terminal.ansi,
        )
        layers.update(lines)
        reading.warnings.extend(wrong)
        highlights, wrong = read_highlights(over)
        reading.warnings.extend(wrong)
        for name_of, on in ((layer_of, "background"), (line_layer_of, "surface")):
            marked, wrong = rule_layers(
                styles_alone(over),
                lambda value: _colour(value, named),
                named,
                floor=FLOOR[contrast],
                is_ansi=terminal.ansi,
                section="highlight",
                name_of=name_of,
                on=on,
            )
            layers.update({name: cued(style) for name, style in marked.items()})
        reading.warnings.extend(wrong)
    layers["body"] = layers.get("body", Style()).over(body)
    layers.setdefault("selection", Style(fg=colours["background"], bg=colours["foreground"]))
    return Theme(
        name=stem,
        title=told(str(own.tables.get("title", stem)), LONGEST_NAME),
        variant=variant,
        counterpart=str(_first(files, "counterpart", "")),
        contrast=contrast,
        colour_blind=own.tables.get("colour_blind") is True,
        description=told(str(own.tables.get("description", "")), LONGEST_TOLD),
        license=told(str(own.tables.get("license", "")), LONGEST_NAME),
        path=own.path,
        files=tuple(file.path for file in files),
        palette=palette,
        colours=colours,
        variables=variables,
        styles=_alone(layers),
        layers=layers,
        layout=layout,
        terminal=terminal,
        warnings=tuple(reading.warnings),
        highlights=highlights,
    )


def _alone(layers: Mapping[str, Style]) -> dict[str, Style]:
    """Every style as it looks alone, its colour the body's where it has none."""
    base = Style(fg=layers["body"].fg)
    names = (*STYLE_NAMES, *(name for name in layers if name not in STYLE_NAMES))
    return {name: layers.get(name, _PLAIN).over(base) for name in names}


def _no_parent(unnamed: Mapping[str, TomlFile], variant: Variant) -> Problem:
    """That a theme inherits from none and has not all colours itself, said once."""
    first, *more = unnamed
    others = f" and {len(more)} more" if more else ""
    parent = DEFAULT_LIGHT if variant == "light" else DEFAULT_DARK
    what = f'add inherits = "{parent}" (or another theme), or to [palette] “{first}”{others}'
    return Problem(unnamed[first].path, 1, "inherits", what)


def _first(files: list[TomlFile], key: str, default: object) -> object:
    return next((file.tables[key] for file in files if key in file.tables), default)


def _word(reading: _Reading, key: str, among: tuple[str, ...], default: str) -> Any:
    value = _first(reading.files, key, default)
    if value in among:
        return value
    file = reading.owner("", key)
    reading.errors.append(file.problem(key, f"{value!r}: must be one of {', '.join(among)}"))
    return default


def _settings(reading: _Reading, section: str, rules: Mapping[str, Rule]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for key, value in reading.merged(section).items():
        if key not in rules:
            file = reading.owner(section, key)
            what = f"unknown {section} setting"
            reading.warnings.append(file.problem(key, what, key, rules, section=section))
            continue
        try:
            settings[key] = read_setting(rules[key], value)
        except ValueError as error:
            file = reading.owner(section, key)
            reading.errors.append(file.refusal(key, error, section=section))
    return settings


def _palette(reading: _Reading, *, is_ansi: bool) -> dict[str, str]:
    palette: dict[str, str] = {}
    for key, value in reading.merged("palette").items():
        found = _colour(value, {})
        if found is None or (found.startswith("ansi_") and not is_ansi):
            what = f"{value!r} is not #RGB or #RRGGBB" if found is None else _needs_ansi(value)
            file = reading.owner("palette", key)
            reading.errors.append(file.problem(key, what, section="palette"))
        else:
            palette[key] = found
    return palette


def _needs_ansi(value: object) -> str:
    """What is wrong with a colour that is the terminal's, whose contrast nobody can know."""
    return f"“{value}” is the terminal's own colour: all are, with ansi = true in [terminal]"


def _colour(value: object, palette: Mapping[str, str]) -> str | None:
    """A colour as `#rrggbb` (or `ansi_…`), or None where it is none."""
    if not isinstance(value, str):
        return None
    if value in palette:
        return palette[value]
    if _HEX.match(value):
        digits = value[1:].lower()
        return "#" + ("".join(2 * digit for digit in digits) if len(digits) == 3 else digits)
    if value == "default":
        return "ansi_default"
    return value if _ANSI.match(value) else None


_Lookup = Callable[[object, str, str], str | None]


def _ui_colours(
    reading: _Reading, colour: _Lookup, palette: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Textual's base colours, and the CSS variables the theme sets itself."""
    colours: dict[str, str] = {}
    variables: dict[str, str] = {}
    for key, value in reading.merged("ui").items():
        if key == "variables":
            variables = _css_variables(reading, value, palette)
        elif key not in _UI_KEYS:
            file = reading.owner("ui", key)
            problem = file.problem(key, "unknown ui colour", key, _UI_KEYS, section="ui")
            reading.warnings.append(problem)
        elif found := colour(value, "ui", key):
            colours[key] = found
    if not (reading.errors or reading.unnamed):
        reading.errors.extend(
            reading.files[0].problem(key, "missing: the screen needs it under [ui]", section="ui")
            for key in _UI_NEEDED
            if key not in colours
        )
    return colours, variables


def _css_variables(
    reading: _Reading, written: object, palette: Mapping[str, str]
) -> dict[str, str]:
    from reader.ui.css_variables import read_variable

    section = "ui.variables"
    if not isinstance(written, Mapping):
        what = f"is a table: write [{section}] above its keys"
        reading.errors.append(reading.owner("ui", "variables").problem(section, what))
        return {}
    found: dict[str, str] = {}
    for name, value in written.items():
        try:
            found[name] = read_variable(name, value, lambda given: _colour(given, palette))
        except ValueError as error:
            file = reading.owner(section, name)
            problems = reading.warnings if isinstance(error, NotAmong) else reading.errors
            problems.append(file.refusal(name, error, section=section))
    return found


def _layers(reading: _Reading, colour: _Lookup) -> dict[str, Style]:
    """Every style's own attributes, with those of the styles above it, colours resolved."""
    written: dict[str, Style] = {}
    for file in reversed(reading.files):
        styles, faults = read_styles(reading.table(file, "styles"))
        written.update(styles)
        reading.warnings.extend(_style_problem(file, fault) for fault in faults)
    resolved: dict[str, Style] = {}
    for name, style in written.items():
        given = style.given()
        for ground in ("fg", "bg"):
            if ground in given:
                given[ground] = colour(given[ground], "styles", name)
        resolved[name] = Style(**given)
    layers: dict[str, Style] = {}
    for name in STYLE_NAMES:
        layer = Style()
        for step in chain(name):
            layer = resolved.get(step, Style()).over(layer)
        if layer != Style():
            layers[name] = layer
    return layers


def _style_problem(file: TomlFile, fault: StyleFault) -> Problem:
    return file.problem(fault.name, fault.what, fault.wrong, fault.among, section="styles")


def _rich_colour(colour: str | None) -> str | None:
    return colour.removeprefix("ansi_") if colour else None
