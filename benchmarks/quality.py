"""Measure what the assistant finds, cites and refuses, on the sets in ../shared/data.

    python -m benchmarks.quality --data ../shared/data --work build/quality

Prints a table with 95 % bootstrap intervals, writes `figures.json` and `figures.png` into
the work folder, which also keeps the index of the articles for the next run. Compare with
an earlier run by `--before figures.json`; measure the stock LangChain pipeline beside it
with `--stock`.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant import Article, Assistant, Citation, ScoredSentence, Settings, Turn, Where
from assistant.evaluation import (
    Figure,
    Outcome,
    auc,
    compare,
    holds,
    load_cases,
    load_figures,
    mean,
    refusal_curve,
    run,
    summarise,
    to_json,
)
from assistant.understanding import understand
from training.data import SQUAD2_RESERVED

Figures = dict[str, Figure]


def main() -> int:
    """Run the sections that are asked for."""
    options = _options()
    if not options.data.is_dir():
        print(f"the data is missing: {options.data} is no folder; name it with --data")
        return 2
    options.work.mkdir(parents=True, exist_ok=True)
    figures: Figures = {}
    for name in options.only or SECTIONS:
        found = SECTIONS[name](options.data, options.work)
        figures |= {f"{name}: {key}": figure for key, figure in found.items()}
        for key, figure in found.items():
            print(f"{name}: {key:32} {figure}", flush=True)
    if options.before:
        print(*compare(figures, load_figures(options.before)), sep="\n")
    (options.work / "figures.json").write_text(to_json(figures), encoding="utf-8")
    _draw(figures, options.work / "figures.png")
    return 0


def whole_collection(data: Path, work: Path) -> Figures:
    """Ask the news-quiz questions of all articles: retrieval, sentences, refusals, time."""
    cases = load_cases(data / "news-qa-2023" / "questions.jsonl")
    with Assistant.open(work / "news", settings=Settings()) as assistant:
        assistant.add(data / "news-qa-2023" / "articles.jsonl.gz")
        outcomes = run(assistant, cases, _count)
    figures = summarise(outcomes)
    figures["refusal AUC"] = _plain(auc(outcomes), len(outcomes))
    figures["refusal best F1"] = _plain(_best_f1(outcomes), len(outcomes))
    curve = [{"threshold": t, "precision": p, "recall": r} for t, p, r in refusal_curve(outcomes)]
    (work / "refusal-curve.json").write_text(json.dumps(curve), encoding="utf-8")
    return figures


def article_given(data: Path, work: Path) -> Figures:
    """Ask the questions of news-evidence's dev part of their own article."""
    texts = _articles(data)
    questions = _lines(data / "news-evidence" / "dev.jsonl")
    ranks: list[int | None] = []
    best: dict[bool, list[float]] = {True: [], False: []}
    with Assistant.open(work / "given", settings=Settings()) as assistant:
        assistant.add([texts[name] for name in sorted({q["article"] for q in questions})])
        for number, question in enumerate(questions, start=1):
            _count(number)
            only = Where(articles=(question["article"],))
            found = assistant.evidence(question["question"], 10, where=only)
            best[bool(question["spans"])].append(found[0].score if found else 0.0)
            if question["spans"]:
                hits = (n for n, s in enumerate(found, 1) if _overlaps(s, question["spans"]))
                ranks.append(next(hits, None))
    return {
        "right sentence @1": mean([float(r is not None and r <= 1) for r in ranks]),
        "right sentence @3": mean([float(r is not None and r <= 3) for r in ranks]),
        "AUC answerable": _plain(_auc(best[True], best[False]), len(questions)),
    }


def squad2(data: Path, work: Path) -> Figures:
    """Ask SQuAD 2.0's questions on titles kept from training of their own paragraph."""
    whole = json.loads((data / "squad2" / "dev-v2.0-part.json").read_text(encoding="utf-8"))
    paragraphs = {
        f"{article['title']} {number}": paragraph
        for article in whole["data"]
        if article["title"] in SQUAD2_RESERVED
        for number, paragraph in enumerate(article["paragraphs"])
    }
    asked = [(name, qa) for name, p in sorted(paragraphs.items()) for qa in p["qas"]]
    asked = random.Random(0).sample(asked, 600)  # noqa: S311
    best: dict[bool, list[float]] = {True: [], False: []}
    with Assistant.open(work / "squad2", settings=Settings()) as assistant:
        assistant.add([Article(name, p["context"]) for name, p in paragraphs.items()])
        for number, (name, qa) in enumerate(asked, start=1):
            _count(number)
            found = assistant.evidence(qa["question"], 1, where=Where(articles=(name,)))
            best[not qa["is_impossible"]].append(found[0].score if found else 0.0)
    return {
        "AUC answerable": _plain(_auc(best[True], best[False]), len(asked)),
        "best F1 of answerable": _plain(_best_f1_of(best[True], best[False]), len(asked)),
        "best F1 of unanswerable": _plain(
            _best_f1_of([-s for s in best[False]], [-s for s in best[True]]), len(asked)
        ),
    }


