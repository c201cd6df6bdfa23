"""Train the follow-up model: whether a question needs the ones before it to be understood.

    python -m training.follow_ups --data ../shared/data

It reads `training/follow_ups.jsonl` and the train part of `news-talk`, takes the questions of
`news-threads`, which are asked of a whole collection, for such as stand alone, and prints how many
turns of `news-talk` dev it takes rightly.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.models.classifier import FOLLOW_UP_MODEL, Classifier
from assistant.models.embedder import Embedder
from training.cases import read_lines
from training.classifier import Example, fit

OWN = Path(__file__).parent / "follow_ups.jsonl"

ALONE, FOLLOW = "alone", "follow"

THREADS_WEIGHT = 0.3
"""What a question of `news-threads` counts for; there are many on few events."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on what the command line says, write the weights and measure them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder of public sets")
    parser.add_argument("--out", type=Path, default=FOLLOW_UP_MODEL, help="the file to write")
    options = parser.parse_args(arguments)
    examples = [*_own(), *_talk(options.data, "train"), *_threads(options.data)]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    fit(examples, options.out)
    _measure(list(_talk(options.data, "dev")), Classifier(Embedder(), options.out))


def _own() -> Iterator[Example]:
    for row in read_lines(OWN):
        yield Example(row["question"], FOLLOW if row["follow"] else ALONE)


def _talk(data: Path, split: str) -> Iterator[Example]:
    for row in read_lines(data / "news-talk" / f"{split}.jsonl"):
        for turn in row["turns"][1:]:
            if turn["kind"] != "smalltalk":
                yield Example(turn["q"], FOLLOW if turn["kind"] == "follow" else ALONE)


def _threads(data: Path) -> Iterator[Example]:
    for row in read_lines(data / "news-threads" / "train.jsonl"):
        yield Example(row["question"], ALONE, THREADS_WEIGHT)


def _measure(examples: Sequence[Example], model: Classifier) -> None:
    for label in (ALONE, FOLLOW):
        texts = [example.text for example in examples if example.label == label]
        right = sum(model.probabilities(text)[label] > 0.5 for text in texts)
        print(f"{label}: {right / len(texts):.3f} of {len(texts)} right")


if __name__ == "__main__":
    main()
