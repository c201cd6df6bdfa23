"""Windows: which part of a text is read with a question in training, and what is said of it."""

import random
from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.windows import about_line
from training.cases import READ_SENTENCES, Case, CountTokens, NewsArticle, NewsQuestion

LEAST_TOKENS, MOST_TOKENS = 90, 300
"""How many word pieces a window may have: drawn anew for each, so that no size is learned."""

SHORT, SHORTEST_TOKENS = 0.25, 10
"""How often a window is shorter than these, and how short it may be: some articles are notes."""

NOTHING_ABOUT, NO_DAY, NO_LEAD = 0.2, 0.3, 0.25
"""How often title, day and lead are left out: users' articles often lack them."""


class Cutter:
    """Cuts windows out of texts and says what each is about.

    Args:
        count_tokens: counts word pieces.
        rng: draws.
    """

    def __init__(self, count_tokens: CountTokens, rng: random.Random) -> None:
        self._count_tokens = count_tokens
        self._counts: dict[str, int] = {}
        self._rng = rng

    def general(self, case: Case) -> Case:
        """Cut a case of a general set to a window round an answering sentence, if any."""
        at = self._rng.choice(case.answering or range(len(case.sentences)))
        window = self._around(case.sentences, at)
        about = "" if self._rng.random() < NOTHING_ABOUT else case.about
        return replace(
            case,
            sentences=tuple(case.sentences[i] for i in window),
            answering=tuple(i - window.start for i in case.answering if i in window),
            about=about,
        )

    def news(self, question: NewsQuestion, article: NewsArticle, at: int, source: str) -> Case:
        """Cut the window of an article that holds a sentence, and mark what answers in it."""
        read = article.sentences[: max(READ_SENTENCES, at + 1)]
        window = self._around(read, at)
        tempting = () if not question.answering else question.also
        return Case(
            question=question.question,
            sentences=tuple(read[i] for i in window),
            answering=tuple(i - window.start for i in question.answering if i in window),
            source=source,
            ignored=tuple(i - window.start for i in tempting if i in window),
            about=self._about(article, window.start),
        )

    def _about(self, article: NewsArticle, start: int) -> str:
        if self._rng.random() < NOTHING_ABOUT:
            return ""
        day = article.published if self._rng.random() >= NO_DAY else None
        lead = article.sentences[0] if start and self._rng.random() >= NO_LEAD else ""
        return about_line(article.title, day, lead)

    def _around(self, sentences: Sequence[str], at: int) -> range:
        """Draw a window of whole sentences that holds one of them."""
        counts = self._counted(sentences)
        least, most = LEAST_TOKENS, MOST_TOKENS
        if self._rng.random() < SHORT:
            least, most = SHORTEST_TOKENS, LEAST_TOKENS
        limit = self._rng.randint(least, most)
        start, end, size = at, at + 1, counts[at]
        while True:
            sides = [
                side
                for side in (start - 1, end)
                if 0 <= side < len(counts) and size + counts[side] <= limit
            ]
            if not sides:
                return range(start, end)
            side = self._rng.choice(sides)
            size += counts[side]
            start, end = min(start, side), max(end, side + 1)

    def _counted(self, sentences: Sequence[str]) -> list[int]:
        unknown = list({s for s in sentences if s not in self._counts})
        if unknown:
            self._counts.update(zip(unknown, self._count_tokens(unknown), strict=True))
        return [self._counts[s] for s in sentences]
