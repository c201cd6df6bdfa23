"""A classifier: what it looks at, and the packaged weights."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Kind
from assistant.asking.collection import About
from assistant.errors import ModelError
from assistant.models.classifier import (
    BUCKETS,
    FOLLOW_UP_MODEL,
    KIND_MODEL,
    MAX_CHARS,
    Classifier,
    hashed,
    shape,
)
from assistant.models.embedder import Embedder


@given(st.text())
def test_whatever_is_typed_has_words_and_a_shape(text: str) -> None:
    vector, looks = hashed(text), shape(text)
    assert vector.shape == (BUCKETS,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert looks.shape == (8,)
    assert np.isfinite(looks).all()
    assert (looks >= 0).all()


def test_what_is_behind_the_limit_counts_for_nothing() -> None:
    text = "who won? " * 100
    assert np.array_equal(hashed(text), hashed(text[:MAX_CHARS]))


def test_the_shape_tells_scripts_and_questions_apart() -> None:
    assert shape("???")[0] == 1
    assert shape("ماذا حدث؟")[1] == shape("ماذا حدث؟")[5] == 1
    assert shape("who won")[5] == shape("who won")[1] == 0


def test_every_label_of_the_weights_is_a_kind(embedder: Embedder) -> None:
    shares = Classifier(embedder, KIND_MODEL).probabilities("hello")
    assert sum(shares.values()) == pytest.approx(1)
    kinds = {label.partition("/")[0] for label in shares}
    assert kinds == set(Kind)
    assert {label.partition("/")[2] for label in shares} == {"", *About}


def test_a_question_is_a_follow_up_or_alone(embedder: Embedder) -> None:
    shares = Classifier(embedder, FOLLOW_UP_MODEL).probabilities("why?")
    assert set(shares) == {"alone", "follow"}


def test_weights_that_cannot_be_read_are_named(embedder: Embedder, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with pytest.raises(ModelError, match=r"weights\.npz cannot be read"):
        Classifier(embedder, path).probabilities("hello")
    path.write_bytes(b"damaged")
    with pytest.raises(ModelError, match="reinstall the package"):
        Classifier(embedder, path).load()
