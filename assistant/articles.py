"""Articles, and how their text becomes sentences and passages: pure text, no effects."""

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

import numpy as np
from sentencex import get_sentence_boundaries

from assistant.errors import ArticleError

TEXT_RULES = "sentencex-1, passages-1"
"""Names the splitting rules; a store made under other rules must be rebuilt."""

MAX_SENTENCE_CHARS = 2000
"""A longer run of text without a sentence end is cut, whatever the embedder reads."""

CountTokens = Callable[[Sequence[str]], list[int]]
"""Gives for each text the number of tokens the embedder makes of it, without special ones."""

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]
"""Unit vectors, one a row: embedded passages or questions."""

# Where a sentence that is too long may be cut, best first: after an inner sentence end,
# after a clause, at white space, anywhere.
_CUTS = (
    re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+"),
    re.compile(r"(?<=[,;:—–、，；：])\s*"),
    re.compile(r"\s+"),
)


@dataclass(frozen=True)
class Article:
    """One article, its text exactly as it was read.

    Args:
        id: names the article in the store; one id, one article.
        text: the whole text; never altered.
        title: the headline; empty when unknown.
        url: where it was published; empty when unknown.
        source: the outlet as its metadata names it; empty when unknown.
        author: who wrote it; several names are joined by commas.
        published: the day it was published; None when unknown.

    Raises:
        ArticleError: the id or the text is empty, or a field holds a lone surrogate,
            which no UTF-8 store can keep.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ArticleError("an article has no id; give it one")
        if not self.text.strip():
            raise ArticleError(f"article {self.id!r} has no text; give it some or leave it out")
        for name in ("id", "text", "title", "url", "source", "author"):
            _require_utf8(name, getattr(self, name))

    @property
    def outlet(self) -> str:
        """The source if it is named, else the host of the URL, else empty."""
        return self.source or _host(self.url)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all fields: equal hashes, equal articles."""
        published = self.published.isoformat() if self.published else None
        fields = [
            self.id,
            self.text,
            self.title,
            self.url,
            self.source,
            self.author,
            published,
        ]
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


@dataclass(frozen=True, order=True, slots=True)
class Sentence:
    """A span `[start, end)` of an article's text, in characters: what can be cited."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one article: what is embedded and searched."""

    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Where the passage's first sentence starts."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where the passage's last sentence ends."""
        return self.sentences[-1].end


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split text into sentences that cover all of it but white space, in order.

    Args:
        text: any text.

    Returns:
        Sentences that neither overlap nor start or end with white space.
    """
    spans = ((b["start_index"], b["end_index"]) for b in get_sentence_boundaries("en", text))
    return tuple(sentence for start, end in spans for sentence in _trimmed(text, start, end))


def split_passages(text: str, count_tokens: CountTokens, limit: int) -> tuple[Passage, ...]:
    """Split text into passages of whole sentences that an embedder reads whole.

    Args:
        text: any text.
        count_tokens: the embedder's own count.
        limit: the most tokens a passage may have. A sentence with more is cut, at the
            best place there is, into sentences that fit.

    Returns:
        Passages in order; every sentence is in exactly one.
    """
    sentences = split_sentences(text)
    passages: list[Passage] = []
    current: list[Sentence] = []
    room = limit
    for sentence, count in _cut_to_fit(text, sentences, count_tokens, limit):
        if current and count > room:
            passages.append(Passage(tuple(current)))
            current, room = [], limit
        current.append(sentence)
        room -= count
    if current:
        passages.append(Passage(tuple(current)))
    return tuple(passages)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # such as an IPv6 address that is not closed
        return ""


def _require_utf8(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"{name} holds the lone surrogate {value[error.start]!r} at character "
            f"{error.start}; save the source as UTF-8"
        ) from None


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Sentence(start, end)


def _cut_to_fit(
    text: str, sentences: Sequence[Sentence], count_tokens: CountTokens, limit: int
) -> Iterator[tuple[Sentence, int]]:
    """Give sentences that fit, each with its number of tokens."""
    counts = count_tokens([text[s.start : s.end] for s in sentences])
    for sentence, count in zip(sentences, counts, strict=True):
        if count <= limit and sentence.end - sentence.start <= MAX_SENTENCE_CHARS:
            yield sentence, count
        else:
            pieces = list(_cut(text, sentence, count_tokens, limit))
            yield from zip(
                pieces, count_tokens([text[p.start : p.end] for p in pieces]), strict=True
            )


def _cut(
    text: str, sentence: Sentence, count_tokens: CountTokens, limit: int
) -> Iterator[Sentence]:
    start = sentence.start
    while start < sentence.end:
        end = _longest_fit(text, start, sentence.end, count_tokens, limit)
        yield from _trimmed(text, start, end)
        start = end


def _longest_fit(text: str, start: int, end: int, count_tokens: CountTokens, limit: int) -> int:
    """Find the best end of a first piece that fits: a good place, and not a crumb."""

    def fits(stop: int) -> bool:
        return count_tokens([text[start:stop]])[0] <= limit

    end_of_window = min(end, start + MAX_SENTENCE_CHARS)
    if end_of_window == end and fits(end):
        return end
    window = text[start:end_of_window]
    anywhere = range(start + 1, end_of_window + 1)
    longest = _last_that_fits(anywhere, fits)
    for cut in _CUTS:
        stops = [start + m.end() for m in cut.finditer(window)]
        best = bisect_right(stops, longest) - 1
        if best >= 0 and stops[best] - start > (longest - start) // 3 and fits(stops[best]):
            return stops[best]
    return longest


def _last_that_fits(stops: Sequence[int], fits: Callable[[int], bool]) -> int:
    """Find the last stop that fits by halving; the first one if none does."""
    low, high = 0, len(stops)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(stops[middle]):
            low = middle
        else:
            high = middle
    return stops[low]
