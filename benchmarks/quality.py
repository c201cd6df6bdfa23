"""Measure what the assistant finds, cites and refuses, on the sets in ../shared/data.

    pip install -e '.[eval,benchmarks]'
    python -m benchmarks.quality --data ../shared/data --work build/quality

Prints tables with 95 % bootstrap intervals as `assistant eval` does, and writes
`results.json` and `results.png` into the work folder, which also keeps the indices for the
next run. `--only` asks some sets, `--limit` a part of each; `--before results.json` compares
with an earlier run; `--baseline` asks dense search alone and the stock LangChain pipeline,
too, over the sets that are a collection; `--llm provider:model` lets an LLM write.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant import Article, Assistant, Settings
from assistant.errors import AssistantError
from assistant.evaluation.cases import Case, holds, load_cases
from assistant.evaluation.chart import draw
from assistant.evaluation.report import load_results, report, save_results
from assistant.evaluation.results import Result, mean_figure
from assistant.evaluation.systems import Outcome, System, answering, dense, finding, run
from assistant.sources.base import Source
from benchmarks.everyday import EVERYDAY
from benchmarks.stock import stock
from training.cases import SQUAD2_RESERVED, read_lines

SystemOf = Callable[[Assistant], System]


@dataclass(frozen=True, slots=True)
class Study:
    """A set of questions over a collection.

    Args:
        articles: the collection.
        cases: what to ask, by the name it goes by in the tables; each has as many.
        system: asks the assistant; `finding` where only retrieval is measured.
        more: a measure of this set alone, from a case and its outcome.
        is_collection: whether the questions are asked of all articles, as baselines can be.
    """

    articles: Sequence[Source]
    cases: Mapping[str, Sequence[Case]]
    system: SystemOf = answering
    more: Callable[[Case, Outcome], Mapping[str, float]] = lambda *_: {}
    is_collection: bool = False


def main() -> int:
    """Run the studies that are asked for."""
    options = _options()
    try:
        before = load_results(options.before) if options.before else []
        results = _run(options, before)
        save_results(results, options.work / "results.json")
        draw(results, options.work / "results.png")
    except AssistantError as error:
        print(f"benchmarks.quality: {error}", file=sys.stderr)
        return 2
    return 0


def news_qa(data: Path) -> Study:
    """Weekly news-quiz questions, asked of all the articles that a search had brought."""
    folder = data / "news-qa-2023"
    cases = load_cases(folder / "questions.jsonl")
    return Study([folder / "articles.jsonl.gz"], {"assistant": cases}, is_collection=True)


def news_evidence(data: Path) -> Study:
    """The dev part of news-evidence: each question is asked of its own article."""
    texts = {r["id"]: r["text"] for r in read_lines(data / "news-qa-2023" / "articles.jsonl.gz")}
    cases = [
        Case(
            record["question"],
            sentences=tuple(texts[record["article"]][start:end] for start, end in record["spans"]),
            within=(record["article"],),
            answerable=bool(record["spans"]),
        )
        for record in read_lines(data / "news-evidence" / "dev.jsonl")
    ]
    return Study([Article(*item) for item in texts.items()], {"assistant": cases})


def squad2(data: Path) -> Study:
    """600 questions of SQuAD 2.0 on titles kept from training, each of its own paragraph."""
    whole = json.loads((data / "squad2" / "dev-v2.0-part.json").read_text(encoding="utf-8"))
    paragraphs = {
        f"{article['title']} {number}": paragraph
        for article in whole["data"]
        if article["title"] in SQUAD2_RESERVED
        for number, paragraph in enumerate(article["paragraphs"])
    }
    cases = [
        Case(
            qa["question"],
            answers=tuple(answer["text"] for answer in qa["answers"]),
            within=(name,),
            answerable=not qa["is_impossible"],
        )
        for name, paragraph in sorted(paragraphs.items())
        for qa in paragraph["qas"]
    ]
    articles = [Article(name, paragraph["context"]) for name, paragraph in paragraphs.items()]
    return Study(articles, {"assistant": _sample(cases, 600)})


def clapnq(data: Path) -> Study:
    """ClapNQ's questions, answerable and not, each of its own passage."""
    articles, cases = [], []
    for part in ("answerable", "unanswerable"):
        for record in read_lines(data / "clapnq" / f"clapnq_dev_{part}.jsonl"):
            marked = tuple(record["output"][0]["selected_sentences"])
            articles.append(Article(record["id"], " ".join(record["passages"][0]["sentences"])))
            cases.append(
                Case(
                    record["input"],
                    sentences=marked,
                    within=(record["id"],),
                    answerable=part == "answerable",
                )
            )
    return Study(articles, {"assistant": cases})


