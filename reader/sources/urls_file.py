"""newsboat's `urls` file: a feed a line, its tags behind it, query feeds among them.

See "Feeds" and "Query feeds" in newsboat's manual. What runs a command (exec:, filter:) is named
and left out: no file that is read here may run anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reader.sources.characters import clean_line
from reader.sources.opml import Subscription

_WORD: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_COMPARED: Final = re.compile(
    r"\s*(?P<open>\()|\s*(?P<close>\))|\s*(?P<join>and|or)\b"
    r"|\s*(?P<name>\w+)\s*(?P<op>=~|!~|!=|==|=|!#|#|<=|>=|<|>|between)\s*"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s()]+))',
    re.IGNORECASE,
)
_FIELDS: Final = {
    "title": "title", "content": "", "author": "by", "feedtitle": "feed", "articletitle": "title",
    "rssurl": "feed", "link": "url",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueryFeed:
    """A query feed as a view: its name, and the search that finds the same."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class UrlsFile:
    """What a `urls` file has. `problems` name the lines that could not be taken over, and why."""

    subscriptions: tuple[Subscription, ...]
    views: tuple[QueryFeed, ...]
    problems: tuple[str, ...]


def read_urls(text: str) -> UrlsFile:
    """The feeds, query feeds and problems of a `urls` file, in its order. Never raises."""
    subscriptions: dict[str, Subscription] = {}
    views: list[QueryFeed] = []
    problems: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        # A query that was not put in quotation marks is the whole line.
        words = [line.strip()] if line.lstrip().startswith("query:") else _words(line)
        if not words or line.lstrip().startswith("#"):
            continue
        url, tags = words[0], words[1:]
        name = next((clean_line(tag[1:]) for tag in tags if tag.startswith("~")), "")
        kept = tuple(
            dict.fromkeys(clean_line(t) for t in tags if not t.startswith(("~", "!")) and t.strip())
        )
        if url.startswith("query:"):
            _, title, *expression = url.split(":", 2)
            query = as_query(expression[0]) if expression else None
            if query is None:
                problems.append(f"line {number}: the query “{clean_line(title)}” has no like here")
            else:
                views.append(QueryFeed(clean_line(title), query))
        elif url.startswith(("http://", "https://", "feed:")):
            url = re.sub(r"\Afeed:(?://)?(?=https?:)|\Afeed:(?=//)", "", url)
            url = f"https:{url}" if url.startswith("//") else url
            subscriptions.setdefault(url, Subscription(url, name, kept))
        elif url.startswith(("exec:", "filter:")):
            problems.append(f"line {number}: runs a command, which is not taken over")
        elif url.startswith("file:"):
            problems.append(f"line {number}: is a file; `reader add` takes files")
        else:
            problems.append(f"line {number}: “{clean_line(url)[:60]}” is no address")
    return UrlsFile(tuple(subscriptions.values()), tuple(views), tuple(problems))


def as_query(expression: str) -> str | None:
    """A newsboat filter expression as a search; None where there is no like of it."""
    expression = expression.strip()
    if len(expression) > 1 and expression[0] == expression[-1] == '"':
        expression = expression[1:-1]
    expression = expression.replace('\\"', '"')
    parts: list[str] = []
    at = 0
    while at < len(expression.rstrip()):
        match = _COMPARED.match(expression, at)
        if match is None:
            return None
        at = match.end()
        if match["open"] or match["close"]:
            parts.append("(" if match["open"] else ")")
        elif match["join"]:
            if match["join"].lower() == "or":
                parts.append("or")
        else:
            found = _compared(match["name"].lower(), match["op"], match["quoted"] or match["bare"])
            if found is None:
                return None
            parts.append(found)
    return re.sub(r"\( | \)", lambda found: found[0].strip(), " ".join(parts)) or None


def _compared(name: str, op: str, value: str | None) -> str | None:
    """One comparison: `unread = "yes"`, `tags # "news"`, `title =~ "ferry|bridge"`."""
    value = clean_line(value or "")
    is_not = op in ("!=", "!#", "!~")
    if name == "unread" and value in ("yes", "no"):
        return "is:unread" if (value == "yes") != is_not else "is:read"
    if name == "flags" and op in ("#", "=~", "=", "=="):
        return "is:starred"
    if name == "tags" and value:
        return f"{'-' * is_not}tag:{_value(value)}"
    if name == "age" and value.isdecimal():
        return (
            f"after:{value}d" if op in ("<", "<=") else f"before:{value}d" if op[0] == ">" else None
        )
    if name in _FIELDS and op in ("=~", "=", "==", "!~", "!=", "#") and value:
        field = f"{_FIELDS[name]}:" if _FIELDS[name] else ""
        choices = [_value(part) for part in re.sub(r"\A\^|\$\Z|\.\*", "", value).split("|") if part]
        if not choices or any(re.search(r"[][(){}*+?^$\\]", choice) for choice in choices):
            return None
        joined = " or ".join(f"{field}{choice}" for choice in choices)
        joined = f"({joined})" if len(choices) > 1 else joined
        return f"-{joined}" if is_not else joined
    return None


def _value(text: str) -> str:
    return f'"{text}"' if not re.fullmatch(r"[\w.-]+", text) else text


def _words(line: str) -> list[str]:
    """A line's words, those in quotation marks whole."""
    return [
        re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2]
        for match in _WORD.finditer(line)
    ]


def looks_like_urls(text: str) -> bool:
    """Whether a text is a `urls` file: every line is an address, a query or a comment."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    starts = ("#", "http://", "https://", "feed:", "query:", "exec:", "filter:", "file:", '"')
    return bool(lines) and sum(line.startswith(starts) for line in lines) >= 0.8 * len(lines)
