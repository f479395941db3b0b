"""Tags past all measure do not hold the reader up."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from reader.sources import Original, parse
from reader.sources.tags import MOST_ATTRIBUTES, bounded

STORY = "<p>The ferry sailed on Monday in spite of the storm, the mayor of Marvik said.</p>" * 5


def test_a_tag_of_hundred_thousand_attributes_does_not_hold_the_page_up() -> None:
    many = " ".join(f"a{n}=1" for n in range(100_000))
    page = f"<html><body><article><h1>Ferry sails</h1><div {many}>{STORY}</div></article></body>"
    began = time.monotonic()
    article = parse(Original("/ferry.html", page.encode()))
    assert time.monotonic() - began < 3
    assert any("the mayor of Marvik" in block.text for block in article.blocks)


def test_quotation_marks_hide_no_attribute() -> None:
    many = " ".join(f"""a{n}=">" b{n} = '>' c{n}""" for n in range(MOST_ATTRIBUTES))
    kept = bounded(f"<p {many}>Text</p>")
    assert len(kept) < 10 * MOST_ATTRIBUTES
    assert kept.endswith(">Text</p>")


def test_a_script_is_left_as_it_is() -> None:
    script = "<script>for(i=0;i<n;i++){" + "a b " * MOST_ATTRIBUTES + "}</script>"
    assert bounded(script) == script
    comment = "<!-- <p " + "a b " * MOST_ATTRIBUTES + "-->"
    assert bounded(comment) == comment


@given(st.text("<>/='\" ab!-\n", max_size=400))
def test_a_page_of_common_measure_stays_what_it_is(page: str) -> None:
    assert bounded(page) == page