def hotpot(data: Path) -> Study:
    """HotpotQA: questions that need two of 994 articles."""
    folder = data / "hotpot-sample"
    corpus = json.loads((folder / "hotpotqa_train_corpus.json").read_text(encoding="utf-8"))
    records = json.loads((folder / "hotpotqa_qa_train.json").read_text(encoding="utf-8"))
    cases = []
    for record in records:
        context = dict(record["context"])
        facts = [(title, n) for title, n in record["supporting_facts"] if n < len(context[title])]
        cases.append(
            Case(
                record["question"],
                sentences=tuple(context[title][n].strip() for title, n in facts),
                articles=tuple(dict.fromkeys(title for title, _ in facts)),
            )
        )
    articles = [Article(title, "".join(text), title=title) for title, text in corpus.items()]
    return Study(articles, {"assistant": cases}, more=_both_cited, is_collection=True)


def ramdocs(data: Path) -> Study:
    """RAMDocs: the sources of a question name different answers, some of them wrong ones.

    The sources alone are asked. Who is right cannot be known from them, so every answer
    that they name is to be shown.
    """
    articles, cases = [], []
    for number, record in enumerate(read_lines(data / "ramdocs" / "RAMDocs_test.jsonl")):
        sources = {f"{number}-{n}": d["text"] for n, d in enumerate(record["documents"])}
        articles += [Article(id_, text) for id_, text in sources.items()]
        answers = dict.fromkeys((*record["gold_answers"], *record["wrong_answers"]))
        named = tuple(a for a in answers if any(holds(text, [a]) for text in sources.values()))
        if len(named) > 1:
            cases.append(Case(record["question"], answers=named, within=tuple(sources)))
    return Study(articles, {"assistant": cases}, more=_answers_shown)


def nq_open(data: Path) -> Study:
    """Natural Questions over their pooled passages; retrieval alone, as the rest was trained on."""
    records = list(read_lines(data / "nq-open" / "nq-open-oracle.jsonl.gz"))
    passages = {c["text"]: c["title"] for record in records for c in record["ctxs"]}
    ids = {text: str(number) for number, text in enumerate(passages)}
    cases = [
        Case(
            record["question"],
            answers=tuple(record["answers"]),
            articles=tuple(ids[c["text"]] for c in record["ctxs"] if c["isgold"]),
        )
        for record in records
    ]
    articles = [Article(ids[text], text, title=title) for text, title in passages.items()]
    return Study(articles, {"assistant": cases}, finding, is_collection=True)


def mt_rag(data: Path) -> Study:
    """The follow-ups of MT-RAG over the passages that its tasks bring; retrieval alone."""
    folder = data / "mt-rag"
    subset = json.loads(
        (folder / "mtrag-human/evaluations/reference_subset_with_human_evaluations.json").read_text(
            encoding="utf-8"
        )
    )
    tasks = read_lines(folder / "mtragun-human/generation_tasks/reference.jsonl")
    contexts = [c for task in tasks for c in task["contexts"]] + subset["documents"]
    passages = {
        c["document_id"]: Article(c["document_id"], c["text"], title=c.get("title") or "")
        for c in contexts
    }
    return _follow_ups(list(passages.values()), list(_mt_rag_cases(folder, passages.keys())))


