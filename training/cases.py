"""Cases: questions beside windows of text, as the evidence model is trained on them.

Everything is read from the folder of public sets (its README has their origin and licences). A
`Case` is one question beside one window of sentences, with the indices of those that answer.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assistant.asking.query import understand
from assistant.text.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns the number of word pieces of each text, without special ones."""

Span = tuple[int, int]

WRITTEN = Path(__file__).with_name("written.jsonl")
"""Articles and questions that were made up for this training."""

READ_SENTENCES = 60
"""How many sentences of an article those who marked `news-asked` read."""

SQUAD2_RESERVED = (
    "Computational_complexity_theory",
    "French_and_Indian_War",
    "Imperialism",
    "Normans",
    "Packet_switching",
    "Yuan_dynasty",
)
"""The titles of `squad2` that are measured and never trained on."""


@dataclass(frozen=True)
class Case:
    """One question beside one window of a text.

    Args:
        question: the question as typed.
        sentences: the window, in order.
        answering: indices of the sentences that answer; empty where none does.
        source: the set it comes from.
        ignored: indices of sentences that may answer or not: left out of the loss.
        about: title, day and lead of the article; empty where they are not given.
    """

    question: str
    sentences: tuple[str, ...]
    answering: tuple[int, ...]
    source: str
    ignored: tuple[int, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class NewsArticle:
    """An article with its sentences, white space made single, and where each stands."""

    id: str
    title: str
    published: date | None
    sentences: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class NewsQuestion:
    """A question on one whole article.

    Args:
        article: the article's id.
        question: the question as typed.
        answer: its answer in a few words; empty where the article has none.
        kind: as its set names it.
        answering: indices of the article's sentences that answer.
        also: indices of others that may; of a question without an answer, what tempts.
    """

    article: str
    question: str
    answer: str
    kind: str
    answering: tuple[int, ...]
    also: tuple[int, ...] = ()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read a JSON Lines file, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            yield json.loads(line)


def texts_of(text: str) -> tuple[str, ...]:
    """Split text into the project's sentences, white space made single."""
    return tuple(" ".join(text[s.start : s.end].split()) for s in split_sentences(text))


def overlaps(span: Span, other: Span) -> bool:
    """Tell whether two spans share more than half of the shorter one."""
    shared = min(span[1], other[1]) - max(span[0], other[0])
    return shared > min(span[1] - span[0], other[1] - other[0]) / 2


class Newsroom:
    """The articles of `news-qa-2023`, each split when it is first asked for, and the written."""

    def __init__(self, data: Path) -> None:
        path = data / "news-qa-2023/articles.jsonl.gz"
        self.rows = {row["id"]: row for row in read_lines(path)}
        self.written = {f"written-{i}": row for i, row in enumerate(read_lines(WRITTEN))}
        self.article = cache(self._article)

    def _article(self, article_id: str) -> NewsArticle:
        if article_id in self.written:
            return _written_article(article_id, self.written[article_id])
        row = self.rows[article_id]
        spans = tuple((s.start, s.end) for s in split_sentences(row["text"]))
        texts = tuple(" ".join(row["text"][start:end].split()) for start, end in spans)
        published = row["published"].replace("/", "-")[:10] if row["published"] else ""
        day = date.fromisoformat(published) if published else None
        return NewsArticle(article_id, row["title"] or "", day, texts, spans)

    def marked(self, article_id: str, spans: Iterable[Sequence[int]]) -> tuple[int, ...]:
        """Return the indices of an article's sentences that marks of characters mean."""
        marks = [(start, end) for start, end in spans]
        return tuple(
            i
            for i, span in enumerate(self.article(article_id).spans)
            if any(overlaps(span, mark) for mark in marks)
        )

    def marked_question(
        self,
        row: Mapping[str, Any],
        article_id: str,
        spans: Iterable[Sequence[int]],
        also: Iterable[Sequence[int]] = (),
    ) -> NewsQuestion:
        """Return a question of a set on one article, its marks made indices of sentences."""
        return NewsQuestion(
            article_id,
            row["question"],
            row.get("answer", ""),
            row["kind"],
            self.marked(article_id, spans),
            self.marked(article_id, also),
        )


def news_evidence(data: Path, split: str, newsroom: Newsroom) -> list[NewsQuestion]:
    """Read the questions of `news-evidence`."""
    return [
        newsroom.marked_question(row, row["article"], row["spans"])
        for row in read_lines(data / "news-evidence" / f"{split}.jsonl")
    ]


def news_asked(data: Path, split: str, newsroom: Newsroom) -> list[NewsQuestion]:
    """Read the everyday questions of `news-asked`."""
    return [
        newsroom.marked_question(row, row["article"], row["spans"], row["also"])
        for row in read_lines(data / "news-asked" / f"{split}.jsonl")
    ]


def news_talk(data: Path, split: str, newsroom: Newsroom) -> list[NewsQuestion]:
    """Read the rewritten turns of `news-talk` that an article answers."""
    return [
        newsroom.marked_question(
            {**turn, "question": turn["rewrite"]}, turn["article"], turn["spans"], turn["also"]
        )
        for row in read_lines(data / "news-talk" / f"{split}.jsonl")
        for turn in row["turns"]
        if turn["rewrite"] and turn["spans"]
    ]


def news_follow_ups(data: Path, split: str, newsroom: Newsroom) -> list[NewsQuestion]:
    """Read the follow-ups of `news-talk` as they were typed, with what was asked before them."""
    questions = []
    for row in read_lines(data / "news-talk" / f"{split}.jsonl"):
        earlier: list[str] = []
        for turn in row["turns"]:
            if turn["kind"] == "follow" and turn["spans"]:
                asked = {**turn, "question": str(understand(turn["q"], date.today(), earlier))}
                questions.append(
                    newsroom.marked_question(asked, turn["article"], turn["spans"], turn["also"])
                )
            if turn["kind"] != "smalltalk":
                earlier.append(turn["q"])
    return questions


def news_threads(data: Path, split: str, newsroom: Newsroom) -> list[NewsQuestion]:
    """Read `news-threads`: each question once for each article that answers it."""
    questions = []
    for row in read_lines(data / "news-threads" / f"{split}.jsonl"):
        answering, also = defaultdict(list), defaultdict(list)
        for account in row["accounts"]:
            for article, *span in account["sentences"]:
                answering[article].append(span)
            for article, *span in account["also"]:
                also[article].append(span)
        questions += [
            newsroom.marked_question(row, article, spans, also[article])
            for article, spans in answering.items()
        ]
    return questions


def written(newsroom: Newsroom) -> list[NewsQuestion]:
    """Return the questions on the articles that were made up."""
    return [
        NewsQuestion(
            article_id, q["question"], "", "written", tuple(q["answering"]), tuple(q["also"])
        )
        for article_id, row in newsroom.written.items()
        for q in row["questions"]
    ]


def _written_article(article_id: str, row: Mapping[str, Any]) -> NewsArticle:
    day = date.fromisoformat(row["published"]) if row["published"] else None
    return NewsArticle(article_id, row["title"], day, tuple(row["sentences"]), ())


def evidence_train(data: Path, name: str) -> list[Case]:
    """Read one set of `evidence-train`; a set's domain follows its name, as in `a/b`."""
    name, _, domain = name.partition("/")
    rows = read_lines(data / "evidence-train" / f"{name}.jsonl.gz")
    return [
        Case(row["question"], tuple(row["sentences"]), tuple(row["answering"]), name)
        for row in rows
        if domain in ("", row.get("domain"), row["split"])
        and len(set(row["sentences"])) == len(row["sentences"])
    ]


def squad2(data: Path, *, reserved: bool) -> list[Case]:
    """Read `squad2`: the reserved titles, or the others."""
    articles = json.loads((data / "squad2" / "dev-v2.0-part.json").read_text())["data"]
    return [
        case
        for article in articles
        if (article["title"] in SQUAD2_RESERVED) == reserved
        for paragraph in article["paragraphs"]
        for case in _squad2_paragraph(paragraph, article["title"])
    ]


def _squad2_paragraph(paragraph: dict[str, Any], title: str) -> Iterator[Case]:
    spans = split_sentences(paragraph["context"])
    sentences = texts_of(paragraph["context"])
    about = title.replace("_", " ")
    for qa in paragraph["qas"]:
        starts = [answer["answer_start"] for answer in qa["answers"]]
        found = {i for i, s in enumerate(spans) for at in starts if s.start <= at < s.end}
        if bool(found) != qa["is_impossible"]:
            answering = tuple(sorted(found))
            yield Case(qa["question"].strip(), sentences, answering, "squad2", about=about)


def nq_open(data: Path) -> list[Case]:
    """Read `nq-open`'s gold passages; a sentence answers when a short answer stands in it."""
    cases = []
    for row in read_lines(data / "nq-open" / "nq-open-oracle.jsonl.gz"):
        gold = row["nq_annotated_gold"]
        sentences = texts_of(gold["chunked_long_answer"])
        answers = [answer.lower() for answer in gold["short_answers"]]
        found = [i for i, s in enumerate(sentences) if any(a in s.lower() for a in answers)]
        if found:
            cases.append(Case(row["question"], sentences, tuple(found), "nq_open"))
    return cases


def general_cases(data: Path, name: str) -> list[Case]:
    """Read a general set by its name."""
    if name == "squad2":
        return squad2(data, reserved=False)
    return nq_open(data) if name == "nq_open" else evidence_train(data, name)


def without_answer(case: Case) -> Case | None:
    """Take the answering sentences out of a window; None when too little is left."""
    gone = {*case.answering, *case.ignored}
    left = tuple(s for i, s in enumerate(case.sentences) if i not in gone)
    return replace(case, sentences=left, answering=(), ignored=()) if len(left) >= 2 else None