def clapnq(data: Path, work: Path) -> Figures:
    """Ask ClapNQ's answerable questions of their own passage; compare what is cited."""
    records = _lines(data / "clapnq" / "clapnq_dev_answerable.jsonl")
    scores: list[float] = []
    with Assistant.open(work / "clapnq", settings=Settings()) as assistant:
        passages = [record["passages"][0] for record in records]
        texts = [" ".join(passage["sentences"]) for passage in passages]
        assistant.add([Article(str(n), text) for n, text in enumerate(texts)])
        for number, (record, passage) in enumerate(zip(records, passages, strict=True)):
            _count(number)
            marked = set(record["output"][0]["selected_sentences"])
            spans, start = [], 0
            for sentence in passage["sentences"]:
                if sentence in marked:
                    spans.append((start, start + len(sentence)))
                start += len(sentence) + 1
            answer = assistant.ask(record["input"], where=Where(articles=(str(number),)))
            hits = sum(_overlaps(citation, spans) for citation in answer.citations)
            scores.append(2 * hits / (len(answer.citations) + len(spans)) if spans else 0.0)
    return {"F1 of cited sentences": mean([min(score, 1.0) for score in scores])}


def follow_ups(data: Path, work: Path) -> Figures:
    """Find the passages for mt-rag's follow-ups: the last turn, ours, and a human's rewrite."""
    passages, conversations = _mt_rag(data / "mt-rag")
    hits: dict[str, list[float]] = {"last turn alone": [], "with history": [], "human rewrite": []}
    with Assistant.open(work / "mt-rag", settings=Settings()) as assistant:
        assistant.add(passages)
        retriever = assistant.retriever
        for number, (turns, rewrite, relevant) in enumerate(conversations, start=1):
            _count(number)
            asked = ""
            for turn in turns:
                understood = understand(turn, [Turn(asked)] if asked else [], date.today())
                asked = str(understood)
            queries = {
                "last turn alone": (turns[-1], ""),
                "with history": (understood.question, understood.context),
                "human rewrite": (rewrite, ""),
            }
            for name, (query, context) in queries.items():
                found = retriever.invoke(query, context=context, count=15)
                ids = list(dict.fromkeys(d.metadata["article"] for d in found))[:5]
                hits[name].append(len(relevant & set(ids)) / min(5, len(relevant)))
    return {f"recall@5 {name}": mean(values) for name, values in hits.items()}


