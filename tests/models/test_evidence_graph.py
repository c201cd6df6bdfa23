"""The evidence model: every sentence gets a score, and the file is the one that was made."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assistant
from assistant.errors import ModelError
from assistant.models.evidence_graph import DIGEST, MODEL, UNREAD, EvidenceGraph
from assistant.models.scoring import Window

FOLDER = Path(assistant.__file__).parent / "evidence_model"


@pytest.fixture(scope="module")
def graph() -> EvidenceGraph:
    return EvidenceGraph(FOLDER)


def test_the_sentence_that_answers_scores_best(graph: EvidenceGraph) -> None:
    weather = Window(("It rained on Monday.", "The dam was built in 1962.", "Nobody was hurt."))
    other = Window(("Parliament met.", "The vote was close."))
    scores, elsewhere = graph.score("When was the dam built?", [weather, other])
    assert scores.index(max(scores)) == 1
    assert max(scores) > max(elsewhere)


@settings(max_examples=20)
@given(
    st.text(max_size=80),
    st.text(max_size=80),
    st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=4)),
)
def test_every_sentence_gets_a_score(
    graph: EvidenceGraph, question: str, about: str, texts: list[list[str]]
) -> None:
    scores = graph.score(question, [Window(tuple(sentences), about) for sentences in texts])
    assert [len(row) for row in scores] == [len(sentences) for sentences in texts]


def test_a_passage_scores_the_same_alone_and_among_others(graph: EvidenceGraph) -> None:
    one = Window(("The dam was built in 1962.",))
    other = Window(("A long sentence about the weather. " * 9,))
    [alone] = graph.score("When?", [one])
    among, _ = graph.score("When?", [one, other])
    assert among == pytest.approx(alone, abs=0.1)  # some processors compute in bfloat16


def test_what_is_too_long_is_not_read(graph: EvidenceGraph) -> None:
    [scores] = graph.score("why " * 900, [Window(("word " * 440, "The end."))])
    assert scores[0] > UNREAD
    assert scores[1] < UNREAD + 5


def test_another_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "model")
    (tmp_path / "model" / DIGEST).write_text("0" * 64)
    with pytest.raises(ModelError, match="reinstall"):
        EvidenceGraph(tmp_path / "model")
    assert (FOLDER / MODEL).stat().st_size < 95_000_000


def test_what_the_model_is_compiled_to_is_kept_and_made_again_when_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    question, windows = "When was the dam built?", [Window(("It rained.", "It was built in 1962."))]
    expected = EvidenceGraph(FOLDER).score(question, windows)
    [kept] = tmp_path.glob("articles-assistant/compiled/*.blob")
    made, size = kept.stat().st_mtime_ns, kept.stat().st_size
    assert EvidenceGraph(FOLDER).score(question, windows) == expected
    assert kept.stat().st_mtime_ns == made

    gone = kept.with_name("0.blob")
    gone.write_text("of a graph that was replaced")
    os.utime(gone, (0, 0))
    EvidenceGraph(FOLDER)
    assert not gone.exists()

    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[: size // 2])
    assert EvidenceGraph(FOLDER).score(question, windows) == expected
    assert kept.stat().st_size > size * 0.9


def test_where_nothing_can_be_kept_the_model_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert EvidenceGraph(FOLDER).score("When?", [Window(("Then.",))])
