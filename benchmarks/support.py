"""Measure the support checker: precision, recall and F1 of "supported".

    python -m benchmarks.support [--claims N]

WiCE (`wice-dev`): each claim is held against the four sentences of its web article that
have most of its words; "supported" counts as supported, "partially supported" and "not
supported" do not. A second row leaves the partial ones out.

SQuAD 2.0 (`squad2`): the question with its question word replaced by the answer is the
claim, and the two sentences of the paragraph that have most of its words are the sources. A
question that the paragraph answers makes a supported claim; one that it does not answer
makes an unsupported one with its "plausible answer", which is there to mislead.

The threshold is chosen on every other claim of WiCE, and reported on the rest of it and on
all of SQuAD, which took no part in the choice.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from assistant.asking.grounding import THRESHOLD, Premise, compare
from assistant.models.embedder import Embedder
from assistant.text.sentences import split_sentences
from assistant.text.words import words

T = TypeVar("T")

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
WICE = "wice-dev/entailment_retrieval_claim_dev.jsonl"
SQUAD = "squad2/dev-v2.0-part.json"

_QUESTION_WORD = re.compile(
    r"\b(?:how (?:many|much|long|old|far|often)(?: of)?(?: \w+)?"
    r"|(?:what|which) (?!(?:is|was|are|were|did|do|does|has|had|can|could|would|will)\b)\w+"
    r"|who|whom|whose|what|which|when|where|why|how)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, the sentences it is held against, and the label people gave it."""

    text: str
    quotes: tuple[str, ...]
    label: str


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description="Measure the support checker.")
    parser.add_argument("--claims", type=int, default=600, help="claims of SQuAD to use")
    options = parser.parse_args()
    embedder = Embedder()
    missing = [name for name in (WICE, SQUAD) if not (DATA / name).is_file()]
    if missing:
        print(f"skipped: {', '.join(missing)} is not in {DATA.name}/ beside the project")
    else:
        print_checker(embedder, options.claims)
    return 0


def print_checker(embedder: Embedder, most: int) -> None:
    """Print the checker's curve and its measures at the threshold."""
    squad = list(read_squad(DATA / SQUAD))
    squad = squad[:: max(len(squad) // most, 1)]
    wice = list(read_wice(DATA / WICE))
    scored = [(c.label, scores(embedder, c)) for c in progress(wice, "WiCE")]
    squad_scored = [(c.label, scores(embedder, c)) for c in progress(squad, "SQuAD")]
    choosing, rest = scored[::2], scored[1::2]
    print_curve(choosing)
    print(f"\nAt the threshold {THRESHOLD}:\n")
    print("| claims | n | supported | precision | recall | F1 |\n|---|---|---|---|---|---|")
    print_row("WiCE, the choosing half", choosing)
    print_row("WiCE, the other half", rest)
    print_row("the same without partial ones", [c for c in rest if c[0] != "partially_supported"])
    print_row("SQuAD 2.0", squad_scored)


def read_wice(path: Path) -> Iterator[Claim]:
    """Read WiCE's claims, each with the sentences of its article that have most of its words."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        quotes = nearest(record["claim"], record["evidence"], 4)
        yield Claim(record["claim"], quotes, record["label"])


def read_squad(path: Path) -> Iterator[Claim]:
    """Read SQuAD's questions as claims."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            sentences = [text[s.start : s.end] for s in split_sentences(text)]
            for question in paragraph["qas"]:
                answers = question["answers"] or question.get("plausible_answers")
                if answers:
                    claim = declare(question["question"], answers[0]["text"])
                    label = "not_supported" if question["is_impossible"] else "supported"
                    yield Claim(claim, nearest(claim, sentences, 2), label)


def declare(question: str, answer: str) -> str:
    """Put the answer in the place of the question word."""
    plain = question.strip().rstrip("?").rstrip()
    claim, count = _QUESTION_WORD.subn(lambda _: answer, plain, count=1)
    return (claim if count else f"{plain} {answer}") + "."


def nearest(claim: str, sentences: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the sentences that together have most of a claim's words."""
    wanted = set(words(claim))
    left = {sentence[:1200]: set(words(sentence)) & wanted for sentence in sentences}
    chosen: list[str] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda sentence: len(left[sentence] & wanted))
        if chosen and not left[best] & wanted:
            break
        wanted -= left.pop(best)
        chosen.append(best)
    return tuple(chosen)


def scores(embedder: Embedder, claim: Claim) -> float:
    """Score a claim against all its sentences together."""
    comparison = compare(embedder, [claim.text], [Premise(quote) for quote in claim.quotes])
    return comparison.support(0, range(len(claim.quotes))).score


def measure(scored: Sequence[tuple[str, float]], threshold: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of "supported" at a threshold."""
    truth = [label == "supported" for label, _ in scored]
    said = [score >= threshold for _, score in scored]
    both = sum(t and s for t, s in zip(truth, said, strict=True))
    precision = both / sum(said) if any(said) else 0.0
    recall = both / sum(truth) if any(truth) else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def print_curve(scored: Sequence[tuple[str, float]]) -> None:
    """Print the measures of the choosing half by threshold."""
    print("The choosing half of WiCE:\n")
    print("| threshold | precision | recall | F1 |\n|---|---|---|---|")
    for step in range(6, 17):
        row = measure(scored, step / 20)
        print(f"| {step / 20:.2f} | " + " | ".join(f"{value:.2f}" for value in row) + " |")


def print_row(name: str, scored: Sequence[tuple[str, float]]) -> None:
    """Print the measures of a set at the threshold."""
    supported = sum(label == "supported" for label, _ in scored)
    row = " | ".join(f"{value:.2f}" for value in measure(scored, THRESHOLD))
    print(f"| {name} | {len(scored)} | {supported} | {row} |")


def progress(items: Sequence[T], what: str) -> Iterable[T]:
    """Go through items and show how far on standard error."""
    return track(items, what, console=Console(stderr=True))


if __name__ == "__main__":
    sys.exit(main())
