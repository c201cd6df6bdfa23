"""Sentences: the spans of a text that can be cited."""

from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

TEXT_RULES = "sentencex-1, passages-1"
"""Names the splitting rules; a store made under other rules must be rebuilt."""

MAX_SENTENCE_CHARS = 2000
"""A longer run of text without a sentence end is cut, whatever the embedder reads."""


@dataclass(frozen=True, order=True, slots=True)
class Sentence:
    """A span `[start, end)` of an article's text, in characters: what can be cited."""

    start: int
    end: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split text into sentences that cover all of it but white space, in order.

    Args:
        text: any text.

    Returns:
        Sentences that neither overlap nor start or end with white space.
    """
    spans = ((b["start_index"], b["end_index"]) for b in get_sentence_boundaries("en", text))
    return tuple(sentence for start, end in spans for sentence in trimmed(text, start, end))


def trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Give the sentence between two places, white space left off; nothing if that is all."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Sentence(start, end)
