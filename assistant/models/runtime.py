"""The runtime: a language model as one file that runs without the library that trained it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import time
from types import MappingProxyType

import numpy as np
import openvino
from filelock import FileLock
from numpy.typing import NDArray
from tokenizers import Encoding

BATCH_TOKENS = 4096
"""The most tokens, padding counted, that run at once: what bounds the memory."""

_OPTIONS = {
    # One batch at a time on all cores: batches of several threads wait for each other.
    "PERFORMANCE_HINT": "LATENCY",
    # What meets weights that are stored as int8 becomes int8 too, 128 values on one scale: a
    # third less time, and twice as fast where the processor has no bfloat16. Log odds move by .04.
    "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128",
}

_KEPT_SECONDS = 30 * 24 * 3600

Outputs = tuple[NDArray[np.float32], ...]
"""What a graph says of one text: one array for each of its outputs."""


class TextGraph:
    """An ONNX graph whose inputs are the arrays that a tokenizer makes of texts.

    The inputs may be `input_ids`, `attention_mask` and `token_type_ids`, each of shape
    (texts, tokens); the first axis of each output is the texts. It may be run by several
    threads at once.

    Args:
        path: the graph's file.
        pad_id: the token that fills up the shorter texts of a batch.
        keep: keep what it was compiled to, so that it starts at once the next time.
        options: of OpenVINO, beside the project's own.
    """

    def __init__(
        self,
        path: Path,
        pad_id: int = 0,
        *,
        keep: bool = True,
        options: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._model = _compile_once(path, options) if keep else _compile(path, options)
        self._inputs = {node.any_name for node in self._model.inputs}
        self._pad_id = pad_id

    def run(self, encodings: Sequence[Encoding]) -> list[Outputs]:
        """Run texts through the graph.

        Args:
            encodings: tokenized texts, cut to what the graph takes, not padded.

        Returns:
            A row for each text, in the same order. An output with a value for each token
            has values for padding behind them.
        """
        rows: dict[int, Outputs] = {}
        for batch in _batches([len(encoding) for encoding in encodings]):
            # A request of its own: threads must not share one.
            request = self._model.create_infer_request()
            outputs = request.infer(self._arrays([encodings[i] for i in batch]))
            rows.update(zip(batch, zip(*outputs.values(), strict=True), strict=True))
        return [rows[i] for i in range(len(encodings))]

    def _arrays(self, encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
        shape = (len(encodings), max(map(len, encodings)))
        arrays = {
            "input_ids": np.full(shape, self._pad_id, np.int64),
            "attention_mask": np.zeros(shape, np.int64),
            "token_type_ids": np.zeros(shape, np.int64),
        }
        for row, encoding in enumerate(encodings):
            tokens = slice(len(encoding))
            arrays["input_ids"][row, tokens] = encoding.ids
            arrays["attention_mask"][row, tokens] = 1
            arrays["token_type_ids"][row, tokens] = encoding.type_ids
        return {name: array for name, array in arrays.items() if name in self._inputs}


def cache_folder() -> Path:
    """Return the folder of what is made once on a machine; it may not be there yet."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "articles-assistant"


def _compile(path: Path, options: Mapping[str, str]) -> openvino.CompiledModel:
    return openvino.compile_model(path, "CPU", {**_OPTIONS, **options})


def _compile_once(path: Path, options: Mapping[str, str]) -> openvino.CompiledModel:
    """Compile a graph, or take what it was compiled to before, if that is whole.

    OpenVINO looks at the graph's file, the processor and its own version to tell.
    """
    folder = cache_folder() / "compiled"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # One process at a time: OpenVINO would read what another one is still writing.
        with FileLock(folder / "lock"):
            # Of graphs that are gone, too; what is in use is made again in half a second.
            for kept in folder.glob("*.blob"):
                if kept.stat().st_mtime < time() - _KEPT_SECONDS:
                    kept.unlink()
            return _compile(path, {**options, "CACHE_DIR": str(folder), "ENABLE_MMAP": "NO"})
    except OSError:  # nothing can be kept there
        return _compile(path, options)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group texts of like length, so that little is padded, the longest first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
