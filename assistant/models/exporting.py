"""Exporting: a sentence-transformers model becomes an inference graph, once, in a cache.

Importing sentence-transformers takes seconds, and its models run at half the speed that the
processor has. So a model is turned into a graph, with its pooling and normalisation, when it
is first used; from then on neither it nor torch is imported. A graph that does not give the
model's own vectors is not kept.
"""

import json
import shutil
import warnings
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock

from assistant.errors import ModelError
from assistant.models.encoders import (
    GRAPH,
    TOKENIZER,
    GraphEncoder,
    fast_tokenizer,
    load_sentence_transformer,
)
from assistant.models.runtime import cache_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_FORMAT = 2
"""Goes up when graphs are made in another way: those in the caches are then made anew."""

_KINDS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_POOLINGS = ("mean", "cls")
_FAITHFUL = 0.999

# Short, long, cut, odd, and of several lengths at once: what a graph may get wrong.
_PROBES = (
    "Who claimed the strike?",
    "  White space,\n\ncapital LETTERS, ünïcödé, 東京, and 12,345.67 — all of it.\t",
    "One sentence after another says something. " * 9,
    "This text is longer than the model reads, so that its end is cut off. " * 99,
    "",
)


def load_graph(model: Path) -> GraphEncoder:
    """Load a model's inference graph, made first if the cache has none that is whole.

    Args:
        model: the folder of a sentence-transformers model.

    Raises:
        ModelError: the model, or the cache, is not of a kind that this works with.
    """
    cache = cache_folder()
    try:
        folder = cache / f"{_digest(model, cache)}-{_FORMAT}"
        encoder = _read(folder)
        if encoder:
            return encoder
        with FileLock(folder.with_suffix(".lock")):
            # Another process may have made it meanwhile.
            return _read(folder) or _make(model, folder)
    except OSError as error:
        raise ModelError(
            f"the cache {str(cache)!r} cannot be used: {error}; check its permissions, or set "
            "XDG_CACHE_HOME to a folder that can be written"
        ) from error


def _digest(model: Path, cache: Path) -> str:
    """Return the SHA-256 of a model's files, read only if one of them was touched since."""
    files = sorted(path for path in model.rglob("*") if path.is_file())
    stats = [(path, path.stat()) for path in files]
    touched = [(str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats]
    note = cache / "known" / sha256(json.dumps(touched).encode()).hexdigest()
    known = note.read_text() if note.exists() else ""
    if len(known) == len(note.name):
        return known
    digest = sha256()
    for path in files:
        with path.open("rb") as file:
            content = file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(model).as_posix()}\0{content}\n".encode())
    note.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=cache) as temporary:
        written = Path(temporary, note.name)
        written.write_text(digest.hexdigest())
        written.replace(note)
    return digest.hexdigest()


def _read(folder: Path) -> GraphEncoder | None:
    if not folder.exists():
        return None
    try:
        return GraphEncoder(folder)
    except Exception:  # noqa: BLE001  (a broken file, in the words of two native libraries)
        return None


def _make(model: Path, folder: Path) -> GraphEncoder:
    """Export a model into a folder that is there only when it is whole and right."""
    original = load_sentence_transformer(str(model))
    _require_supported(original)
    with TemporaryDirectory(dir=folder.parent) as temporary:
        new = Path(temporary, "new")
        new.mkdir()
        _export(original, new)
        _require_faithful(GraphEncoder(new, keep=False), original)
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    return GraphEncoder(folder)


def _require_supported(model: "SentenceTransformer") -> None:
    kinds = [type(module).__name__ for module in model]
    if kinds not in _KINDS:
        raise ModelError(f"a model of {', '.join(kinds)} is not exported")
    pooling = getattr(model[1], "pooling_mode", "")
    if pooling not in _POOLINGS:
        raise ModelError(f"a model that pools by {pooling} is not exported")


def _export(model: "SentenceTransformer", folder: Path) -> None:
    import torch

    class Graph(torch.nn.Module):
        """The whole model as a function of arrays."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *arrays: torch.Tensor) -> torch.Tensor:
            vectors = self.model(dict(zip(names, arrays, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=-1)

    # Two lengths, so that the padding is part of what is traced.
    example = model.preprocess(["A text of some length.", "Short."])
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example]
    axes: dict[str, dict[int, str]] = {name: {0: "texts", 1: "tokens"} for name in names}
    axes["vectors"] = {0: "texts"}
    tokenizer = fast_tokenizer(model)
    tokenizer.save(str(folder / TOKENIZER))
    with warnings.catch_warnings(), torch.inference_mode():
        # They say that tracing may not see all; whether it did is tested on the result.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval().cpu(),
            tuple(example[name].cpu() for name in names),
            folder / GRAPH,
            dynamo=False,
            input_names=names,
            output_names=["vectors"],
            dynamic_axes=axes,
        )


def _require_faithful(graph: GraphEncoder, model: "SentenceTransformer") -> None:
    expected = model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)
    least = float((graph.encode(_PROBES) * expected).sum(axis=1).min())
    if not least >= _FAITHFUL:
        raise ModelError(f"the exported graph differs from the model: cosine {least:.4f}")
