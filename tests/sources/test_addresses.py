"""Which targets of links are addresses of pages."""

from __future__ import annotations

import pytest

from reader.sources.addresses import absolute, shown_name

BASE = "https://paper.example/news/today"


@pytest.mark.parametrize(
    "target",
    ["http://-x/", "https://x-.example/", "http://a..b/", "javascript:alert(1)", "http://", "#top"],
)
def test_what_leads_to_no_page_is_no_link(target: str) -> None:
    assert absolute(target, BASE) == ""


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("tomorrow", "https://paper.example/news/tomorrow"),
        ("http://a-b.example/-x-", "http://a-b.example/-x-"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://paper.example./", "https://paper.example./"),
        ("mailto:desk@paper.example", "mailto:desk@paper.example"),
    ],
)
def test_what_leads_somewhere_is_made_whole(target: str, address: str) -> None:
    assert absolute(target, BASE) == address


def test_an_endless_address_is_named_in_short() -> None:
    assert len(shown_name(f"https://paper.example/{'a' * 9_000}")) == 200
