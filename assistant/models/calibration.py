"""Calibration: what a reader's scores are worth; it belongs to the weights and lies beside them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.errors import ModelError


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a reader's log odds become chances, and which sentences go along with the best one.

    `training.calibrate` fits it.

    Args:
        bias: of the chance that a sentence answers.
        weights: of its log odds, of the similarity of its passage and the question, of the share
            of the question's words that title and passage have, and of its article's recency.
        threshold: the least chance of a best sentence at which a question counts as answered.
        along: bias and weights that tell whether a further sentence belongs to the answer: of
            its own log odds, of how far they are below the best one's, of standing beside a
            sentence that belongs to it, and of being the first of its article.
    """

    bias: float
    weights: tuple[float, ...]
    threshold: float
    along: tuple[float, float, float, float, float]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a calibration from its file.

        Raises:
            ModelError: it is not there or holds something else.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            bias, own, below, beside, elsewhere = values["along"]
            return cls(
                values["bias"],
                tuple(values["weights"]),
                values["threshold"],
                (bias, own, below, beside, elsewhere),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"the calibration {str(path)!r} cannot be read: {error}; "
                "reinstall articles-assistant"
            ) from error

    def chance(self, signals: Sequence[float]) -> float:
        """Return the chance that a sentence answers, from 0 to 1.

        Args:
            signals: what `weights` are of.
        """
        weighed = sum(w * s for w, s in zip(self.weights, signals, strict=True))
        return 1 / (1 + math.exp(-self.bias - weighed))

    def goes_along(self, log_odds: float, below: float, *, beside: bool, elsewhere: bool) -> bool:
        """Tell whether a further sentence belongs to the answer.

        Args:
            log_odds: of its chance.
            below: how far they are below those of the best sentence.
            beside: whether it stands next to a sentence that belongs to it.
            elsewhere: whether no sentence of its article belongs to it yet.
        """
        bias, own, gap, neighbour, other = self.along
        return bias + own * log_odds + gap * below + neighbour * beside + other * elsewhere > 0


CHECKPOINT = Calibration(
    bias=-2.15, weights=(0.35, 2.3, 0.95, 1.0), threshold=0.25, along=(0.8, 0.0, -1.0, 0.12, 0.0)
)
"""For a reader of the user's own, whose scores nobody has measured: a further sentence goes along
whose odds are at least .45 of the best one's, or .40 beside a sentence that belongs to it."""
