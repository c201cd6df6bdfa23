"""The reader: scores the sentences of passages for a question, whatever model does it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

from assistant.models.calibration import CHECKPOINT, Calibration
from assistant.models.loading import PACKAGED
from assistant.models.scoring import SentenceScorer, Window

PACKAGED_FOLDER = Path(__file__).parents[1] / "evidence_model"
"""The folder of the reader that comes with the project."""


class Reader:
    """The evidence model, loaded when it is first used, never from the network.

    It may be used by several threads at once.

    Args:
        model: `packaged`, or the name or the folder of a Hugging Face cross-encoder,
            extractive-QA model or sentence pruner that is on this machine.
        run_code: run the code that such a model brings.
    """

    def __init__(self, model: str = PACKAGED, *, run_code: bool = False) -> None:
        self._setting = model
        self._run_code = run_code
        self._loaded: SentenceScorer | None = None
        self._loading = Lock()

    def load(self) -> None:
        """Load the model now, if it is not loaded yet."""
        self._scorer  # noqa: B018

    @cached_property
    def calibration(self) -> Calibration:
        """What the model's scores are worth.

        Raises:
            ModelError: its file is not there or holds something else.
        """
        if self._setting != PACKAGED:
            return CHECKPOINT
        return Calibration.read(PACKAGED_FOLDER / "calibration.json")

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        """Return for each sentence of each window the log odds that it answers.

        Args:
            question: the question.
            windows: what is read with it.

        Raises:
            ModelError: the model is not there or cannot be loaded.
        """
        return self._scorer.score(question, windows)

    @property
    def _scorer(self) -> SentenceScorer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_reader(self._setting, run_code=self._run_code)
            return self._loaded


def _load_reader(setting: str, *, run_code: bool) -> SentenceScorer:
    # Imported here, like all that runs models: most commands need none.
    if setting == PACKAGED:
        from assistant.models.evidence_graph import EvidenceGraph

        return EvidenceGraph(PACKAGED_FOLDER)
    from assistant.models.checkpoints import load_checkpoint

    return load_checkpoint(setting, run_code=run_code)
