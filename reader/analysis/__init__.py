"""Article → Article: what is hidden, who is named, who said what."""

from __future__ import annotations

from functools import cache

from reader.analysis.annotator import NOTHING_KNOWN, Annotator, Background
from reader.article import Article

__all__ = ["NOTHING_KNOWN", "Annotator", "Background", "annotate", "annotators", "versions"]


@cache
def annotators() -> tuple[Annotator, ...]:
    """The annotators in the order they run. Imported on first use: the tagger is not light."""
    from reader.analysis import boilerplate, entities, quotes, structure

    return (boilerplate.ANNOTATOR, structure.ANNOTATOR, entities.ANNOTATOR, quotes.ANNOTATOR)


def annotate(article: Article, background: Background = NOTHING_KNOWN) -> Article:
    """The article with roles, entities and quotes found."""
    for annotator in annotators():
        article = annotator.annotate(article, background)
    return article


def versions() -> str:
    """What an article analysed now is analysed by, e.g. `boilerplate 1, structure 1`."""
    return ", ".join(f"{a.name} {a.version}" for a in annotators())
