"""Words of the messages about a query."""

from __future__ import annotations

from reader.library.asked import CHOICES, DATE_FIELDS


def listed(names: tuple[str, ...], joint: str = "and") -> str:
    """`a, b and c`."""
    return f"{', '.join(names[:-1])} {joint} {names[-1]}" if len(names) > 1 else names[0]


def expected(name: str) -> str:
    """What is to follow a field's colon."""
    if name in CHOICES:
        return listed(CHOICES[name], "or")
    if name in DATE_FIELDS:
        return "a date: 2022-11-05, 2022-11, 3d or yesterday"
    return {
        "id": "a number",
        "near": 'words in quotation marks: near:"trade china"',
        "source": "a newspaper's name",
        "person": "a name",
        "org": "a name",
        "place": "a name",
        "by": "who wrote it",
        "url": "a part of the address",
        "feed": "a part of its name",
        "tag": "a feed's tag",
    }.get(name, "a word, or words in quotation marks")


def shown(raw: str) -> str:
    """A piece of the query fit for a message: short, nothing that a terminal would act on."""
    clean = "".join(c if c.isprintable() else "�" for c in raw)
    return clean if len(clean) <= 30 else f"{clean[:29]}…"
