"""A classifier of short texts: how likely one has each of some labels, by one linear layer.

It looks at the text's embedding, at its words and letters hashed into a small table, and at its
shape. `training.kinds` and `training.follow_ups` make its weights.
"""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.models.embedder import Embedder

BUCKETS = 1 << 13
"""How many places words and letters are hashed into."""

MAX_CHARS = 400
"""How much of a text is looked at, in characters."""

PACKAGE = Path(__file__).parents[1]
KIND_MODEL = PACKAGE / "kind_model" / "weights.npz"
FOLLOW_UP_MODEL = PACKAGE / "follow_up_model" / "weights.npz"
"""The packaged weights: which kind a question is of, and whether it goes back to earlier ones."""

_LETTERS = (2, 3, 4, 5)
_LATIN = 0x250  # the first code behind the Latin letters
_WORD = re.compile(r"\w+|[^\w\s]")
_QUESTION_MARKS = ("?", "？", "؟")


class _Weights(NamedTuple):
    labels: list[str]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]


class Classifier:
    """A classifier, loaded when it is first used; it may be used by several threads at once.

    Args:
        embedder: the packaged one, which it was trained with.
        path: its weights.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path
        self._loaded: _Weights | None = None
        self._loading = Lock()

    def load(self) -> None:
        """Load the model and its embedder now, if they are not loaded yet."""
        self._embedder.load()
        self._model  # noqa: B018

    def probabilities(self, text: str) -> Mapping[str, float]:
        """Return how likely a text has each label; they add up to 1.

        Args:
            text: as it was typed.

        Raises:
            ModelError: the weights are missing or damaged.
        """
        model = self._model
        [vector] = self._embedder.encode([text[:MAX_CHARS]])
        logits = features(text, vector) @ model.weights + model.bias
        odds = np.exp(logits - logits.max())
        return dict(zip(model.labels, map(float, odds / odds.sum()), strict=True))

    @property
    def _model(self) -> _Weights:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._path)
            return self._loaded


def features(text: str, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return what a classifier looks at, shape (384 + BUCKETS + 8,).

    Args:
        text: any text; what is behind `MAX_CHARS` counts for nothing.
        vector: its embedding, shape (384,).
    """
    return np.concatenate([vector, hashed(text), shape(text)])


def hashed(text: str) -> npt.NDArray[np.float32]:
    """Return a text's words, runs of words and runs of letters as a unit vector, shape (BUCKETS,).

    Args:
        text: any text; what is behind `MAX_CHARS` counts for nothing.
    """
    counts = Counter(crc32(run.encode()) % BUCKETS for run in _runs(text[:MAX_CHARS].casefold()))
    vector = np.zeros(BUCKETS, np.float32)
    if counts:
        vector[list(counts)] = 1 + np.log(list(counts.values()))
        vector /= np.linalg.norm(vector)
    return vector


def shape(text: str) -> npt.NDArray[np.float32]:
    """Return what a text looks like, each from 0 to about 1; shape (8,).

    That is: whether it has no letters, the shares of its letters that are no Latin ones and that
    have accents, how long it is, whether it ends as a question, and its shares of marks and digits.

    Args:
        text: any text; what is behind `MAX_CHARS` counts for nothing.
    """
    text = text[:MAX_CHARS].strip()
    codes = [ord(character) for character in text if character.isalpha()]
    letters, words = max(1, len(codes)), len(text.split())
    marks = sum(not character.isalnum() and not character.isspace() for character in text)
    return np.array(
        [
            not codes,
            sum(code >= _LATIN for code in codes) / letters,
            3 * sum(0x80 <= code < _LATIN for code in codes) / letters,
            min(words, 12) / 12,
            min(words, 40) / 40,
            text.endswith(_QUESTION_MARKS),
            marks / max(1, len(text)),
            sum(character.isdigit() for character in text) / max(1, len(text)),
        ],
        np.float32,
    )


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text)
    row = ["", *words, ""]
    spelled = f" {' '.join(words)} "
    return [
        *(f"1 {word}" for word in words),
        *(f"2 {' '.join(pair)}" for pair in pairwise(row)),
        *(f"3 {' '.join(three)}" for three in zip(row, row[1:], row[2:], strict=False)),
        *(
            f"l {spelled[start : start + length]}"
            for length in _LETTERS
            for start in range(len(spelled) - length + 1)
        ),
    ]


def _load(path: Path) -> _Weights:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return _Weights(
                stored["labels"].tolist(),
                stored["weights"].astype(np.float32),
                stored["bias"].astype(np.float32),
            )
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(
            f"a classifier's weights {path} cannot be read ({error}); reinstall the package"
        ) from None
