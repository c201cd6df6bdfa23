"""What leaves the core: an answer, its statements and the citations that carry them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.articles import Article
from assistant.text.periods import ANY_DAY, Period

UNSUPPORTED = "no cited sentence says so"
"""What stands behind a statement that no sentence carries."""


class Kind(StrEnum):
    """What was asked for, or what was said where nothing was."""

    FACT = "fact"
    BRIEF = "brief"
    KEYWORDS = "keywords"
    COLLECTION = "collection"
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    ACT = "act"
    FEEDBACK = "feedback"
    EMPTY = "empty"
    ORDER = "order"
    LANGUAGE = "language"

    @property
    def asks_the_news(self) -> bool:
        """Whether sentences of the articles can answer it."""
        return self in {Kind.FACT, Kind.BRIEF, Kind.KEYWORDS}


class Status(StrEnum):
    """Whether the articles answer the question; replied: it asked nothing of them."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    REPLIED = "replied"


class Reason(StrEnum):
    """Why a question is unanswered."""

    NO_ARTICLES = "no-articles"
    OUTSIDE_FILTERS = "outside-filters"
    OUTSIDE_DATES = "outside-dates"
    OUTSIDE_LIMITS = "outside-limits"
    NOT_COVERED = "not-covered"
    NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True)
class Where:
    """Which articles may answer; an empty field allows all.

    Args:
        articles: ids of articles.
        sources: outlets, as `Article.outlet` names them; upper and lower case are one.
        published: the days of publication.
        undated: whether an article without a date may answer, too, where days are given.
    """

    articles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published: Period = ANY_DAY
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a stored article: `article.text[start:end] == quote`, always.

    Where the headline alone says it, `in_title` is set, and `article.title[start:end] == quote`.

    Args:
        number: what the markers in the answer's text call it, from 1.
        quote: the sentence, character for character.
        article: the article it stands in.
        start: where the sentence starts in the article's text or title, in characters.
        end: where it ends.
        score: how well it answers, from 0 to 1.
        in_title: whether it is the article's title.
        also_in: other articles that say the same, word for word or nearly so.
    """

    number: int
    quote: str
    article: Article
    start: int
    end: int
    score: float
    also_in: tuple[Article, ...] = ()
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the answer's text and the numbers of the citations that carry it.

    Args:
        text: words without markers.
        citations: numbers of the citations that say so; empty for words that state no
            fact of the articles.
        ends_paragraph: whether a line ends after it.
        supported: False for a sentence of an LLM that no given sentence carries; there is
            one only if the settings want it shown, and it must be shown as what it is.
        unfounded: numbers, names and dates in it that stand in no sentence it cites.
        is_item: whether its paragraph is an item of a list.
    """

    text: str
    citations: tuple[int, ...] = ()
    ends_paragraph: bool = True
    supported: bool = True
    unfounded: tuple[str, ...] = ()
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What cited articles give for the number or the day that is asked for, where others differ.

    Args:
        value: as the best of them has it, such as `9,061` or `3 December 2023`.
        citations: the numbers of the citations that give it.
        latest: whether the newest of the articles is among them; False for all if that is not
            known.
    """

    value: str
    citations: tuple[int, ...]
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched.

    Args:
        articles: how many articles.
        oldest: the date of the oldest; None if none has a date.
        newest: the date of the newest.
        undated: how many were left out for no reason but that they have no date.
        left_out: how many were left out by what the question or its filters limit, those included.
    """

    articles: int
    oldest: date | None = None
    newest: date | None = None
    undated: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, with what was answered and cited.

    Args:
        question: as it was understood.
        answer: the answer's text.
        quotes: the sentences that it cited.
        kind: what the question was taken for.
        articles: ids of the articles that it cited or listed, the first one first.
    """

    question: str
    answer: str = ""
    quotes: tuple[str, ...] = ()
    kind: Kind = Kind.FACT
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What an LLM was asked with, and what it cost.

    Args:
        model: its name as the settings give it.
        prompts: the hashes of the prompts that it was given.
        tokens_in: the tokens it read, as far as its provider says; None if it does not.
        tokens_out: the tokens it wrote; likewise.
        seconds: how long it took.
    """

    model: str
    prompts: tuple[str, ...]
    tokens_in: int | None
    tokens_out: int | None
    seconds: float

    def __add__(self, later: "Usage | None") -> "Usage":
        """Add what was asked later for the same answer, if anything."""
        if later is None:
            return self
        return Usage(
            self.model,
            self.prompts + later.prompts,
            _sum(self.tokens_in, later.tokens_in),
            _sum(self.tokens_out, later.tokens_out),
            self.seconds + later.seconds,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """How many of an LLM's sentences the check found carried, whether its prose was used or not.

    What only says that the articles do not say is not counted.

    Args:
        written: all sentences that state something.
        carried: those that a sentence of the articles carries.
        cited_not_carried: those that cite something and that nothing carries.
        carried_not_cited: those that something carries which they do not cite.
    """

    written: int
    carried: int
    cited_not_carried: int
    carried_not_cited: int


@dataclass(frozen=True)
class Answer:
    """An answer with the sentences that say so, or a refusal with its reason.

    Args:
        status: answered or unanswered.
        statements: the words, each with the numbers of its citations.
        citations: the sentences that the statements cite, by number; none if unanswered.
        question: as it was asked, or as an LLM made a follow-up a question of its own.
        rewritten: whether an LLM did.
        earlier: the questions before it that it goes back to, the oldest first; none if it stands
            alone.
        coverage: the articles that were searched.
        reason: why it is unanswered; None if it is answered.
        nearest: if unanswered, the nearest sentences there are; they do not answer.
        unsupported: what the question names, such as a year or a person, and the nearest
            sentence does not; then the reason is `OUTSIDE_LIMITS`.
        did_you_mean: if unanswered, the question with its words that no article has as articles
            write what they are nearest to; empty if there is nothing to correct.
        notice: something the reader should know about how the answer came about.
        timings: seconds by step.
        usage: what the LLM cost, whether its prose was used or not; None if none was asked.
        checked: what the check found of what an LLM wrote; None if it wrote nothing to check.
        period: the days by which the question's time prefers or limits articles; None if it
            names none.
        limited: whether only articles of the period were searched, and those without a date.
        kind: what the question was taken for.
        articles: the articles that an answer about the collection lists.
        accounts: where cited articles differ in the number or the day that is asked for, what
            each gives.
    """

    status: Status
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    question: str
    coverage: Coverage
    reason: Reason | None = None
    nearest: tuple[Citation, ...] = ()
    unsupported: tuple[str, ...] = ()
    did_you_mean: str = ""
    notice: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None
    checked: Checked | None = None
    period: Period | None = None
    limited: bool = False
    kind: Kind = Kind.FACT
    articles: tuple[Article, ...] = ()
    accounts: tuple[Account, ...] = ()
    rewritten: bool = False
    earlier: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words with [n] markers."""
        pieces: list[str] = []
        begins = True
        for statement in self.statements:
            mark = "- " if begins and statement.is_item else ""
            begins = statement.ends_paragraph
            markers = "".join(f" [{number}]" for number in statement.citations)
            doubt = "" if statement.supported else f" [{UNSUPPORTED}]"
            pieces += [
                mark + statement.text + markers + doubt,
                "\n" if statement.ends_paragraph else " ",
            ]
        return "".join(pieces).strip()

    @property
    def turn(self) -> Turn:
        """This answer as an earlier turn, for `history`."""
        articles = [citation.article for citation in self.citations] or self.articles
        return Turn(
            self.question,
            self.text,
            tuple(citation.quote for citation in self.citations),
            self.kind,
            tuple(dict.fromkeys(article.id for article in articles)),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain values; articles come without text and origin."""
        plain = {**asdict(self), "text": self.text}
        articles = list(plain["articles"])
        for citation in (*plain["citations"], *plain["nearest"]):
            articles += (citation["article"], *citation["also_in"])
        for article in articles:
            # The one is long, the other tells of the machine.
            del article["text"], article["origin"]
        return plain

    def to_json(self, indent: int | None = 2) -> str:
        """Return the answer as JSON; dates are ISO 8601."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, default=str)


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of prose as it is being written; the finished Answer replaces it.

    It is made harmless (no HTML, image or link that the evidence does not have), but not
    yet checked: what no sentence carries is gone from the Answer, whose `notice` says so.
    """

    text: str


Event = Draft | Answer
"""What `Assistant.stream` yields; the last one is the Answer."""


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
