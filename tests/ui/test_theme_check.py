"""What `reader theme check` measures, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from reader.config import bundled_folder
from reader.ui.contrast import ratio
from reader.ui.recolour import seen_by
from reader.ui.refit import palette, refit
from reader.ui.theme import Theme, available, load
from reader.ui.theme_check import measure
from reader.ui.vision import VISIONS, difference, seen

BUNDLED = bundled_folder("themes")
NAMES = [summary.name for summary in available([BUNDLED])]
MEASURED = [name for name in NAMES if not load(name, [BUNDLED]).terminal.ansi]

FIGURES = {
    # reading text, other text, marks; then the nearest two for each vision
    "evening-edition": "12.49 5.01 6.40 17.0 (org/other) 10.5 (place/quote) 9.6 (other/body)"
    " 9.6 (org/quote)",
    "broadsheet": "14.80 4.89 5.48 15.1 (org/other) 10.3 (place/quote) 9.2 (date/quote)"
    " 9.2 (person/money)",
    "reading-lamp": "11.11 4.62 5.31 16.1 (person/org) 9.1 (place/quote) 9.1 (place/other)"
    " 9.1 (place/money)",
    "harbour": "12.75 5.58 6.51 15.8 (place/money) 9.6 (person/org) 10.2 (money/body)"
    " 9.6 (date/other)",
    "blackout": "19.44 7.34 11.14 18.2 (org/other) 10.6 (person/org) 10.1 (person/org)"
    " 10.0 (date/other)",
    "whiteout": "19.26 7.19 7.91 15.8 (person/org) 9.9 (place/date) 9.1 (org/money)"
    " 9.0 (person/place)",
    "compass": "14.32 5.04 7.58 22.3 (person/money) 13.0 (money/other) 12.7 (person/org)"
    " 12.6 (person/money)",
    "compass-light": "16.73 4.65 6.77 18.7 (org/other) 12.8 (place/quote) 11.6 (date/quote)"
    " 11.5 (person/money)",
    "catppuccin-mocha": "11.34 5.25 6.19 15.3 (org/other) 9.6 (person/org) 9.5 (money/body)"
    " 9.7 (date/other)",
    "everforest-dark": "7.38 4.79 5.41 15.4 (place/quote) 9.0 (place/quote) 9.9 (place/other)"
    " 9.2 (other/quote)",
}
"""As another implementation, of nothing but the standard library, measured them."""


def test_every_bundled_theme_with_colours_of_its_own_has_its_figures() -> None:
    assert set(FIGURES) == set(MEASURED)


@pytest.mark.parametrize("name", MEASURED)
def test_the_measures_are_those_that_another_implementation_found(name: str) -> None:
    result = measure(load(name, [BUNDLED]))
    contrasts = (f"{result.least(sort):.2f}" for sort in ("reading", "text", "mark"))
    assert " ".join([*contrasts, *map(str, result.nearest.values())]) == FIGURES[name]


@pytest.mark.parametrize("name", NAMES)
def test_no_bundled_theme_has_a_fault(name: str) -> None:
    assert measure(load(name, [BUNDLED])).faults == ()


def test_all_styles_of_the_ten_are_measured_on_all_their_grounds() -> None:
    assert sum(len(measure(load(name, [BUNDLED])).pairs) for name in MEASURED) == 590


@pytest.mark.parametrize(
    ("name", "badges"),
    [
        ("evening-edition", ("AA",)),
        ("blackout", ("AAA",)),
        ("compass", ("AA", "CVD")),
        ("mono", ()),
    ],
)
def test_badges_are_earned_by_measure(name: str, badges: tuple[str, ...]) -> None:
    assert measure(load(name, [BUNDLED])).badges == badges


def made(folder: Path, text: str) -> Theme:
    (folder / "mine.toml").write_text(f'inherits = "broadsheet"\n{text}\n', "utf-8")
    return load("mine", [folder, BUNDLED])


def faults(folder: Path, text: str) -> list[str]:
    return [f"{f.style}: {f.what}" for f in measure(made(folder, text)).faults]


def test_text_too_faint_to_read_is_found(tmp_path: Path) -> None:
    said = faults(tmp_path, '[palette]\nfaint = "#bbbbbb"')
    assert any(
        line.startswith("boilerplate: contrast 1.8") and line.endswith("needs 4.5:1")
        for line in said
    ), said


def test_who_promises_more_contrast_is_held_to_it(tmp_path: Path) -> None:
    assert not faults(tmp_path, "")
    assert any("needs 7:1" in line for line in faults(tmp_path, 'contrast = "AAA"'))


def test_two_kinds_that_look_alike_without_colour_are_found(tmp_path: Path) -> None:
    said = faults(
        tmp_path, '[styles]\n"entity.org" = { fg = "org", bold = true, underline = false }'
    )
    assert any("looks the same as entity.person without colour" in line for line in said)


def test_two_kinds_that_colour_blind_eyes_confuse_are_found(tmp_path: Path) -> None:
    said = faults(tmp_path, '[palette]\nperson = "#8a2937"\nplace = "#176231"')
    assert any(line.startswith("entity.person: deuteranopia: person and place") for line in said)


def test_who_promises_colours_for_all_eyes_is_held_to_it(tmp_path: Path) -> None:
    assert any("needs 11" in line for line in faults(tmp_path, "colour_blind = true"))


def test_reversed_text_is_measured_the_way_it_is_drawn(tmp_path: Path) -> None:
    theme = made(tmp_path, '[styles]\nheader = { fg = "ink", reverse = true }')
    pair = next(pair for pair in measure(theme).pairs if pair.style == "header")
    assert (pair.ink, pair.paper) == (theme.colours["panel"], theme.palette["ink"])


# The science


SHARMA = [
    # G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula", 2005, table 1
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
]


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_differences_are_those_of_the_published_table(one: tuple, other: tuple, expected) -> None:
    found = Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000")
    assert found == pytest.approx(expected, abs=1e-4)


colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours, colours)
def test_contrast_is_the_same_as_the_colour_librarys(one: str, other: str) -> None:
    assert ratio(one, other) == pytest.approx(Color(one).contrast(Color(other)), rel=2e-3)


@given(colours, colours, st.sampled_from(VISIONS))
def test_difference_is_mutual_and_nothing_differs_from_itself(one, other, vision) -> None:
    assert difference(one, other, vision) == difference(other, one, vision)
    assert difference(one, one, vision) == 0


@given(st.integers(0, 255), st.sampled_from(VISIONS))
def test_grey_is_grey_to_all_eyes(level: int, vision: str) -> None:
    grey = f"#{level:02x}{level:02x}{level:02x}"
    assert difference(grey, seen(grey, vision)) < 1


def test_a_theme_seen_by_others_changes_colours_and_nothing_else() -> None:
    theme = load("harbour", [BUNDLED])
    other = seen_by(theme, "deuteranopia")
    assert other.styles["entity.person"].bold
    assert other.styles["entity.place"].fg != theme.styles["entity.place"].fg
    assert other.layout == theme.layout
    assert other.style("body") != theme.style("entity.place")
    assert seen_by(theme, "normal") is theme


# 256 colours


@pytest.mark.parametrize("name", NAMES)
def test_fitted_to_256_colours_a_theme_keeps_its_floors(name: str) -> None:
    fitted = refit(load(name, [BUNDLED]))
    assert measure(fitted).faults == ()
    used = {style.fg for style in fitted.layers.values()} | set(fitted.colours.values())
    assert all(not c.startswith("#") or c in palette() for c in used if c)


def test_fitted_grounds_stay_apart_unless_names_would_lose_their_hues() -> None:
    merged = set()
    for name in MEASURED:
        theme, fitted = load(name, [BUNDLED]), refit(load(name, [BUNDLED]))
        keys = ("background", "surface", "panel")
        assert len({theme.colours[k] for k in keys}) == len(keys)
        assert fitted.colours["panel"] not in (
            fitted.colours["background"],
            fitted.colours["surface"],
        )
        if fitted.colours["surface"] == fitted.colours["background"]:
            merged.add(name)
    assert merged == {"whiteout", "compass-light"}


@pytest.mark.parametrize("name", MEASURED)
def test_fitted_to_256_colours_people_and_places_keep_their_hue(name: str) -> None:
    theme = load(name, [BUNDLED])
    fitted = refit(theme)
    for kind in ("person", "org", "place"):
        before, after = (t.layers[f"entity.{kind}"].fg for t in (theme, fitted))
        (_, hue), (chroma, hue_after) = oklch(before), oklch(after)
        assert chroma > 0.04, f"{kind}: {before} became grey {after}"
        assert abs((hue - hue_after + 180) % 360 - 180) < 60, f"{kind}: {before} became {after}"


@pytest.mark.parametrize("name", MEASURED)
def test_fitted_to_256_colours_a_grey_ground_stays_grey(name: str) -> None:
    theme = load(name, [BUNDLED])
    fitted = refit(theme)
    for key in ("background", "surface", "panel"):
        (chroma, _), (after, _) = oklch(theme.colours[key]), oklch(fitted.colours[key])
        if chroma <= 0.02:
            assert after <= 0.02, f"{key}: {theme.colours[key]} became {fitted.colours[key]}"


def test_the_256_colours_are_shown_as_they_were_measured() -> None:
    from rich.color import Color as RichColor
    from rich.color import ColorSystem

    assert len(set(palette().values())) > 230
    for asked, shown in palette().items():
        written = RichColor.parse(asked).downgrade(ColorSystem.EIGHT_BIT)
        assert written.number is not None
        assert written.number >= 16
        assert written.get_truecolor().hex == shown
        assert difference(asked, shown) < 1


def oklch(colour: str) -> tuple[float, float]:
    _, chroma, hue = Color(colour).convert("oklch").coords(nans=False)
    return chroma, hue


@pytest.mark.parametrize("name", MEASURED)
def test_fitted_to_256_colours_no_colour_turns_into_another(name: str) -> None:
    theme = load(name, [BUNDLED])
    fitted = refit(theme)
    for style, layer in theme.layers.items():
        before, after = layer.fg, fitted.layers[style].fg
        if before is None or after is None or style.startswith(("entity.", "status.")):
            continue
        (chroma, hue), (chroma_after, hue_after) = oklch(before), oklch(after)
        turned = abs((hue - hue_after + 180) % 360 - 180)
        if chroma > 0.06 and chroma_after > 0.03:
            assert turned < 40, f"{style}: {before} became {after}"
        if chroma < 0.02:
            assert chroma_after < 0.06, f"{style}: {before} became {after}"


@pytest.mark.parametrize("name", ["broadsheet", "reading-lamp", "harbour"])
def test_fitted_grounds_are_no_louder_than_they_were(name: str) -> None:
    theme = load(name, [BUNDLED])
    for key in ("surface", "panel"):
        (before, _), (after, _) = oklch(theme.colours[key]), oklch(refit(theme).colours[key])
        assert after <= before


def test_fitting_is_kept_for_next_time_and_made_anew_when_the_theme_changes(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    theme = made(tmp_path, "")
    first = refit(theme, kept)
    (file,) = kept.iterdir()
    assert refit(theme, kept) == first
    file.write_text("{", "utf-8")
    assert refit(theme, kept) == first, "damaged, it is made anew"
    refit(made(tmp_path, '[palette]\nink = "#112233"'), kept)
    assert len(list(kept.iterdir())) == 2


def test_a_folder_that_cannot_be_written_keeps_nothing_from_being_fitted(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    theme = load("harbour", [BUNDLED])
    assert refit(theme, tmp_path / "kept") == refit(theme)