def canard(data: Path) -> Study:
    """CANARD's follow-ups; retrieval alone.

    It comes without QuAC's passages, so an article is what was answered in a conversation,
    under its page and section. They are the conversation's first turn, too: who asked had
    them before the eyes. A question is to find its own conversation among the 490.
    """
    records = json.loads((data / "canard" / "dev.json").read_text(encoding="utf-8"))
    longest = {r["QuAC_dialog_id"]: r for r in sorted(records, key=lambda r: len(r["History"]))}
    articles = [
        Article(
            id_,
            "\n".join(a for a in r["History"][3::2] if a != "I don't know.") or "Nothing.",
            title=", ".join(r["History"][:2]),
        )
        for id_, r in longest.items()
    ]
    asked = [
        (
            Case(
                r["Question"],
                history=(" ".join(r["History"][:2]), *r["History"][2::2]),
                articles=(r["QuAC_dialog_id"],),
            ),
            r["Rewrite"],
        )
        for r in records
    ]
    return _follow_ups(articles, asked)


STUDIES: Mapping[str, Callable[[Path], Study]] = {
    "news-qa-2023": news_qa,
    "news-evidence dev": news_evidence,
    "squad2 reserved": squad2,
    "clapnq": clapnq,
    "hotpot-sample": hotpot,
    "ramdocs": ramdocs,
    "nq-open": nq_open,
    "mt-rag": mt_rag,
    "canard": canard,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), metavar="FOLDER")
    parser.add_argument("--work", type=Path, default=Path("build/quality"), metavar="FOLDER")
    parser.add_argument("--only", action="append", choices=[*STUDIES, *EVERYDAY], help="repeatable")
    parser.add_argument("--limit", type=int, help="the most questions of a set")
    parser.add_argument("--baseline", action="store_true", help="the baselines, too")
    parser.add_argument("--llm", metavar="PROVIDER:MODEL", default="", help="let this LLM write")
    parser.add_argument("--before", type=Path, metavar="results.json")
    options = parser.parse_args()
    if not options.data.is_dir():
        parser.error(f"the data is missing: {options.data} is no folder; name it with --data")
    options.work.mkdir(parents=True, exist_ok=True)
    return options


def _run(options: argparse.Namespace, before: Sequence[Result]) -> list[Result]:
    results = []
    for name in options.only or [*STUDIES, *EVERYDAY]:
        if name in EVERYDAY:
            _everyday(name, options)
            continue
        study = STUDIES[name](options.data)
        folder = options.work / name.split()[0]
        settings = Settings().with_llm(options.llm)
        found = _measure(name, study, folder, settings, options.limit, baseline=options.baseline)
        print(*report(found, before), sep="\n", flush=True)
        results += found
    return results


def _everyday(name: str, options: argparse.Namespace) -> None:
    """Print what people type was made of, by the figures of its own set."""
    work = options.work / name.split(maxsplit=1)[0]
    values = EVERYDAY[name](options.data, work, Settings().with_llm(options.llm))
    print(name)
    for measure, found in sorted(values.items()):
        print(f"{measure:40}n={len(found):<5} {mean_figure(found)}", flush=True)
    print()


def _measure(
    name: str,
    study: Study,
    folder: Path,
    settings: Settings,
    limit: int | None,
    *,
    baseline: bool,
) -> list[Result]:
    asked = {system: _sample(cases, limit) for system, cases in study.cases.items()}
    with Assistant.open(folder, settings=settings) as assistant:
        with _counter(f"{name}: articles") as show:
            assistant.add(
                _needed(study.articles, asked), progress=lambda progress: show(progress.articles)
            )
        systems = dict.fromkeys(asked, study.system(assistant))
        if baseline and study.is_collection:
            with _counter(f"{name}: chunks") as show:
                index = folder.with_name(f"{folder.name}-stock")
                others = {
                    "dense alone": dense(assistant),
                    "stock LangChain": stock(assistant.articles(), index, show),
                }
            systems |= others
            asked |= dict.fromkeys(others, asked["assistant"])
        results = []
        for system, ask in systems.items():
            with _counter(f"{name}: {system}") as show:
                outcomes = run(ask, asked[system], show)
            results.append(Result.of(name, system, _completed(study, asked, system, outcomes)))
    return results


