"""The questions and passages the evidence model is trained and measured on.

Everything is read from the project's folder of public sets (see its README for their
origin and licences). A `Case` is one question beside one passage, split into sentences,
with the indices of the sentences that answer; none answers where there are none.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from assistant.details import details, is_number
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.articles import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]
"""Gives for each text the number of word pieces, without special ones."""

PASSAGE_TOKENS = 180
"""The most word pieces a news passage has, in training as in use."""

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
    """One question beside one passage.

    Args:
        question: the question as typed.
        sentences: the passage, in order.
        answering: indices of the sentences that answer; empty where none does.
        source: the set it comes from.
    """

    question: str
    sentences: tuple[str, ...]
    answering: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class NewsQuestion:
    """A question on one whole article.

    Args:
        article: the article's id.
        question: the question as typed.
        answer: its answer in a few words; empty where the article has none.
        kind: fact, said, several, why-how, keywords or unanswerable.
        answering: indices of the article's sentences that answer.
    """

    article: str
    question: str
    answer: str
    kind: str
    answering: tuple[int, ...]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read a JSONL file, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            yield json.loads(line)


def texts_of(text: str) -> tuple[str, ...]:
    """Split text into the project's sentences, white space made single."""
    return tuple(" ".join(text[s.start : s.end].split()) for s in split_sentences(text))


def overlaps(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans share more than half of the shorter one."""
    shared = min(span[1], other[1]) - max(span[0], other[0])
    return shared > min(span[1] - span[0], other[1] - other[0]) / 2


def evidence_train(data: Path, name: str) -> list[Case]:
    """Read one set of `evidence-train`; a set's domain follows its name, as in `a/b`."""
    name, _, domain = name.partition("/")
    rows = read_lines(data / "evidence-train" / f"{name}.jsonl.gz")
    return [
        _without_doubles(
            Case(row["question"], tuple(row["sentences"]), tuple(row["answering"]), name)
        )
        for row in rows
        if domain in ("", row.get("domain"), row["split"])
    ]


_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "``": '"', "''": '"'}


def _without_doubles(case: Case) -> Case:
    """Give a passage each sentence once, and its brackets back."""
    kept: dict[str, bool] = {}
    for i, sentence in enumerate(case.sentences):
        plain = " ".join(_BRACKETS.get(word, word) for word in sentence.split(" "))
        kept[plain] = kept.get(plain, False) or i in case.answering
    answering = tuple(i for i, answers in enumerate(kept.values()) if answers)
    return replace(case, sentences=tuple(kept), answering=answering)


_NAMED = re.compile(r"(?<!^)\b[A-Z0-9]")


def is_definite(case: Case) -> bool:
    """Tell whether a question names something and is long enough to be understood alone."""
    words = case.question.split()
    return len(words) >= 6 and bool(_NAMED.search(case.question))


def squad2(data: Path, *, reserved: bool) -> list[Case]:
    """Read `squad2`: the reserved titles, or the others."""
    articles = json.loads((data / "squad2" / "dev-v2.0-part.json").read_text())["data"]
    cases = []
    for article in articles:
        if (article["title"] in SQUAD2_RESERVED) == reserved:
            for paragraph in article["paragraphs"]:
                cases += _squad2_paragraph(paragraph)
    return cases


def _squad2_paragraph(paragraph: dict[str, Any]) -> Iterator[Case]:
    spans = split_sentences(paragraph["context"])
    sentences = texts_of(paragraph["context"])
    for qa in paragraph["qas"]:
        starts = [answer["answer_start"] for answer in qa["answers"]]
        answering = {i for i, s in enumerate(spans) for at in starts if s.start <= at < s.end}
        if bool(answering) != qa["is_impossible"]:
            yield Case(qa["question"].strip(), sentences, tuple(sorted(answering)), "squad2")


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


def news_articles(data: Path) -> dict[str, str]:
    """Read the text of every article of `news-qa-2023`, by id."""
    return {row["id"]: row["text"] for row in read_lines(data / "news-qa-2023/articles.jsonl.gz")}


