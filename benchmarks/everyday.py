"""What people type, asked as they would ask it, and compared with marks of what answers.

Each function asks one set of ../shared/data through `Assistant.ask` and returns, by the name of a
figure, a value a question; `benchmarks.quality` prints their means. A sentence is a marked one
when it shares more than half of the shorter of the two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant import Answer, Article, Assistant, Citation, Settings, Where
from training.cases import overlaps, read_lines

Values = dict[str, list[float]]
"""A value a question, by the name of the figure."""

Mark = tuple[str, int, int]
"""A marked sentence: the article's id, and where it starts and ends."""

CORPUS = Path("corpus")
SEED_ARTICLE = CORPUS / "dibis-strike.txt"


def seed_questions(data: Path, work: Path, settings: Settings) -> Values:
    """Ask the questions on the seed article; their marks are numbers of its lines."""
    lines = [line.strip() for line in SEED_ARTICLE.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line]
    values: Values = defaultdict(list)
    with _collection(work, settings, [CORPUS]) as assistant:
        for row in read_lines(data / "seed-questions" / "dev.jsonl"):
            answer = assistant.ask(row["question"])
            cited = [_line_of(citation.quote, lines) for citation in answer.citations]
            values["right"].append(_seed_right(row, cited))
    return values


def news_asked(data: Path, work: Path, settings: Settings) -> Values:
    """Ask the everyday questions of `news-asked`, each of its own article."""
    rows = list(read_lines(data / "news-asked" / "dev.jsonl"))
    values: Values = defaultdict(list)
    with _collection(
        work, settings, articles_of(data, {row["article"] for row in rows})
    ) as assistant:
        for row in rows:
            answer = assistant.ask(row["question"], where=Where(articles=(row["article"],)))
            if row["kind"] == "none":
                values["not said refused"].append(not answer.citations)
                continue
            values["answerable refused"].append(not answer.citations)
            spans = _marks(row["article"], row["spans"])
            also = _marks(row["article"], row["also"])
            for kind in ("all", row["kind"]):
                values[f"{kind}: first right"].append(_first_in(answer, spans + also))
                values[f"{kind}: in first three"].append(
                    any(_is_marked(c, spans + also) for c in answer.citations[:3])
                )
            if row["kind"] in ("brief", "several"):
                values[f"{row['kind']}: F1"].append(_f1(answer.citations, spans, also))
    return values


def news_threads(data: Path, work: Path, settings: Settings) -> Values:
    """Ask the questions of `news-threads` of all articles."""
    values: Values = defaultdict(list)
    with _collection(work, settings, [data / "news-qa-2023" / "articles.jsonl.gz"]) as assistant:
        for row in read_lines(data / "news-threads" / "dev.jsonl"):
            day = date.fromisoformat(row["asked"]) if row.get("asked") else None
            _thread(row, assistant.ask(row["question"], now=day), values)
    return values


def news_limits(data: Path, work: Path, settings: Settings) -> Values:
    """Ask pairs of questions of which one names another year, place or person than is told."""
    rows = list(read_lines(data / "news-limits" / "dev.jsonl"))
    values: Values = defaultdict(list)
    with _collection(
        work, settings, articles_of(data, {row["article"] for row in rows})
    ) as assistant:
        for row in rows:
            where = Where(articles=(row["article"],))
            changed = assistant.ask(row["changed"], where=where)
            true = assistant.ask(row["true"], where=where)
            named = row["to"].casefold() in changed.text.casefold()
            values["changed refused"].append(not changed.citations)
            values["changed refused and named"].append(not changed.citations and named)
            values["true refused"].append(not true.citations)
            values["true: first right"].append(
                _first_in(true, _marks(row["article"], row["spans"]))
            )
    return values


EVERYDAY: Mapping[str, Callable[[Path, Path, Settings], Values]] = {
    "seed-questions": seed_questions,
    "news-asked dev": news_asked,
    "news-threads dev": news_threads,
    "news-limits dev": news_limits,
}
"""The sets by the names that `benchmarks.quality --only` takes."""


def _collection(work: Path, settings: Settings, sources: Sequence[Article | Path]) -> Assistant:
    assistant = Assistant.open(work, settings=settings)
    assistant.add(list(sources))
    return assistant


def articles_of(data: Path, wanted: set[str]) -> list[Article]:
    """Read the articles of `news-qa-2023` that have these ids."""
    rows = read_lines(data / "news-qa-2023" / "articles.jsonl.gz")
    return [
        Article(row["id"], row["text"], title=row["title"] or "", url=row["url"] or "")
        for row in rows
        if row["id"] in wanted
    ]


def _marks(article: str, spans: Iterable[Sequence[int]]) -> list[Mark]:
    return [(article, start, end) for start, end in spans]


def _is_marked(citation: Citation, marks: Iterable[Mark]) -> bool:
    return any(
        citation.article.id == article and overlaps((citation.start, citation.end), (start, end))
        for article, start, end in marks
    )


def _first_in(answer: Answer, marks: Iterable[Mark]) -> bool:
    return bool(answer.citations) and _is_marked(answer.citations[0], marks)


def _f1(citations: Sequence[Citation], marks: Sequence[Mark], also: Sequence[Mark]) -> float:
    """Return the F1 of the cited sentences; what may be cited, too, neither helps nor hurts."""
    counted = [c for c in citations if _is_marked(c, marks) or not _is_marked(c, also)]
    hits = sum(_is_marked(c, marks) for c in counted)
    found = sum(any(_is_marked(c, [mark]) for c in citations) for mark in marks)
    precision, recall = hits / len(counted) if counted else 0, found / len(marks)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0


def _thread(row: Mapping[str, Any], answer: Answer, values: Values) -> None:
    kind, accounts = row["kind"], row["accounts"]
    groups = [[tuple(s) for s in (*a["sentences"], *a["also"])] for a in accounts]
    shown = sum(any(_is_marked(c, marks) for c in answer.citations) for marks in groups)
    if kind == "none":
        values["none refused"].append(not answer.citations)
    elif kind == "conflict":
        values["conflict: both shown"].append(shown >= 2)
        values["conflict: one only"].append(shown == 1)
    elif kind == "latest" and row["latest"] is not None:
        values["latest: first"].append(_first_in(answer, groups[row["latest"]]))
    elif kind == "brief":
        [main, *_] = accounts
        sentences = [tuple(s) for s in main["sentences"]]
        also = [tuple(s) for s in main["also"]]
        values["brief: F1"].append(_f1(answer.citations, sentences, also))
    else:
        values[f"{kind}: first right"].append(
            _first_in(answer, [mark for marks in groups for mark in marks])
        )


def _line_of(quote: str, lines: Sequence[str]) -> int:
    found = (n for n, line in enumerate(lines) if quote.strip() in line or line in quote)
    return next(found, -1)


def _seed_right(row: Mapping[str, Any], cited: Sequence[int]) -> bool:
    """Tell whether an answer is right: by its first sentence; a brief, by half of all as well."""
    if row["kind"] == "none":
        return not cited
    first = bool(cited) and cited[0] in (*row["sentences"], *row["also"])
    if row["kind"] in ("brief", "several"):
        return first and len({*cited} & {*row["sentences"]}) * 2 >= len(row["sentences"])
    return first