def _completed(
    study: Study,
    asked: Mapping[str, Sequence[Case]],
    system: str,
    outcomes: Sequence[Outcome],
) -> list[Outcome]:
    """Add the study's own measures; a rewrite goes by the question that it rewrites."""
    first = next(iter(asked.values()))
    return [
        replace(
            outcome,
            question=original.question,
            values={**outcome.values, **study.more(case, outcome)},
        )
        for original, case, outcome in zip(first, asked[system], outcomes, strict=True)
    ]


def _sample(cases: Sequence[Case], limit: int | None) -> Sequence[Case]:
    """Take some cases at random, the same ones each time."""
    if limit is None or limit >= len(cases):
        return cases
    return [cases[n] for n in sorted(random.Random(0).sample(range(len(cases)), limit))]  # noqa: S311


def _needed(articles: Sequence[Source], asked: Mapping[str, Sequence[Case]]) -> list[Source]:
    """Leave out articles that cannot be found, as every question names the ones it is asked of."""
    cases = [case for cases in asked.values() for case in cases]
    if not all(case.within for case in cases):
        return list(articles)
    wanted = {id_ for case in cases for id_ in case.within}
    return [
        article for article in articles if isinstance(article, Article) and article.id in wanted
    ]


def _both_cited(case: Case, outcome: Outcome) -> dict[str, float]:
    """Tell whether every article that is needed is cited."""
    return {"both articles cited": float(set(case.articles) <= {id_ for id_, _ in outcome.cited})}


def _answers_shown(case: Case, outcome: Outcome) -> dict[str, float]:
    """Tell how many of the answers stand in cited sentences."""
    shown = [any(holds(quote, [answer]) for _, quote in outcome.cited) for answer in case.answers]
    return {"answers shown": sum(shown) / len(shown), "every answer shown": float(all(shown))}


def _follow_ups(articles: Sequence[Article], asked: Sequence[tuple[Case, str]]) -> Study:
    """Ask follow-ups with their history, without it, and as a human rewrote them."""
    cases = {
        "with history": [case for case, _ in asked],
        "human rewrite": [replace(case, question=rewrite, history=()) for case, rewrite in asked],
        "last turn alone": [replace(case, history=()) for case, _ in asked],
    }
    return Study(articles, cases, finding)


def _mt_rag_cases(folder: Path, passages: Any) -> Iterator[tuple[Case, str]]:
    """Yield the follow-ups that the passages can answer, each with a human's rewrite."""
    for part in sorted((folder / "mtrag-human" / "retrieval_tasks").iterdir()):
        relevant: dict[str, list[str]] = {}
        for line in (part / "qrels" / "dev.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, passage, _ = line.split("\t")
            if passage in passages:
                relevant.setdefault(query, []).append(passage)
        rewrites = {q["_id"]: q["text"] for q in read_lines(part / f"{part.name}_rewrite.jsonl")}
        for asked in read_lines(part / f"{part.name}_questions.jsonl"):
            *history, question = (t.strip() for t in asked["text"].split("|user|:") if t.strip())
            if history and asked["_id"] in relevant:
                rewrite = rewrites[asked["_id"]].removeprefix("|user|:").strip()
                articles = tuple(relevant[asked["_id"]])
                yield Case(question, history=tuple(history), articles=articles), rewrite


@contextmanager
def _counter(what: str) -> Iterator[Callable[[int], None]]:
    """Show on standard error how much is done while the block runs."""
    print(f"{what} ", end="", file=sys.stderr, flush=True)
    yield lambda done: print(f"\r{what} {done} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