def news_questions(data: Path, split: str, articles: dict[str, str]) -> list[NewsQuestion]:
    """Read `news-evidence`, its spans made indices of the project's sentences."""
    questions = []
    for row in read_lines(data / "news-evidence" / f"{split}.jsonl"):
        sentences = split_sentences(articles[row["article"]])
        answering = tuple(
            i
            for i, s in enumerate(sentences)
            if any(overlaps((s.start, s.end), (start, end)) for start, end in row["spans"])
        )
        if row["spans"] and not answering:
            continue
        questions.append(
            NewsQuestion(row["article"], row["question"], row["answer"], row["kind"], answering)
        )
    return questions


def passages_of(counts: Sequence[int], limit: int, first: int | None = None) -> list[range]:
    """Pack consecutive sentences into passages of at most `limit` word pieces.

    Args:
        counts: the word pieces of each sentence.
        limit: the most word pieces of a passage; a longer sentence stands alone.
        first: the limit of the first passage; as the others' if None. A varied one moves
            all the borders, so that a model does not learn them by heart.
    """
    passages: list[range] = []
    start, size, room = 0, 0, limit if first is None else first
    for i, count in enumerate(counts):
        if i > start and size + count > room:
            passages.append(range(start, i))
            start, size, room = i, 0, limit
        size += count
    if start < len(counts):
        passages.append(range(start, len(counts)))
    return passages


class Ranker:
    """Ranks passages by the idf-weighted words they share with a question."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        self._matrix = self._vectorizer.fit_transform(passages)

    def best(self, question: str, count: int) -> list[int]:
        """Give the indices of the passages nearest to the question, best first."""
        query = self._vectorizer.transform([question])
        scores = (self._matrix @ query.T).toarray().ravel()
        top = np.argsort(-scores, kind="stable")[:count]
        return [int(i) for i in top if scores[i] > 0]


class Windows:
    """Cuts long passages down to a window of whole sentences round the answer."""

    def __init__(self, count_tokens: CountTokens, rng: random.Random) -> None:
        self._count_tokens = count_tokens
        self._counts: dict[str, int] = {}
        self._rng = rng

    def counts(self, sentences: Sequence[str]) -> list[int]:
        """Count each sentence's word pieces, each text once."""
        unknown = list({s for s in sentences if s not in self._counts})
        if unknown:
            self._counts.update(zip(unknown, self._count_tokens(unknown), strict=True))
        return [self._counts[s] for s in sentences]

    def cut(self, case: Case, limit: int) -> Case:
        """Cut a case to a window that holds an answering sentence, elsewhere at random."""
        counts = self.counts(case.sentences)
        at = self._rng.choice(case.answering or range(len(counts)))
        start, end, size = at, at + 1, counts[at]
        while True:
            sides = [
                side
                for side in (start - 1, end)
                if 0 <= side < len(counts) and size + counts[side] <= limit
            ]
            if not sides:
                break
            side = self._rng.choice(sides)
            size += counts[side]
            start, end = min(start, side), max(end, side + 1)
        answering = tuple(i - start for i in case.answering if start <= i < end)
        return replace(case, sentences=case.sentences[start:end], answering=answering)


def without_answer(case: Case) -> Case | None:
    """Take the answering sentences out of a passage; None when too little is left."""
    left = tuple(s for i, s in enumerate(case.sentences) if i not in case.answering)
    return replace(case, sentences=left, answering=()) if len(left) >= 2 else None


def other_passages(cases: Sequence[Case], rng: random.Random) -> Callable[[Case], Case | None]:
    """Prepare a function that puts a question beside the like passage of another text.

    A passage that shares a sentence with the question's own is left out: it may answer.
    """
    pool = sorted({case.sentences for case in cases})
    ranker = Ranker([" ".join(passage) for passage in pool])

    def beside_another(case: Case) -> Case | None:
        own = set(case.sentences)
        likely = [pool[i] for i in ranker.best(case.question, 8)]
        strange = [passage for passage in likely if own.isdisjoint(passage)]
        if not strange:
            return None
        return replace(case, sentences=rng.choice(strange[:4]), answering=())

    return beside_another


