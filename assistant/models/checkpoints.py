"""Checkpoints: a cross-encoder, an extractive-QA model or a sentence pruner as the reader."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.models.evidence_graph import UNREAD, tokens_of
from assistant.models.scoring import SentenceScorer, Window

MAX_SPAN = 30
"""The most tokens that an answer has, as in the evaluation of SQuAD."""

_BATCH = 16
_SMALLEST = 1e-6


def load_checkpoint(model: str, *, run_code: bool = False) -> SentenceScorer:
    """Load a Hugging Face checkpoint from this machine, never from the network.

    Args:
        model: the name or the folder of a cross-encoder with one score, of a model for
            extractive question answering, or of a sentence pruner that comes with its own code.
        run_code: run the code that the checkpoint brings.

    Raises:
        ModelError: it is not there, cannot be loaded, or is of another kind.
    """
    from transformers import PretrainedConfig

    try:
        config, _ = PretrainedConfig.get_config_dict(model, local_files_only=True)
        kinds = config.get("architectures") or []
        if "AutoModel" in config.get("auto_map", {}):
            return SentencePruner(model, run_code=run_code)
        if any(kind.endswith("ForQuestionAnswering") for kind in kinds):
            return AnswerSpans(model)
        if any(kind.endswith("ForSequenceClassification") for kind in kinds):
            return CrossEncoded(model)
    except ModelError:
        raise
    except Exception as error:
        first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(
            f"the reader {model!r} cannot be loaded: {first_line}; set ASSISTANT_READER to "
            "'packaged', or fetch the model first with 'hf download'"
        ) from error
    raise ModelError(
        f"the reader {model!r} is a {', '.join(kinds) or 'model of no known kind'}; name a "
        "cross-encoder, a model for extractive question answering or a sentence pruner"
    )


class CrossEncoded:
    """A cross-encoder, which reads the question with one sentence at a time.

    Args:
        model: its name or folder.

    Raises:
        ModelError: it gives another number of scores than one.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        self._model = CrossEncoder(model, local_files_only=True, activation_fn=Identity())
        if self._model.num_labels != 1:
            raise ModelError(
                f"the reader {model!r} gives {self._model.num_labels} scores; name a "
                "cross-encoder that gives one"
            )

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Return for each sentence the logit of its relevance."""
        pairs = [(question, sentence) for window in windows for sentence in window.sentences]
        if not pairs:
            return [[] for _ in windows]
        scores = iter(self._model.predict(pairs, show_progress_bar=False).tolist())
        return [[float(next(scores)) for _ in window.sentences] for window in windows]


class SentencePruner:
    """A model that tells which sentences of a text to keep for a question, as Provence does.

    Its `process` takes texts as lists of sentences and returns a probability a sentence, the
    interface of OpenProvence's models (Chirkova et al., 2025).

    Args:
        model: its name or folder.
        run_code: run the code that it comes with.

    Raises:
        ModelError: its code may not be run, or has no `process`.
    """

    def __init__(self, model: str, *, run_code: bool) -> None:
        from transformers import AutoModel

        if not run_code:
            raise ModelError(
                f"the reader {model!r} comes with code of its own; read that code, then set "
                "ASSISTANT_READER_CODE=true to run it"
            )
        self._model: Any = AutoModel.from_pretrained(
            model, local_files_only=True, trust_remote_code=True
        ).eval()
        if not hasattr(self._model, "process"):
            raise ModelError(
                f"the reader {model!r} has no 'process', so it is no sentence pruner; name another"
            )

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Return for each sentence the log odds that it is to be kept."""
        if not windows:
            return []
        found = self._model.process(
            question=question,
            context=[list(window.sentences) for window in windows],
            threshold=0.0,
            return_sentence_metrics=True,
        )
        return [[_log_odds(p) for p in row] for row in found["sentence_probabilities"]]


class AnswerSpans:
    """An extractive-QA model: a sentence scores as the best answer that lies within it.

    The score of an answer is its start's and end's logits less those of "no answer", the
    first token (Devlin et al., 2019, section 4.3).

    Args:
        model: its name or folder.
    """

    def __init__(self, model: str) -> None:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        self._tokenizer: Any = AutoTokenizer.from_pretrained(model, local_files_only=True)
        self._model: Any = AutoModelForQuestionAnswering.from_pretrained(
            model, local_files_only=True
        ).eval()
        self._longest = min(self._tokenizer.model_max_length, 512)

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Return for each sentence the score of its best answer."""
        texts = [window.sentences for window in windows]
        rows: list[list[float]] = []
        for at in range(0, len(texts), _BATCH):
            rows += self._score_batch(question, texts[at : at + _BATCH])
        return rows

    def _score_batch(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        import torch

        encoded = self._tokenizer(
            [question] * len(passages),
            [" ".join(sentences) for sentences in passages],
            truncation="only_second",
            max_length=self._longest,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = encoded.pop("offset_mapping").tolist()
        with torch.inference_mode():
            logits = self._model(**encoded)
        return [
            _best_spans(start.numpy(), end.numpy(), tokens_of(sentences, spans, within))
            for sentences, start, end, spans, within in zip(
                passages,
                logits.start_logits,
                logits.end_logits,
                offsets,
                [encoded.sequence_ids(row) for row in range(len(passages))],
                strict=True,
            )
        ]


def _best_spans(
    start: NDArray[np.float32], end: NDArray[np.float32], members: Sequence[Sequence[int]]
) -> list[float]:
    """Return for each sentence the best sum of a start and an end at or behind it, less "none"."""
    none = start[0] + end[0]
    scores = []
    for tokens in members:
        sums = start[tokens][:, None] + end[tokens]
        near = np.tri(len(tokens), k=MAX_SPAN - 1, dtype=bool)
        allowed = np.triu(np.ones(sums.shape, dtype=bool)) & near
        scores.append(float(sums[allowed].max() - none) if tokens else UNREAD)
    return scores


def _log_odds(chance: float) -> float:
    bounded = min(max(float(chance), _SMALLEST), 1 - _SMALLEST)
    return math.log(bounded / (1 - bounded))
