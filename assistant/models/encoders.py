"""Encoders: two ways to run an embedding model, through its graph or as it is."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from tokenizers import Tokenizer

from assistant.errors import ModelError
from assistant.models.runtime import TextGraph
from assistant.models.vectors import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

GRAPH, TOKENIZER = "graph.onnx", "tokenizer.json"
"""The files that an encoder's folder holds; the tokenizer's says how long a text may be."""


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    tokenizer: Tokenizer
    """Neither cuts nor pads."""

    max_tokens: int
    """The most tokens of a text that are read, special ones not counted."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as unit vectors, shape (texts, dimensions)."""
        ...


class GraphEncoder:
    """Runs an embedding model's inference graph.

    Args:
        folder: holds the graph and its tokenizer.
        keep: keep what the graph is compiled to.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.max_tokens = _max_tokens(self.tokenizer)
        pad_id = int((self.tokenizer.padding or {})["pad_id"])
        self._graph = TextGraph(folder / GRAPH, pad_id, keep=keep)
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as unit vectors, shape (texts, dimensions)."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        for encoding in encodings:
            encoding.truncate(self.max_tokens)
        whole = [self.tokenizer.post_process(encoding) for encoding in encodings]
        return np.array([vector for (vector,) in self._graph.run(whole)])


class TorchEncoder:
    """Runs an embedding model as sentence-transformers does.

    Args:
        model: a loaded model.
    """

    def __init__(self, model: "SentenceTransformer") -> None:
        self.tokenizer = fast_tokenizer(model)
        self.max_tokens = _max_tokens(self.tokenizer)
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self._model = model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as unit vectors, shape (texts, dimensions)."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def load_sentence_transformer(model: str) -> "SentenceTransformer":
    """Load a model of sentence-transformers from this machine, never from the network.

    Args:
        model: its name or its folder.

    Raises:
        ModelError: it is not there or cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    try:
        # Eager attention is the one that can be exported; the vectors are the same.
        return SentenceTransformer(
            model, local_files_only=True, model_kwargs={"attn_implementation": "eager"}
        )
    except Exception as error:
        first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelError(
            f"the embedder {model!r} cannot be loaded: {first_line}; set "
            "ASSISTANT_EMBEDDER to 'packaged', or fetch the model first with 'hf download'"
        ) from error


def has_gpu() -> bool:
    """Tell whether torch can use a GPU; it is asked only where a driver is, as it takes seconds."""
    drivers = ("/dev/nvidiactl", "/dev/kfd")
    if sys.platform != "darwin" and not any(Path(driver).exists() for driver in drivers):
        return False
    import torch

    return torch.accelerator.is_available()


def find_folder(model: str) -> Path | None:
    """Find a model on this machine by its name or folder; None if it is not there."""
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError):
        return None


def fast_tokenizer(model: "SentenceTransformer") -> Tokenizer:
    """Return a copy of a model's tokenizer, which cuts and pads as the model asks for it.

    Raises:
        ModelError: the model has none.
    """
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelError("the embedder has no fast tokenizer; choose one that has")
    tokenizer = Tokenizer.from_str(fast.to_str())
    tokenizer.enable_truncation(int(model.max_seq_length or 512))
    tokenizer.enable_padding(pad_id=model.tokenizer.pad_token_id or 0)
    return tokenizer


def _max_tokens(tokenizer: Tokenizer) -> int:
    longest = int((tokenizer.truncation or {})["max_length"])
    return longest - tokenizer.num_special_tokens_to_add(is_pair=False)
