"""The evidence model: scores each sentence of a window for a question."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.errors import ModelError
from assistant.models.runtime import TextGraph
from assistant.models.scoring import Window

MODEL, TOKENIZER, DIGEST = "model.onnx", "tokenizer.json", "model.sha256"
"""The files that the model's folder holds."""

MAX_TOKENS = 448
"""The most tokens of a question and a window together, special ones counted."""

MAX_QUESTION_TOKENS = 64
"""The most tokens of a question; what is behind them is not read."""

MAX_ABOUT_TOKENS = 64
"""The most tokens of what is told about a window; likewise."""

UNREAD = -20.0
"""The score of a sentence that lies beyond `MAX_TOKENS`."""

_PAD_ID = 1  # of MPNet, which counts positions by what is not padding


class EvidenceGraph:
    """The evidence model: reads a question together with a window of an article.

    It may be used by several threads at once.

    Args:
        folder: holds the model, its tokenizer and its SHA-256.
        options: of the runtime, beside the project's own; for measuring.

    Raises:
        ModelError: the model's file is not the one its SHA-256 names.
    """

    def __init__(self, folder: Path, options: Mapping[str, str] = MappingProxyType({})) -> None:
        _require_whole(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._graph = TextGraph(folder / MODEL, _PAD_ID, options=options)

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Score every sentence of every window.

        Args:
            question: the question.
            windows: what is read with it.

        Returns:
            For each window a score a sentence: its logit less the logit of "no sentence of
            this window answers". They compare across windows.
        """
        encodings = self._pairs(question, windows)
        return [
            [float(score) for score in _pool(tokens, encoding, window.sentences) - none]
            for (tokens, none), encoding, window in zip(
                self._graph.run(encodings), encodings, windows, strict=True
            )
        ]

    def _pairs(self, question: str, windows: Sequence[Window]) -> list[Encoding]:
        """Tokenize `question | about` with each window, each cut to what is read of it."""
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        asked.truncate(MAX_QUESTION_TOKENS)
        special = self._tokenizer.num_special_tokens_to_add(is_pair=True)
        pairs = []
        for window in windows:
            first = asked
            if window.about:
                about = self._tokenizer.encode(f"| {window.about}", add_special_tokens=False)
                about.truncate(MAX_ABOUT_TOKENS)
                first = Encoding.merge([asked, about], growing_offsets=False)
            text = self._tokenizer.encode(" ".join(window.sentences), add_special_tokens=False)
            text.truncate(MAX_TOKENS - special - len(first))
            pairs.append(self._tokenizer.post_process(first, text))
        return pairs


def tokens_of(
    sentences: Sequence[str],
    offsets: Sequence[Sequence[int]],
    sequences: Sequence[int | None],
) -> list[list[int]]:
    """Return the tokens of each sentence of a window.

    Args:
        sentences: the window's; a space parted them when they were read.
        offsets: where each token starts and ends in its text.
        sequences: which text each token is of: 0 the question, 1 the window, None neither.
    """
    starts = list(accumulate((len(s) + 1 for s in sentences[:-1]), initial=0))
    members: list[list[int]] = [[] for _ in sentences]
    for token, ((start, _), sequence) in enumerate(zip(offsets, sequences, strict=True)):
        if sequence == 1:
            members[bisect_right(starts, start) - 1].append(token)
    return members


def _pool(
    tokens: NDArray[np.float32], encoding: Encoding, sentences: Sequence[str]
) -> NDArray[np.float32]:
    """Pool token scores into sentence scores: the logarithm of the mean of exponentials."""
    scores = tokens.astype(np.float64)
    members = tokens_of(sentences, encoding.offsets, encoding.sequence_ids)
    return np.array(
        [np.logaddexp.reduce(scores[m]) - np.log(len(m)) if m else UNREAD for m in members],
        np.float32,
    )


def _require_whole(folder: Path) -> None:
    expected = (folder / DIGEST).read_text(encoding="ascii").split()[0]
    with (folder / MODEL).open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise ModelError(
            f"the evidence model has the SHA-256 {found}, not {expected}; "
            "reinstall articles-assistant"
        )
