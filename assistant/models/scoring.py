"""Scoring: what every model can do that reads sentences for a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of an article as it is read.

    Args:
        sentences: its sentences, in order.
        about: what helps to understand them and is no part of them: the article's title, its
            day and how it begins; empty where nothing is known.
    """

    sentences: tuple[str, ...]
    about: str = ""


class SentenceScorer(Protocol):
    """Reads a question together with windows and scores every sentence."""

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Return for each sentence of each window the log odds that it answers.

        Args:
            question: the question.
            windows: what is read.
        """
        ...
