"""Copies: which other articles say the same as a citation, word for word or nearly so."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Citation
from assistant.articles import Article
from assistant.asking.retrieval import RankedPassage
from assistant.text.facts import unfounded


def with_copies(
    citations: Sequence[Citation], passages: Sequence[RankedPassage]
) -> tuple[Citation, ...]:
    """Return citations with the other articles that hold a copy of what they cite.

    A copy of a passage can differ in the very sentence, as an update does. So an article counts
    only if its copy has every number, name and date of the sentence.

    Args:
        citations: sentences of the passages.
        passages: what retrieval found, with the copies that it left out.
    """
    return tuple(replace(c, also_in=_holders(c, passages)) for c in citations)


def _holders(citation: Citation, passages: Sequence[RankedPassage]) -> tuple[Article, ...]:
    copies = (
        copy
        for passage in passages
        if passage.found.article.id == citation.article.id
        and passage.found.passage.start <= citation.start
        and citation.end <= passage.found.passage.end
        for copy in passage.copies
    )
    return tuple(c.article for c in copies if not unfounded(citation.quote, [c.text]))