_OPPOSITES = (
    ("first", "last"),
    ("most", "least"),
    ("more", "fewer"),
    ("before", "after"),
    ("largest", "smallest"),
    ("highest", "lowest"),
    ("oldest", "youngest"),
    ("north", "south"),
    ("east", "west"),
    ("start", "end"),
    ("begin", "stop"),
    ("win", "lose"),
    ("won", "lost"),
    ("rise", "fall"),
    ("increase", "decrease"),
    ("support", "oppose"),
    ("agree", "refuse"),
    ("allowed", "forbidden"),
    ("male", "female"),
)
_OPPOSITE = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}


def other_questions(cases: Sequence[Case], rng: random.Random) -> Callable[[Case], Case | None]:
    """Prepare a function that makes a question ask what its passage does not say.

    A name, number or date of the question gives way to one of another text that the passage
    does not have, or a word to its opposite: two of the ways in which the authors of SQuAD 2.0
    saw people write unanswerable questions (Rajpurkar et al., 2018).
    """
    pools: dict[bool, list[str]] = {True: [], False: []}
    for case in rng.sample(list(cases), min(1000, len(cases))):
        for detail in details(" ".join(case.sentences)):
            pools[is_number(detail.text)].append(detail.text)

    def ask_else(case: Case) -> Case | None:
        passage = " ".join(case.sentences).lower()
        named = [d.text for d in details(case.question) if d.text.lower() in passage]
        turned = [w for w in case.question.split() if w in _OPPOSITE]
        if named and (not turned or rng.random() < 0.8):
            old = rng.choice(named)
            new = rng.choice(pools[is_number(old)])
            if new.lower() in passage:
                return None
        elif turned:
            old = rng.choice(turned)
            new = _OPPOSITE[old]
        else:
            return None
        question = re.sub(rf"\b{re.escape(old)}(?!\w)", lambda _: new, case.question, count=1)
        if question == case.question:
            return None
        return replace(case, question=question, answering=())

    return ask_else


_STATED = 0.08
"""The share of questions that begin with a statement."""


def after_a_statement(case: Case, rng: random.Random) -> str:
    """Give the case's question after a sentence of its text that does not answer.

    People say what they have in mind before they ask. "Its largest volcano erupts again. Which
    one erupted in May?" asks for no more than its second sentence does.
    """
    said = [
        sentence
        for i, sentence in enumerate(case.sentences)
        if i not in case.answering and 5 <= len(sentence.split()) <= 30
    ]
    return f"{rng.choice(said)} {case.question}" if said else case.question


@dataclass(frozen=True)
class Share:
    """How many cases of a set are trained on.

    Args:
        name: the set, as `evidence_train` names it, or `squad2`, `nq_open`.
        cases: how many cases; all if more than there are.
        tokens: the most word pieces of a passage.
        removed: the share whose answering sentences are taken out.
        swapped: the share put beside another text's passage.
        altered: the share whose question is made to ask about something else.
    """

    name: str
    cases: int
    tokens: int
    removed: float
    swapped: float
    altered: float = 0.0


def general_cases(data: Path, share: Share, windows: Windows, rng: random.Random) -> list[Case]:
    """Draw a share of a set and make its unanswerable cases."""
    cases = _read(data, share.name)
    rng.shuffle(cases)
    beside_another = other_passages(cases, rng) if share.swapped else None
    ask_else = other_questions(cases, rng) if share.altered else None
    made: list[Case] = []
    for drawn in cases[: share.cases]:
        stated = rng.random() < _STATED
        case = replace(drawn, question=after_a_statement(drawn, rng)) if stated else drawn
        chance = rng.random()
        cut = windows.cut(case, share.tokens)
        variant: Case | None = cut
        if cut.answering and chance < share.removed:
            variant = without_answer(cut)
        elif cut.answering and beside_another and chance < share.removed + share.swapped:
            variant = beside_another(case)
            variant = variant and windows.cut(variant, share.tokens)
        elif cut.answering and ask_else and chance > 1 - share.altered:
            variant = ask_else(cut)
        made.append(variant or cut)
    return made


def _read(data: Path, name: str) -> list[Case]:
    if name == "squad2":
        return squad2(data, reserved=False)
    if name == "nq_open":
        return nq_open(data)
    cases = evidence_train(data, name)
    return [c for c in cases if is_definite(c)] if name.startswith("qamr") else cases


def content_words(text: str) -> set[str]:
    """Give the words of a text that carry meaning: numbers and words of four letters up."""
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) > 3 or w.isdigit()}


