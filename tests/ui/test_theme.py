"""Theme files: what a user writes, what it becomes, and what is said when it is wrong."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from reader.config import bundled_folder
from reader.tables import read_toml
from reader.ui.contrast import FLOOR, ratio
from reader.ui.layout import Layout
from reader.ui.styles import ENTITY_KINDS, KIND_FALLBACK, STYLE_NAMES
from reader.ui.theme import Theme, ThemeError, available, load

BUNDLED = bundled_folder("themes")
NAMES = [summary.name for summary in available([BUNDLED])]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "themes"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def made(folder: Path, text: str, name: str = "mine") -> Theme:
    write(folder, name, text)
    return load(name, [folder, BUNDLED])


def refused(folder: Path, text: str, name: str = "mine") -> str:
    write(folder, name, text)
    with pytest.raises(ThemeError) as caught:
        load(name, [folder, BUNDLED])
    assert "\n" not in str(caught.value)
    return str(caught.value)


# What comes with the program


def test_twelve_themes_come_with_the_program() -> None:
    assert len(NAMES) == 12
    assert {"evening-edition", "broadsheet", "terminal", "mono"} <= set(NAMES)
    assert not any(name.startswith("_") for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_theme_loads_without_a_warning(name: str) -> None:
    theme = load(name, [BUNDLED])
    assert theme.warnings == ()
    assert theme.counterpart in {"", *NAMES}
    assert theme.title
    assert theme.description
    assert theme.license in ("CC0-1.0", "MIT")


@pytest.mark.parametrize("name", NAMES)
def test_every_style_can_be_drawn(name: str) -> None:
    theme = load(name, [BUNDLED])
    for style in STYLE_NAMES:
        assert theme.style(style) is theme.style(style)
        assert theme.compose((style,)).bgcolor is not None


@pytest.mark.parametrize("name", NAMES)
def test_kinds_are_told_apart_without_colour(name: str) -> None:
    theme = load(name, [BUNDLED])
    looks = [theme.styles[f"entity.{kind}"] for kind in ENTITY_KINDS] + [theme.styles["body"]]
    attributes = {(s.bold, s.italic, bool(s.underline)) for s in looks}
    assert len(attributes) == len(looks)


@pytest.mark.parametrize("name", NAMES)
def test_no_theme_relies_on_faint_or_blinking_text(name: str) -> None:
    theme = load(name, [BUNDLED])
    for style in STYLE_NAMES:
        assert not theme.style(style).dim
        assert not theme.style(style).blink


def test_mono_uses_no_colour() -> None:
    theme = load("mono", [BUNDLED])
    assert {style.fg for style in theme.styles.values()} == {"ansi_default"}
    assert {style.bg for style in theme.styles.values()} == {None}


def test_the_licence_notices_of_borrowed_palettes_are_kept() -> None:
    notices = (BUNDLED / "LICENSES.md").read_text("utf-8")
    for name in NAMES:
        if load(name, [BUNDLED]).license == "MIT":
            assert name in notices


# What a theme file may say


def test_a_theme_changes_what_it_says_and_inherits_the_rest(mine: Path) -> None:
    theme = made(mine, 'inherits = "broadsheet"\n[palette]\nperson = "#abc"\n')
    parent = load("broadsheet", [BUNDLED])
    assert theme.styles["entity.person"].fg == "#aabbcc"
    assert theme.styles["entity.person"].bold
    assert theme.styles["entity.place"] == parent.styles["entity.place"]
    assert (theme.variant, theme.counterpart) == ("light", "evening-edition")


@pytest.mark.parametrize(
    "written",
    [
        '[styles]\n"entity.person" = { fg = "#123456", italic = true }',
        '[styles]\nentity.person = { fg = "#123456", italic = true }',
        '[styles]\nentity.person = "italic #123456"',
        '[styles.entity]\nperson = { fg = "#123456", italic = true }',
        '[styles.entity.person]\nfg = "#123456"\nitalic = true',
    ],
)
def test_a_style_may_be_written_in_any_of_the_ways_of_toml(mine: Path, written: str) -> None:
    theme = made(mine, f'inherits = "broadsheet"\n{written}\n')
    assert theme.warnings == ()
    assert theme.styles["entity.person"].fg == "#123456"
    assert theme.styles["entity.person"].italic
    assert not theme.styles["entity.person"].bold


def test_the_short_form_knows_grounds_and_double_underlines(mine: Path) -> None:
    theme = made(mine, 'inherits = "broadsheet"\n[styles]\nlink = "underline2 ink on panel"\n')
    assert theme.styles["link"].underline == "double"
    assert theme.styles["link"].bg == load("broadsheet", [BUNDLED]).palette["panel"]
    assert theme.style("link").underline2


@pytest.mark.parametrize(("kind", "like"), KIND_FALLBACK.items())
def test_a_kind_without_a_style_looks_like_its_nearest(kind: str, like: str) -> None:
    theme = load("harbour", [BUNDLED])
    assert theme.styles[f"entity.{kind}"] == theme.styles[f"entity.{like}"]


def test_what_a_style_leaves_out_comes_from_the_one_above_it(mine: Path) -> None:
    theme = made(
        mine,
        'inherits = "broadsheet"\n[styles]\nentity = { strike = true }\n'
        '"entity.event" = { fg = "#123456" }\n',
    )
    assert theme.styles["entity.event"].fg == "#123456"
    assert theme.styles["entity.event"].bold, "from entity.other"
    assert theme.styles["entity.event"].strike, "from entity"
    assert theme.styles["entity.person"].strike
    assert theme.styles["list.age"].strike is None


def test_layout_is_part_of_a_theme(mine: Path) -> None:
    theme = made(
        mine,
        'inherits = "broadsheet"\n[layout]\nmeasure = 72\nalign = "center"\nlist_rows = "1"\n'
        'paragraph = "indent"\njustify = true\n',
    )
    assert theme.layout == Layout(
        measure=72, align="centre", list_rows=1, paragraph="indent", justify=True
    )


def test_the_base_theme_says_what_the_program_would_do_anyway() -> None:
    assert load("broadsheet", [BUNDLED]).layout == Layout()


def test_a_theme_without_a_parent_builds_on_the_base(mine: Path) -> None:
    names = load("broadsheet", [BUNDLED]).palette
    palette = "\n".join(f'{name} = "#fff"' for name in names)
    theme = made(mine, f'variant = "light"\n[palette]\n{palette}\n')
    assert theme.styles["entity.org"].underline


def test_a_theme_of_your_own_may_take_the_name_of_one_of_ours(mine: Path) -> None:
    theme = made(mine, 'inherits = "harbour"\n[palette]\nbg = "#010203"\n', name="harbour")
    assert theme.colours["background"] == "#010203"
    assert theme.path.parent == mine
    assert [path.parent for path in theme.files] == [mine, BUNDLED, BUNDLED]


def test_themes_are_listed_by_name_with_yours_before_ours(mine: Path) -> None:
    write(mine, "harbour", 'inherits = "harbour"\ntitle = "My Harbour"\n')
    write(mine, "aurora", 'inherits = "harbour"\n')
    write(mine, "_parts", "[palette]\n")
    listed = available([mine, BUNDLED])
    assert [summary.name for summary in listed] == sorted({*NAMES, "aurora"})
    assert next(s for s in listed if s.name == "harbour").title == "My Harbour"


def test_a_broken_theme_is_listed_with_what_is_wrong(mine: Path) -> None:
    write(mine, "broken", "palette = ")
    broken = next(s for s in available([mine, BUNDLED]) if s.name == "broken")
    assert broken.problem.startswith("broken.toml:1: not TOML")


def test_a_folder_that_is_not_there_has_no_themes(tmp_path: Path) -> None:
    assert available([tmp_path / "none"]) == []


# What is said when it is wrong


def test_a_misspelt_colour_is_named_with_its_line_and_what_was_meant(mine: Path) -> None:
    said = refused(
        mine,
        'format = 1\ninherits = "broadsheet"\n\n[styles]\nentity.person = "bold person"\n'
        'entity.place = "italic plcae"\n',
    )
    assert said == (
        "mine.toml:6: entity.place: “plcae” is neither #RRGGBB nor a palette name; "
        "did you mean “place”?"
    )


def test_every_fault_of_a_file_is_found_at_once(mine: Path) -> None:
    write(mine, "mine", 'inherits = "broadsheet"\n[palette]\nbg = "red"\n[layout]\nmeasure = 7\n')
    with pytest.raises(ThemeError) as caught:
        load("mine", [mine, BUNDLED])
    said = [str(problem) for problem in caught.value.problems]
    assert said[0] == "mine.toml:3: bg: 'red' is not #RGB or #RRGGBB"
    assert "mine.toml:5: measure: must be 40 to 100, not 7" in said


def faults(mine: Path, text: str) -> list[str]:
    write(mine, "mine", text)
    with pytest.raises(ThemeError) as caught:
        load("mine", [mine, BUNDLED])
    return [str(problem) for problem in caught.value.problems]


def test_a_theme_that_inherits_from_none_is_told_once_to_name_a_parent(mine: Path) -> None:
    said = faults(mine, 'variant = "light"\n[palette]\nperson = "#1e4896"\n')
    assert said == [
        'mine.toml:1: inherits: add inherits = "broadsheet" (or another theme),'
        " or to [palette] “accent” and 24 more"
    ]
    written = '[ui]\nprimary = "#111"\nforeground = "#111"\nbackground = "#fff"\n'
    assert len(faults(mine, written + 'surface = "#eee"\npanel = "#ddd"\n')) == 1


def test_one_bad_colour_is_one_fault_however_many_styles_take_it(mine: Path) -> None:
    said = faults(mine, 'inherits = "broadsheet"\n[palette]\nperson = "#zz4896"\nbg = "pape"\n')
    assert sorted(said) == [
        "mine.toml:3: person: '#zz4896' is not #RGB or #RRGGBB",
        "mine.toml:4: bg: 'pape' is not #RGB or #RRGGBB",
    ]


def test_a_bad_colour_in_the_settings_is_one_fault_at_its_line(mine: Path) -> None:
    write(mine, "config", '[palette]\nperson = "bluee"\n')
    with pytest.raises(ThemeError) as caught:
        load("broadsheet", [BUNDLED], read_toml(mine / "config.toml"))
    said = [str(problem) for problem in caught.value.problems]
    assert said == ["config.toml:2: person: 'bluee' is not #RGB or #RRGGBB"]


def test_a_theme_that_is_not_there_suggests_the_nearest() -> None:
    with pytest.raises(ThemeError, match="did you mean “broadsheet”"):
        load("brodsheet", [BUNDLED])


def test_a_parent_that_is_not_there_suggests_the_nearest(mine: Path) -> None:
    said = refused(mine, 'title = "x"\ninherits = "harbor"\n')
    assert said == "mine.toml:2: inherits: there is no theme “harbor”; did you mean “harbour”?"


def test_themes_that_inherit_in_a_circle_are_refused(mine: Path) -> None:
    write(mine, "yours", 'inherits = "mine"\n')
    said = refused(mine, 'inherits = "yours"\n')
    assert said == "yours.toml:1: inherits: goes round in a circle: mine → yours → mine"


def test_a_theme_that_inherits_from_itself_is_refused(mine: Path) -> None:
    assert "a theme cannot inherit from itself" in refused(mine, 'inherits = "mine"\n')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "mine.toml: is empty"),
        ('title = "a"\ntitle = "b"\n', "mine.toml:2: not TOML"),
        ("[palette\n", "mine.toml:1: not TOML"),
        ('format = 2\ninherits = "harbour"\n', "mine.toml:1: format: this reader knows format 1"),
        ('inherits = ["a"]\n', "mine.toml:1: inherits: is the name of one theme"),
        ('inherits = "harbour"\nvariant = "night"\n', "mine.toml:2: variant: 'night'"),
        ('inherits = "harbour"\npalette = 3\n', "mine.toml:2: palette: is a table"),
        (
            'inherits = "harbour"\n[layout]\nmeasure = "x"\n',
            "mine.toml:3: measure: must be a whole",
        ),
        ('inherits = "harbour"\n[layout]\njustify = 1\n', "mine.toml:3: justify: must be true or"),
        (
            'inherits = "harbour"\n[layout]\nrule = "odd"\n',
            "mine.toml:3: rule: must be one of none",
        ),
        ('inherits = "harbour"\n[ui]\npanel = "pnel"\n', "mine.toml:3: panel: “pnel” is neither"),
    ],
)
def test_a_fault_is_told_in_one_line_with_its_place(mine: Path, text: str, said: str) -> None:
    assert refused(mine, text).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('titel = "x"', "mine.toml:2: titel: unknown key; did you mean “title”?"),
        ("[layout]\nmesure = 70", "mine.toml:3: mesure: unknown layout setting; did you mean"),
        ('[styles]\nentity.persn = "bold"', "mine.toml:3: entity.persn: no such style; did you"),
        ("[styles]\nbody = { dim = true }", "mine.toml:3: body: “dim” is unreadable on some"),
        ("[styles]\nbody = { bld = true }", "mine.toml:3: body: unknown attribute “bld”; did you"),
        ('[styles]\nbody = { bold = "yes" }', "mine.toml:3: body: bold is true or false"),
        ("[styles]\nbody = 3", "mine.toml:3: body: 3 is no style"),
        ('[ui]\nacent = "ink"', "mine.toml:3: acent: unknown ui colour; did you mean “accent”?"),
        ('name = "yours"', "mine.toml:2: name: is 'yours' but the file is “mine.toml”"),
    ],
)
def test_what_this_reader_does_not_know_is_a_warning(mine: Path, text: str, said: str) -> None:
    theme = made(mine, f'inherits = "harbour"\n{text}\n')
    assert [str(w)[: len(said)] for w in theme.warnings] == [said]


def test_a_folder_a_huge_file_and_a_strange_encoding_are_refused(mine: Path) -> None:
    (mine / "folder.toml").mkdir()
    write(mine, "huge", "# " + "x" * 1_100_000)
    (mine / "latin.toml").write_bytes('title = "Café"'.encode("latin-1"))
    for name, said in [("folder", "is a folder"), ("huge", "is larger"), ("latin", "not UTF-8")]:
        with pytest.raises(ThemeError, match=said):
            load(name, [mine, BUNDLED])


def test_a_theme_without_a_palette_is_told_which_colours_it_lacks(mine: Path) -> None:
    assert "add inherits =" in refused(mine, 'variant = "dark"\n')


# What becomes of it


def test_layers_change_only_what_they_set() -> None:
    theme = load("evening-edition", [BUNDLED])
    style = theme.compose(("body", "quote", "entity.org"))
    assert style.color is not None
    assert style.color.name == theme.palette["org"]
    assert style.underline
    assert not style.bold
    hit = theme.compose(("body", "entity.person", "search.hit"))
    assert hit.bold, "the name's weight stays under a hit"
    assert hit.bgcolor is not None
    assert hit.bgcolor.name == theme.palette["hit"]


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_readable_on_their_tint(name: str) -> None:
    theme = load(name, [BUNDLED])
    for kind in ENTITY_KINDS:
        style = theme.compose(("body", f"entity.{kind}", "tint"))
        if theme.terminal.ansi:
            assert style.reverse
        else:
            assert style.color
            assert style.bgcolor
            assert ratio(style.color.name, style.bgcolor.name) >= FLOOR[theme.contrast]


def test_contrast_is_what_wcag_says_it_is() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_terminal_without_italics_is_sent_none(mine: Path) -> None:
    theme = made(
        mine, 'inherits = "harbour"\n[terminal]\nitalic = "no"\nunderline_style = "double"\n'
    )
    assert not theme.style("entity.place").italic
    assert theme.style("entity.org").underline2
    assert not theme.style("entity.org").underline


def test_focus_dim_replaces_every_layer_beneath() -> None:
    theme = load("evening-edition", [BUNDLED])
    assert theme.compose(("body", "entity.person", "focus.dim")) == theme.compose(("focus.dim",))


def test_a_transparent_theme_lets_the_terminal_show_through(mine: Path) -> None:
    theme = made(mine, 'inherits = "harbour"\n[terminal]\ntransparent = true\n')
    ground = theme.compose(("body",)).bgcolor
    assert ground is not None
    assert ground.is_default


@pytest.mark.parametrize("name", NAMES)
async def test_textual_takes_every_theme(name: str) -> None:
    from textual.widgets import Footer, Input, OptionList

    from reader.ui.themed import ThemedApp

    class Small(ThemedApp):
        CSS = "Input { color: $list-cursor; border: tall $border-line; }"

        def compose(self):  # type: ignore[no-untyped-def]
            yield Input("x")
            yield OptionList("a", "b")
            yield Footer()

    theme = load(name, [BUNDLED])
    app = Small(load("harbour", [BUNDLED]))
    async with app.run_test() as pilot:
        app.use_theme(theme)
        await pilot.pause()
        assert app.current_theme.dark == theme.is_dark
        assert app.current_theme.ansi == theme.terminal.ansi


# Textual's own variables


def variables(text: str) -> str:
    return f'inherits = "harbour"\n[ui.variables]\n{text}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('scrollbar = "nonsense {}"', "“nonsense {}” is neither #RRGGBB, a palette name"),
        ('border = "not a colour;"', "“not a colour;” is neither"),
        ('border = "#12345"', "“#12345” is neither"),
        ('border = "#123456 200%"', "“#123456 200%” is neither"),
        ('scrollbar = "auto 50%"', "“auto 50%” is neither"),
        ('scrollbar = "bold"', "“bold” is neither"),
        ("scrollbar = 3", "“3” is neither"),
        ('link-style = "#123456"', "“#123456” is not none, nor some of bold"),
        ('link-style = "not"', "“not” is not none"),
        ('link-style = "none bold"', "“none bold” is not none"),
        ('link-style = ["bold"]', "is not none"),
    ],
)
def test_a_variable_no_stylesheet_can_have_is_told_with_its_line(
    mine: Path, text: str, said: str
) -> None:
    problem = refused(mine, variables(text))
    assert problem.startswith(f"mine.toml:3: {text.partition(' ')[0]}: ")
    assert said in problem


def test_a_misspelt_variable_is_told_with_what_was_meant(mine: Path) -> None:
    theme = made(mine, variables('scrolbar = "person"'))
    assert [str(warning) for warning in theme.warnings] == [
        "mine.toml:3: scrolbar: unknown variable; did you mean “scrollbar”?"
    ]
    assert not theme.variables


def test_variables_that_are_no_table_are_told(mine: Path) -> None:
    assert refused(mine, 'inherits = "harbour"\n[ui]\nvariables = 3\n') == (
        "mine.toml:3: ui.variables: is a table: write [ui.variables] above its keys"
    )


def test_variables_are_colours_shares_of_them_and_styles(mine: Path) -> None:
    text = (
        'scrollbar = "person"\nborder = "#FED"\nlink-color = "auto 60%"\n'
        'text-muted = "person 50%"\nsurface = "transparent"\nlink-style = "bold not underline"\n'
    )
    theme = made(mine, variables(text))
    person = theme.palette["person"]
    assert theme.variables == {
        "scrollbar": person, "border": "#ffeedd", "link-color": "auto 60%",
        "text-muted": f"{person}80", "surface": "transparent", "link-style": "bold not underline",
    }  # fmt: skip


@pytest.mark.parametrize("colour", ["#123456", "person 30%", "ansi_red", "transparent", "auto 50%"])
def test_every_variable_that_is_taken_is_taken_by_every_stylesheet(mine: Path, colour: str) -> None:
    from textual.css.stylesheet import Stylesheet
    from textual.dom import DOMNode

    from reader.ui.app import ReaderApp
    from reader.ui.css_variables import known, read_variable

    def classes(of: type[DOMNode]) -> Iterator[type[DOMNode]]:
        for one in of.__subclasses__():
            yield one
            yield from classes(one)

    def resolved(value: object) -> str | None:
        return {"person": "#abcdef"}.get(str(value)) or (None if " " in str(value) else str(value))

    taken: dict[str, str] = {}
    for name in known():
        written = "bold not underline" if "-style" in name else colour
        with suppress(ValueError):
            taken[name] = read_variable(name, written, resolved)
    assert len(taken) > 10
    theme = load("harbour", [BUNDLED]).textual()
    sheet = Stylesheet(variables={**theme.to_color_system().generate(), **theme.variables, **taken})
    sheet.read(Path(inspect.getfile(ReaderApp)).with_name("reader.tcss"))
    for one in {DOMNode, *classes(DOMNode)}:
        if css := one.__dict__.get("DEFAULT_CSS"):
            sheet.add_source(css, read_from=(one.__name__, ""), is_default_css=True)
    sheet.parse()


# The terminal's own colours


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[palette]\nbg = "ansi_red"', "mine.toml:3: bg: “ansi_red” is"),
        ('[palette]\nbg = "default"', "mine.toml:3: bg: “default” is"),
        ('[styles]\nlink = "ansi_blue"', "mine.toml:3: link: “ansi_blue” is"),
        ('[ui]\npanel = "default"', "mine.toml:3: panel: “default” is"),
    ],
)
def test_a_colour_of_the_terminals_in_another_theme_is_told(
    mine: Path, text: str, line: str
) -> None:
    said = refused(mine, f'inherits = "harbour"\n{text}\n')
    assert said == f"{line} the terminal's own colour: all are, with ansi = true in [terminal]"


def test_a_rule_in_a_colour_of_the_terminals_is_shown_in_256_colours(mine: Path) -> None:
    from reader.ui.refit import refit

    over = read_toml(write(mine, "config", '[lines]\n"is:unread" = "ansi_red"\n'))
    theme = refit(load("harbour", [BUNDLED], over))
    assert "ansi_red" in {style.fg for style in theme.layers.values()}


# Whose fault it is


def test_a_fault_is_told_of_the_file_that_has_it_not_of_its_parents(mine: Path) -> None:
    over = read_toml(write(mine, "config", f"[layout]\nmeasure.{'a.' * 20}b = 3\n"))
    with pytest.raises(ThemeError) as caught:
        load("harbour", [BUNDLED], over)
    (problem,) = caught.value.problems
    assert str(problem).startswith("config.toml:2: measure: must be a whole number")


def test_a_table_that_is_none_is_told_once(mine: Path) -> None:
    write(mine, "mine", 'inherits = "harbour"\npalette = 3\n')
    with pytest.raises(ThemeError) as caught:
        load("mine", [mine, BUNDLED])
    assert [str(problem) for problem in caught.value.problems] == [
        "mine.toml:2: palette: is a table: write [palette] above its keys"
    ]


def test_what_a_theme_says_of_itself_does_nothing_to_the_terminal(mine: Path) -> None:
    acting = '"\\u001b]0;Owned\\u0007\\u202e\\n"'
    theme = made(
        mine,
        f'inherits = "harbour"\ntitle = {acting}\ndescription = {acting}\nlicense = {acting}\n',
    )
    assert {theme.title, theme.description, theme.license} == {r"\x1b]0;Owned\x07\u202e\n"}


def test_a_theme_whose_files_name_acts_is_listed_without_effect(mine: Path) -> None:
    write(mine, "a\x1b]0;Owned\x07", "palette = ")
    (listed,) = [summary for summary in available([mine, BUNDLED]) if summary.problem]
    assert listed.title == r"a\x1b]0;Owned\x07"
    assert listed.problem.startswith(r"a\x1b]0;Owned\x07.toml:1: not TOML")
