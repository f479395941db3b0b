"""What stands between `---` lines above a Markdown text: `title: Bridge reopens`."""

from __future__ import annotations

import json
import re
from typing import Final

from reader.sources.characters import clean_line

_BLOCK: Final = re.compile(r"\A\s*---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"([\w-]+)[ \t]*:(?:[ \t]+(.*)|[ \t]*)\Z")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)\Z")

_NAMES: Final = {
    "title": "headline",
    "headline": "headline",
    "author": "byline",
    "authors": "byline",
    "byline": "byline",
    "description": "standfirst",
    "standfirst": "standfirst",
    "summary": "standfirst",
    "subtitle": "standfirst",
    "excerpt": "standfirst",
    "date": "published",
    "published": "published",
    "pubdate": "published",
    "source": "source",
    "site": "source",
    "sitename": "source",
    "publication": "source",
    "publisher": "source",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "canonical_url": "url",
    "language": "language",
    "lang": "language",
    "section": "section",
    "category": "section",
}
"""What programs that save pages call an article's fields."""

_WRITTEN: Final = {
    "headline": "title",
    "standfirst": "description",
    "byline": "author",
    "published": "date",
    "source": "source",
    "url": "url",
    "language": "language",
    "section": "section",
}


def read_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields by the model's names, and the text below them.

    The plain part of YAML: `name: value`, quoted values, lists in brackets or under the name
    (joined by ", "). Names that are no field of an article are passed over.
    """
    match = _BLOCK.match(text)
    if match is None:
        return {}, text
    found: dict[str, list[str]] = {}
    name = ""
    for line in (match[1] or "").split("\n"):
        if (item := _ITEM.match(line)) and name:
            found[name].append(_value(item[1]))
        elif field := _FIELD.match(line):
            name = field[1].lower()
            found[name] = _values(field[2] or "")
    fields: dict[str, str] = {}
    for name, values in found.items():
        value = ", ".join(one for one in values if one)
        # A "source" that is an address is what web clippers call the page's.
        field_name = "url" if value.startswith(("http://", "https://")) else _NAMES.get(name)
        if value and field_name and (field_name != "url" or _NAMES.get(name) in ("url", "source")):
            fields.setdefault(field_name, value)
    return fields, text[match.end() :]


def write_front_matter(fields: dict[str, str]) -> str:
    """The lines of the fields that are known, `---` included; empty when none is."""
    lines = [
        f"{_WRITTEN[name]}: {json.dumps(clean_line(value), ensure_ascii=False)}\n"
        for name, value in fields.items()
        if clean_line(value)
    ]
    return f"---\n{''.join(lines)}---\n\n" if lines else ""


def _values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_value(part) for part in text[1:-1].split(",")]
    return [_value(text)]


def _value(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            return clean_line(str(json.loads(text)))
        except ValueError:
            text = text[1:-1]
    elif len(text) >= 2 and text[0] == text[-1] == "'":
        text = text[1:-1].replace("''", "'")
    return clean_line(text)