def lacks(answer: str, passage: Sequence[str]) -> bool:
    """Tell whether a passage lacks most of an answer's words, so that it cannot answer."""
    telling = content_words(answer)
    return bool(telling) and len(telling & content_words(" ".join(passage))) * 2 < len(telling)


class NewsCases:
    """Makes the training cases of `news-evidence`, anew and varied for each pass.

    `others` are the texts of the articles that no question is on.

    Args:
        data: the folder of public sets.
        windows: counts word pieces.
        rng: draws.
        mined: what `training.mine` wrote; passages of like words are taken where it is None.
    """

    def __init__(
        self, data: Path, windows: Windows, rng: random.Random, mined: Path | None = None
    ) -> None:
        self._articles = news_articles(data)
        self._questions = news_questions(data, "train", self._articles)
        self._windows = windows
        self._rng = rng
        self._mined = (
            {row["question"]: row["passages"] for row in read_lines(mined)} if mined else {}
        )
        own = {q.article for q in self._questions}
        kept_apart = {q.article for q in news_questions(data, "dev", self._articles)}
        self._texts = {article: texts_of(self._articles[article]) for article in own}
        others = sorted(set(self._articles) - own - kept_apart)
        self.others = [self._articles[article] for article in others]
        self._others = [passage for text in self.others for passage in self._pack(texts_of(text))]
        self._ranker = Ranker([" ".join(passage) for passage in self._others])

    def make(self) -> list[Case]:
        """Make the cases of one pass: each question with several passages."""
        return [case for question in self._questions for case in self._cases(question)]

    def _pack(self, sentences: Sequence[str], first: int | None = None) -> list[tuple[str, ...]]:
        ranges = passages_of(self._windows.counts(sentences), PASSAGE_TOKENS, first)
        return [tuple(sentences[i] for i in passage) for passage in ranges]

    def _cases(self, question: NewsQuestion) -> Iterator[Case]:
        sentences = self._texts[question.article]
        asked = question.question
        if self._rng.random() < _STATED:
            lead = Case(asked, sentences[:4], question.answering, "news")
            asked = after_a_statement(lead, self._rng)
        first = self._rng.randint(PASSAGE_TOKENS // 6, PASSAGE_TOKENS)
        ranges = passages_of(self._windows.counts(sentences), PASSAGE_TOKENS, first)
        cases = [
            Case(
                asked,
                tuple(sentences[i] for i in passage),
                tuple(i - passage.start for i in question.answering if i in passage),
                "news",
            )
            for passage in ranges
        ]
        answered = [case for case in cases if case.answering]
        yield from answered
        yield from self._hard(asked, [c for c in cases if not c.answering], answered)
        mined = self._mined.get(question.question, ())
        for passage in self._rng.sample(mined, min(2, len(mined))):
            yield Case(asked, tuple(passage), (), "news-mined")
        if answered and not mined and self._rng.random() < 0.5:
            yield from filter(None, [self._foreign(question)])
        if answered and self._rng.random() < 0.2:
            yield from filter(None, [without_answer(self._rng.choice(answered))])

    def _hard(
        self, question: str, empty: Sequence[Case], answered: Sequence[Case]
    ) -> Iterator[Case]:
        """Draw from the article's other passages, those nearest to the question first."""
        if not empty:
            return
        try:
            ranked = Ranker([" ".join(c.sentences) for c in empty]).best(question, 4)
        except ValueError:
            return
        wanted = 1 if answered else 2
        for i in self._rng.sample(ranked, min(wanted, len(ranked))):
            yield empty[i]

    def _foreign(self, question: NewsQuestion) -> Case | None:
        """Take a like passage of another article that lacks most of the answer's words."""
        likely = self._ranker.best(question.question, 12)
        self._rng.shuffle(likely)
        for i in likely:
            if lacks(question.answer, self._others[i]):
                return Case(question.question, self._others[i], (), "news-foreign")
        return None


def count_answerable(cases: Iterable[Case]) -> dict[str, tuple[int, int]]:
    """Count each source's cases, and those with an answer."""
    counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case in cases:
        total, answerable = counts[case.source]
        counts[case.source] = total + 1, answerable + bool(case.answering)
    return dict(counts)
