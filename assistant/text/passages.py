"""Passages: consecutive whole sentences, few enough for an embedder to read."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.text.sentences import MAX_SENTENCE_CHARS, Sentence, split_sentences, trimmed

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns for each text the number of tokens the embedder makes of it, without special ones."""

# Where a sentence that is too long may be cut, best first: after an inner sentence end,
# after a clause, at white space, anywhere.
_CUTS = (
    re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+"),
    re.compile(r"(?<=[,;:—–、，；：])\s*"),
    re.compile(r"\s+"),
)


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


def _cut_to_fit(
    text: str, sentences: Sequence[Sentence], count_tokens: CountTokens, limit: int
) -> Iterator[tuple[Sentence, int]]:
    """Return sentences that fit, each with its number of tokens."""
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
        yield from trimmed(text, start, end)
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
