"""The reader: scores the sentences of passages for a question, whatever model does it."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from assistant.models.loading import PACKAGED
from assistant.models.scoring import SentenceScorer


class Reader:
    """The evidence model, loaded when it is first used, never from the network.

    It may be used by several threads at once.

    Args:
        model: `packaged`, or the name or the folder of a Hugging Face cross-encoder or
            extractive-QA model that is on this machine.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self._setting = model
        self._loaded: SentenceScorer | None = None
        self._loading = Lock()

    def load(self) -> None:
        """Load the model now, if it is not loaded yet."""
        self._scorer  # noqa: B018

    def score(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Return for each sentence of each passage the log odds that it answers.

        Args:
            question: the question.
            passages: each passage's sentences, in order.

        Raises:
            ModelError: the model is not there or cannot be loaded.
        """
        return self._scorer.score(question, passages)

    @property
    def _scorer(self) -> SentenceScorer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_reader(self._setting)
            return self._loaded


def _load_reader(setting: str) -> SentenceScorer:
    # Imported here, like all that runs models: most commands need none.
    if setting == PACKAGED:
        from assistant.models.evidence_graph import EvidenceGraph

        return EvidenceGraph(Path(__file__).parents[1] / "evidence_model")
    from assistant.models.checkpoints import load_checkpoint

    return load_checkpoint(setting)
