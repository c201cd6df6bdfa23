"""Scoring: what every model can do that reads sentences for a question."""

from collections.abc import Sequence
from typing import Protocol


class SentenceScorer(Protocol):
    """Reads a question together with passages and scores every sentence."""

    def score(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Return for each sentence of each passage the log odds that it answers.

        Args:
            question: the question.
            passages: each passage's sentences, in order.
        """
        ...
