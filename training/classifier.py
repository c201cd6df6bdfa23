"""Fit the classifiers of short texts, such as which kind a question is of."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from assistant.models.classifier import MAX_CHARS, features
from assistant.models.embedder import Embedder

STRENGTH = 10.0
"""How much the examples count beside the wish for small weights."""

ROUNDS = 1000


class Example(NamedTuple):
    """A text, its label and what it counts for."""

    text: str
    label: str
    weight: float = 1.0


def fit(examples: Sequence[Example], path: Path, strength: float = STRENGTH) -> None:
    """Fit a logistic regression to examples and write its weights.

    Args:
        examples: in any order.
        path: the file to write.
        strength: how much they count beside the wish for small weights.
    """
    vectors = Embedder().encode([example.text[:MAX_CHARS] for example in examples])
    rows = vstack([csr_matrix(features(e.text, v)) for e, v in zip(examples, vectors, strict=True)])
    labels = [example.label for example in examples]
    counts = [example.weight for example in examples]
    model = LogisticRegression(C=strength, max_iter=ROUNDS).fit(rows, labels, counts)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # it has one row, for the second of the two
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    np.savez_compressed(
        path,
        labels=model.classes_,
        weights=weights.T.astype(np.float16),
        bias=bias.astype(np.float32),
    )
