"""Train the kind model: what a question is taken for.

    python -m training.kinds --data ../shared/data

It reads `training/chat_kinds.jsonl` and the train parts of `chat-kinds`, `news-asked` and
`news-talk`, and fits a softmax regression.
`--without chat-kinds` leaves a set out and prints how well the rest does on it.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack

from assistant.answers import Kind
from assistant.asking.kinds import decide
from assistant.models.embedder import Embedder
from assistant.models.kinds import MAX_CHARS, WEIGHTS, KindModel, hashed, shape

OUT = Path(__file__).parents[1] / "assistant" / "kind_model"
OWN = Path(__file__).parent / "chat_kinds.jsonl"

NEWS_QUESTIONS = 4000
"""How many questions of `news-asked` are read."""

NEWS_WEIGHT = 0.3
"""What one of these counts for, beside one of the others."""

ROUNDS, BATCH, RATE, DECAY = 20, 128, 0.02, 1e-5
"""How often all are seen, how many at a time, the highest learning rate, and what weights lose."""


class Example(NamedTuple):
    """A text, its label (`Kind`, or `collection/` and what is asked for) and what it counts."""

    text: str
    label: str
    weight: float = 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on what the command line says, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    parser.add_argument("--without", choices=("chat-kinds",), help="measure on this set instead")
    options = parser.parse_args(arguments)
    kept_apart = list(_chat_kinds(options.data)) if options.without else []
    examples = [*read(OWN), *_news(options.data)]
    examples += [] if kept_apart else _chat_kinds(options.data)
    options.out.mkdir(parents=True, exist_ok=True)
    fit(examples, options.out / WEIGHTS)
    if kept_apart:
        _measure(kept_apart, KindModel(Embedder(), options.out))


def read(path: Path) -> Iterator[Example]:
    """Read a file of texts and kinds, one JSON object a line."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            record = json.loads(line)
            kind = "fact" if record["kind"] == "question" else record["kind"]
            about = record.get("about")
            yield Example(record["text"], f"{kind}/{about}" if about else kind)


def fit(examples: Sequence[Example], path: Path) -> None:
    """Fit a softmax regression to examples, with Adam (Kingma & Ba, 2015), and write its weights.

    Args:
        examples: in any order.
        path: the file to write.
    """
    features = _features([example.text for example in examples])
    labels, answers = np.unique([example.label for example in examples], return_inverse=True)
    counts = np.array([example.weight for example in examples], np.float32)
    draw = np.random.default_rng(1)
    weights = np.zeros((features.shape[1] + 1, len(labels)), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    steps = ROUNDS * -(-len(examples) // BATCH)
    for step in range(steps):
        if step % (steps // ROUNDS) == 0:
            order = draw.permutation(len(examples))
        batch, order = order[:BATCH], order[BATCH:]
        rows = features[batch]
        odds = rows @ weights[:-1] + weights[-1]
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        error = odds / odds.sum(axis=1, keepdims=True)
        error[np.arange(len(batch)), answers[batch]] -= 1
        error *= counts[batch, np.newaxis] / len(batch)
        slope = np.vstack([rows.T @ error, error.sum(axis=0)]) + DECAY * weights
        mean += 0.1 * (slope - mean)
        square += 0.001 * (slope * slope - square)
        rate = RATE * (1 - step / steps)
        seen = step + 1
        weights -= rate * (mean / (1 - 0.9**seen)) / (np.sqrt(square / (1 - 0.999**seen)) + 1e-8)
    np.savez_compressed(
        path, labels=labels, weights=weights[:-1].astype(np.float16), bias=weights[-1]
    )


def _features(texts: Sequence[str]) -> csr_matrix:
    vectors = Embedder().encode([text[:MAX_CHARS] for text in texts])
    words = vstack([csr_matrix(hashed(text)) for text in texts])
    looks = np.stack([shape(text) for text in texts])
    return hstack([csr_matrix(vectors), words, csr_matrix(looks)]).tocsr()


def _chat_kinds(data: Path) -> Iterator[Example]:
    return read(data / "chat-kinds" / "train.jsonl")


def _news(data: Path) -> Iterator[Example]:
    asked = list(read_news(data / "news-asked" / "train.jsonl"))
    random.Random(0).shuffle(asked)
    yield from asked[:NEWS_QUESTIONS]
    for line in (data / "news-talk" / "train.jsonl").read_text(encoding="utf-8").split("\n"):
        for turn in json.loads(line)["turns"] if line else ():
            if turn["kind"] != "smalltalk":
                yield Example(turn["q"], Kind.FACT, NEWS_WEIGHT)


def read_news(path: Path) -> Iterator[Example]:
    """Read the questions of `news-asked`, of which some ask for a brief or are keywords."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            record = json.loads(line)
            kind = record["kind"] if record["kind"] in {"brief", "keywords"} else Kind.FACT
            yield Example(record["question"], kind, NEWS_WEIGHT)


def _measure(examples: Sequence[Example], model: KindModel) -> None:
    right, taken, asked = 0, 0, 0
    for text, label, _ in examples:
        expected, (kind, _about) = Kind(label.partition("/")[0]), decide(model.probabilities(text))
        agrees = kind == expected or (kind.asks_the_news and expected.asks_the_news)
        right += agrees
        asked += expected.asks_the_news
        taken += expected.asks_the_news and not agrees
        if not agrees:
            print(f"{expected} -> {kind}: {text}")
    print(f"right {right / len(examples):.3f} of {len(examples)}; ", end="")
    print(f"questions taken for something else {taken / asked:.3f}")


if __name__ == "__main__":
    main()
