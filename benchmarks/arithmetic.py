"""Measure how often another machine's arithmetic puts another sentence first.

    python -m benchmarks.arithmetic --data ../shared/data --work build/arithmetic

Each question of the dev part of `news-asked` is asked of its own article with the packaged
reader as it is shipped, in full float32, and without the quantization of activations, which is
what processors differ in.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from assistant import Article, Assistant, Settings, Where
from assistant.asking.evidence import rank
from assistant.asking.query import Understood
from assistant.models.evidence_graph import EvidenceGraph
from assistant.models.reader import PACKAGED_FOLDER, Reader
from training.cases import read_lines

ARITHMETIC: Mapping[str, Mapping[str, str]] = {
    "float32": {"INFERENCE_PRECISION_HINT": "f32"},
    "no dynamic quantization": {"DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"},
}


def main() -> None:
    """Ask with each arithmetic, and print how often the first sentence is the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("build/arithmetic"))
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    rows = list(read_lines(options.data / "news-asked" / "dev.jsonl"))[: options.limit]
    wanted = {row["article"] for row in rows}
    articles = read_lines(options.data / "news-qa-2023" / "articles.jsonl.gz")
    shipped = EvidenceGraph(PACKAGED_FOLDER)
    others = {name: EvidenceGraph(PACKAGED_FOLDER, with_) for name, with_ in ARITHMETIC.items()}
    calibration = Reader().calibration
    same = dict.fromkeys(others, 0)
    with Assistant.open(options.work, settings=Settings()) as assistant:
        assistant.add(
            [Article(a["id"], a["text"], a["title"]) for a in articles if a["id"] in wanted]
        )
        for row in rows:
            question = row["question"]
            passages = assistant.search(question, where=Where(articles=(row["article"],)))
            first, *_ = rank(Understood(question), passages, shipped, calibration, count=1)
            for name, graph in others.items():
                other, *_ = rank(Understood(question), passages, graph, calibration, count=1)
                same[name] += (first.start, first.end) == (other.start, other.end)
    print(json.dumps({name: round(count / len(rows), 4) for name, count in same.items()}))


if __name__ == "__main__":
    main()
