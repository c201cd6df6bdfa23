"""The evidence model as a graph: it scores each sentence of a passage for a question."""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import file_digest
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.errors import ModelError
from assistant.models.runtime import TextGraph

MODEL, TOKENIZER, DIGEST = "model.onnx", "tokenizer.json", "model.sha256"
"""The files that the model's folder holds."""

MAX_TOKENS = 384
"""The most tokens of a question and a passage together, special ones counted."""

MAX_QUESTION_TOKENS = 64
"""The most tokens of a question; what is behind them is not read."""

UNREAD = -20.0
"""The score of a sentence that lies beyond `MAX_TOKENS`."""


class EvidenceGraph:
    """The evidence model: reads a question together with a passage.

    It may be used by several threads at once.

    Args:
        folder: holds the model, its tokenizer and its SHA-256.

    Raises:
        ModelError: the model's file is not the one its SHA-256 names.
    """

    def __init__(self, folder: Path) -> None:
        _require_whole(folder)
        self._graph = TextGraph(folder / MODEL)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def score(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Score every sentence of every passage.

        Args:
            question: the question.
            passages: each passage's sentences, in order.

        Returns:
            For each passage a score a sentence: its logit less the logit of "no sentence of
            this passage answers". They compare across passages.
        """
        encodings = self._pairs(question, [" ".join(sentences) for sentences in passages])
        return [
            [float(score) for score in _pool(tokens, encoding, sentences) - none]
            for (tokens, none), encoding, sentences in zip(
                self._graph.run(encodings), encodings, passages, strict=True
            )
        ]

    def _pairs(self, question: str, texts: Sequence[str]) -> list[Encoding]:
        """Tokenize the question with each text, both cut to what is read of them."""
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        asked.truncate(MAX_QUESTION_TOKENS)
        special = self._tokenizer.num_special_tokens_to_add(is_pair=True)
        read = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for encoding in read:
            encoding.truncate(MAX_TOKENS - special - len(asked))
        return [self._tokenizer.post_process(asked, encoding) for encoding in read]


def tokens_of(
    sentences: Sequence[str],
    offsets: Sequence[Sequence[int]],
    sequences: Sequence[int | None],
) -> list[list[int]]:
    """Return the tokens of each sentence of a passage.

    Args:
        sentences: the passage's; a space parted them when they were read.
        offsets: where each token starts and ends in its text.
        sequences: which text each token is of: 0 the question, 1 the passage, None neither.
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
