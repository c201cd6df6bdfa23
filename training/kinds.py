"""Train the kind model: what a question is taken for.

    python -m training.kinds --data ../shared/data

It reads `training/chat_kinds.jsonl` and the train parts of `chat-kinds`, `news-asked` and
`news-talk`, and fits a logistic regression.
`--without chat-kinds` leaves a set out and prints how well the rest does on it.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.answers import Kind
from assistant.asking.kinds import decide
from assistant.models.classifier import KIND_MODEL, Classifier
from assistant.models.embedder import Embedder
from training.classifier import Example, fit

OWN = Path(__file__).parent / "chat_kinds.jsonl"

NEWS_QUESTIONS = 4000
"""How many questions of `news-asked` are read."""

NEWS_WEIGHT = 0.3
"""What one of these counts for, beside one of the others."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on what the command line says, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--out", type=Path, default=KIND_MODEL, help="the file to write")
    parser.add_argument("--without", choices=("chat-kinds",), help="measure on this set instead")
    options = parser.parse_args(arguments)
    kept_apart = list(_chat_kinds(options.data)) if options.without else []
    examples = [*read(OWN), *_news(options.data)]
    examples += [] if kept_apart else _chat_kinds(options.data)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    fit(examples, options.out)
    if kept_apart:
        _measure(kept_apart, Classifier(Embedder(), options.out))


def read(path: Path) -> Iterator[Example]:
    """Read a file of texts and kinds, one JSON object a line."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            record = json.loads(line)
            kind = "fact" if record["kind"] == "question" else record["kind"]
            about = record.get("about")
            yield Example(record["text"], f"{kind}/{about}" if about else kind)


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


def _measure(examples: Sequence[Example], model: Classifier) -> None:
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