def stock(data: Path, work: Path) -> Figures:
    """Retrieve as LangChain's tutorial does: 1,000-character chunks, dense, the best four."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from assistant.models import Embedder

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = Chroma("stock", Embedder(), str(work / "stock"))
    if not store.get(limit=1)["ids"]:
        whole = [Document(a.text, metadata={"id": a.id}) for a in _articles(data).values()]
        chunks = splitter.split_documents(whole)
        for start in range(0, len(chunks), 1000):
            _count(start)
            store.add_documents(chunks[start : start + 1000])
    cases = [c for c in load_cases(data / "news-qa-2023" / "questions.jsonl") if c.answerable]
    reciprocal, first, four = [], [], []
    for case in cases:
        found = store.similarity_search(case.question, k=30)
        ids = list(dict.fromkeys(d.metadata["id"] for d in found))[:10]
        rank = next((n for n, i in enumerate(ids, 1) if i in case.articles), None)
        reciprocal.append(1 / rank if rank else 0.0)
        first.append(float(holds(found[0].page_content, case.answers)))
        four.append(float(any(holds(d.page_content, case.answers) for d in found[:4])))
    return {
        "right article MRR@10": mean(reciprocal),
        "answer in passage @1": mean(first),
        "answer in passage @4": mean(four),
    }


SECTIONS = {
    "news-qa-2023": whole_collection,
    "news-evidence dev": article_given,
    "squad2 reserved": squad2,
    "clapnq": clapnq,
    "mt-rag": follow_ups,
    "stock LangChain": stock,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("build/quality"))
    parser.add_argument("--only", action="append", choices=SECTIONS, help="repeatable")
    parser.add_argument("--before", type=Path, metavar="figures.json")
    return parser.parse_args()


def _articles(data: Path) -> dict[str, Article]:
    with gzip.open(data / "news-qa-2023" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {
        r["id"]: Article(
            r["id"],
            r["text"],
            title=r["title"],
            url=r["url"],
            published=date.fromisoformat(r["published"].replace("/", "-")),
        )
        for r in records
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _overlaps(sentence: ScoredSentence | Citation, spans: Sequence[Sequence[int]]) -> bool:
    """Tell whether a sentence and a span share more than half of the shorter one."""
    return any(
        min(sentence.end, end) - max(sentence.start, start)
        > min(sentence.end - sentence.start, end - start) / 2
        for start, end in spans
    )


def _mt_rag(folder: Path) -> tuple[list[Article], list[tuple[list[str], str, set[str]]]]:
    """Pool the passages that the tasks bring, and take the follow-ups that they can answer."""
    reference = folder / "mtrag-human" / "evaluations"
    subset = json.loads(
        (reference / "reference_subset_with_human_evaluations.json").read_text(encoding="utf-8")
    )
    tasks = _lines(folder / "mtragun-human" / "generation_tasks" / "reference.jsonl")
    contexts = [c for task in tasks for c in task["contexts"]] + subset["documents"]
    passages = {
        c["document_id"]: Article(c["document_id"], c["text"], title=c.get("title") or "")
        for c in contexts
    }
    return list(passages.values()), list(_conversations(folder, passages.keys()))


def _conversations(folder: Path, passages: Any) -> Iterator[tuple[list[str], str, set[str]]]:
    for part in sorted((folder / "mtrag-human" / "retrieval_tasks").iterdir()):
        relevant: dict[str, set[str]] = {}
        for line in (part / "qrels" / "dev.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, passage, _ = line.split("\t")
            if passage in passages:
                relevant.setdefault(query, set()).add(passage)
        rewrites = {q["_id"]: q["text"] for q in _lines(part / f"{part.name}_rewrite.jsonl")}
        for query in _lines(part / f"{part.name}_questions.jsonl"):
            turns = [t.strip() for t in query["text"].split("|user|:") if t.strip()]
            if len(turns) > 1 and query["_id"] in relevant:
                rewrite = rewrites[query["_id"]].removeprefix("|user|:").strip()
                yield turns, rewrite, relevant[query["_id"]]


def _auc(yes: Sequence[float], no: Sequence[float]) -> float:
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    return sum(pairs) / len(pairs)


def _best_f1_of(yes: Sequence[float], no: Sequence[float]) -> float:
    """Give the best F1 of telling `yes` by a threshold on its scores."""
    best = 0.0
    for threshold in {*yes, *no}:
        right = sum(score >= threshold for score in yes)
        best = max(best, 2 * right / (len(yes) + right + sum(s >= threshold for s in no)))
    return best


def _best_f1(outcomes: Sequence[Outcome]) -> float:
    return max(2 * p * r / (p + r) if p + r else 0.0 for _, p, r in refusal_curve(outcomes))


def _plain(value: float, count: int) -> Figure:
    return Figure(value, value, value, count)


def _count(number: int) -> None:
    print(f"\r{number} ", end="", file=sys.stderr, flush=True)


def _draw(figures: Figures, path: Path) -> None:
    """Draw the shares as bars with their intervals."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    shares = {name: f for name, f in figures.items() if not name.endswith("seconds a question")}
    names = list(shares)[::-1]
    values = [shares[name].value for name in names]
    errors = [
        [shares[n].value - shares[n].low for n in names],
        [shares[n].high - shares[n].value for n in names],
    ]
    _, axes = plt.subplots(figsize=(9, 0.35 * len(names) + 1))
    axes.barh(names, values, xerr=errors, color="#1f4e8c", ecolor="#888888", capsize=2)
    axes.set_xlim(0, 1)
    plt.tight_layout()
    plt.savefig(path, dpi=120)


if __name__ == "__main__":
    sys.exit(main())
