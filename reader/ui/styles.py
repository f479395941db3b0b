"""Styles as a theme file writes them: what a part of the page looks like, and what falls to what.

A style is a set of attributes, each given or not. An attribute that is not given comes from the
style further up the name (`entity.person` → `entity`), and on the page from the layer beneath.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

ENTITY_KINDS = ("person", "org", "place", "date", "money", "other")
"""The kinds that have a colour of their own."""

KIND_FALLBACK: Mapping[str, str] = {
    "time": "date",
    "percent": "money",
    "quantity": "money",
    "event": "other",
    "law": "other",
    "work": "other",
    "product": "other",
    "group": "other",
    "role": "other",
}
"""Kinds that are drawn as another kind unless a theme says otherwise."""

# fmt: off
STYLE_NAMES: frozenset[str] = frozenset({
    "body", "headline", "standfirst", "kicker", "byline", "dateline", "meta", "subhead", "caption",
    "link",
    "quote", "quote.mark", "quote.speaker", "quote.gutter", "boilerplate", "boilerplate.label",
    "entity", "search.hit", "search.current", "focus.dim", "selection",
    "list.unread", "list.unread_dot", "list.read", "list.starred", "list.source", "list.age",
    "list.cursor", "list.cluster", "list.duplicate",
    "panel.title", "header", "footer.key", "footer.text", "progress.done", "progress.todo",
    "border", "border.focus", "scrollbar", "status.ok", "status.warn", "status.error",
}) | {f"entity.{kind}" for kind in (*ENTITY_KINDS, *KIND_FALLBACK)}
# fmt: on

Underline = bool | Literal["double"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a part of the page looks; None: as the layer beneath.

    `fg` and `bg` are a palette name or a hex colour as written, hex once resolved (or, in a theme
    of the terminal's own colours, `default` or `ansi_…`). `mark` stands at the text, `gutter` in
    the margin beside it; each is one cell.
    """

    fg: str | None = None
    bg: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: Underline | None = None
    reverse: bool | None = None
    strike: bool | None = None
    mark: str | None = None
    gutter: str | None = None

    def over(self, below: Style) -> Style:
        """This style laid over another: its own attributes, else those beneath."""
        return replace(below, **self.given())

    def given(self) -> dict[str, Any]:
        """The attributes that are set."""
        return {name: v for name in STYLE_KEYS if (v := getattr(self, name)) is not None}


STYLE_KEYS = tuple(field.name for field in fields(Style))
_SWITCHES = ("bold", "italic", "reverse", "strike")


class StyleFault(ValueError):
    """A style that cannot be read: `name` of the style, what is wrong, what was probably meant."""

    def __init__(self, name: str, what: str, wrong: str = "", among: tuple[str, ...] = ()) -> None:
        super().__init__(f"{name}: {what}")
        self.name, self.what, self.wrong, self.among = name, what, wrong, among


def read_style(name: str, value: object) -> tuple[Style, list[StyleFault]]:
    """One style, in the short form or as a table, and what could not be read."""
    attributes = read_words(value) if isinstance(value, str) else value
    if not isinstance(attributes, Mapping):
        return Style(), [StyleFault(name, f"{value!r} is no style; write for example “bold blue”")]
    kept: dict[str, Any] = {}
    faults: list[StyleFault] = []
    for attribute, part in attributes.items():
        fault = _fault(name, str(attribute), part)
        if fault:
            faults.append(fault)
        else:
            kept[attribute] = part
    return Style(**kept), faults


def read_styles(table: Mapping[str, Any]) -> tuple[dict[str, Style], list[StyleFault]]:
    """The styles of a `[styles]` table by dotted name, and what could not be read.

    `[styles.entity] person = …`, `"entity.person" = …` and `entity.person = …` mean the same.
    """
    raw: dict[str, dict[str, Any]] = {}
    for name, attribute, value in _entries(table, ""):
        raw.setdefault(name, {})[attribute] = value
    styles: dict[str, Style] = {}
    faults: list[StyleFault] = []
    for name, attributes in raw.items():
        if name not in STYLE_NAMES:
            faults.append(StyleFault(name, "no such style", name, tuple(STYLE_NAMES)))
            continue
        kept: dict[str, Any] = {}
        for attribute, value in attributes.items():
            fault = _fault(name, attribute, value)
            if fault:
                faults.append(fault)
            else:
                kept[attribute] = value
        styles[name] = Style(**kept)
    return styles, faults


def _entries(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str, Any]]:
    """Every (style name, attribute, value) of a table, however deeply it is written."""
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, str) and not (prefix and key in STYLE_KEYS):
            for attribute, part in read_words(value).items():
                yield name, attribute, part
        elif isinstance(value, Mapping):
            yield from _entries(value, name)
        else:
            yield prefix or name, key if prefix else "?", value


def read_words(words: str) -> dict[str, Any]:
    """The short form of a style: `bold underline blue on paper`."""
    style: dict[str, Any] = {}
    ground = False
    for word in words.split():
        if word == "on":
            ground = True
        elif word in _SWITCHES:
            style[word] = True
        elif word in ("underline", "underline2"):
            style["underline"] = True if word == "underline" else "double"
        elif word != "none":
            style["bg" if ground else "fg"] = word
    return style


def _fault(name: str, attribute: str, value: object) -> StyleFault | None:
    if attribute in ("dim", "blink"):
        why = "is unreadable on some terminals; choose a fainter colour"
        return StyleFault(name, f"“{attribute}” {why if attribute == 'dim' else 'is not offered'}")
    if attribute == "?":
        return StyleFault(name, f"{value!r} is no style; write for example “bold blue”")
    if attribute not in STYLE_KEYS:
        return StyleFault(name, f"unknown attribute “{attribute}”", attribute, STYLE_KEYS)
    if attribute == "underline":
        good = isinstance(value, bool) or value == "double"
        return None if good else StyleFault(name, 'underline is true, false or "double"')
    if attribute in _SWITCHES:
        good = isinstance(value, bool)
        return None if good else StyleFault(name, f"{attribute} is true or false")
    if not isinstance(value, str):
        return StyleFault(name, f"{attribute} is text in quotes, not {value!r}")
    if attribute in ("mark", "gutter") and (len(value) > 1 or not value.isprintable()):
        return StyleFault(name, f"{attribute} is a single character, not “{value}”")
    return None


def chain(name: str) -> list[str]:
    """The styles a name falls to, the most general first, itself last."""
    parts = name.split(".")
    names = [".".join(parts[: n + 1]) for n in range(len(parts))]
    if parts[0] == "entity" and len(parts) == 2 and parts[1] in KIND_FALLBACK:
        names.insert(1, f"entity.{KIND_FALLBACK[parts[1]]}")
    return names
