"""Copies: which other articles say the same as a citation, word for word or nearly so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers import Citation
from assistant.articles import Article
from assistant.asking.retrieval import RankedPassage
from assistant.store.protocol import StoredPassage
from assistant.text.repeats import says_the_same


def with_copies(
    citations: Sequence[Citation], passages: Sequence[RankedPassage]
) -> tuple[Citation, ...]:
    """Return citations with the other articles that say the same in a sentence of theirs.

    Args:
        citations: sentences of the passages.
        passages: what retrieval found, with the copies that it left out.
    """
    found = [stored for passage in passages for stored in (passage.found, *passage.copies)]
    return tuple(replace(c, also_in=tuple(_holders(c, found))) for c in citations)


def _holders(citation: Citation, passages: Sequence[StoredPassage]) -> Iterator[Article]:
    held = {citation.article.id}
    for passage in passages:
        article = passage.article
        if article.id not in held and _says(passage, citation.quote):
            held.add(article.id)
            yield article


def _says(passage: StoredPassage, quote: str) -> bool:
    text = passage.article.text
    return any(says_the_same(text[s.start : s.end], quote) for s in passage.passage.sentences)
