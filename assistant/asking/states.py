"""What the steps of the chain hand on, each a record of its own.

`Question` is understood as a `Query`, which retrieval turns into what is `Found`; that is `Ranked`
by sentence and `Decided`, and written as an `Answer`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.answers import Citation, Coverage, Kind, Reason, Turn, Usage, Where
from assistant.asking.collection import About
from assistant.asking.evidence import ScoredSentence
from assistant.asking.limits import Unsupported
from assistant.asking.material import Material
from assistant.asking.query import Understood
from assistant.asking.retrieval import RankedPassage


@dataclass(frozen=True, kw_only=True)
class State:
    """What every step hands on.

    Args:
        timings: seconds by step so far; the chain notes them.
    """

    timings: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True)
class Question(State):
    """A question as it was asked.

    Args:
        text: in plain words.
        history: earlier turns of the conversation, the oldest first.
        where: which articles may answer.
        now: the date that "today" means.
        passages: how many passages to find.
        sentences: how many of their sentences to rank.
        kind: what it is taken for, whatever it looks like; None to find out.
    """

    text: str
    history: tuple[Turn, ...]
    where: Where
    now: date
    passages: int
    sentences: int
    kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Query(State):
    """What is looked for, and in what.

    Args:
        question: as it was asked.
        understood: the question with what it goes back to.
        rewritten: whether an LLM made it a question of its own.
        earlier: the questions that it goes back to, the oldest first; none if it stands alone.
        where: which articles may answer: the question's, limited to the time that it asks for.
        coverage: the articles that may answer.
        usage: what the LLM cost that understood it; None if none was asked.
        kind: what it was taken for.
        about: of a question about the collection, what it asks for; None if that is unclear.
        searches: what an LLM planned to search for; none if one search is enough.
    """

    question: Question
    understood: Understood
    where: Where
    coverage: Coverage
    rewritten: bool = False
    earlier: tuple[str, ...] = ()
    usage: Usage | None = None
    kind: Kind = Kind.FACT
    about: About | None = None
    searches: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found(State):
    """The passages that retrieval found, best first."""

    query: Query
    passages: tuple[RankedPassage, ...]


@dataclass(frozen=True, kw_only=True)
class Ranked(State):
    """The passages, and the sentences of those that were read, best first."""

    query: Query
    passages: tuple[RankedPassage, ...]
    sentences: tuple[ScoredSentence, ...]


@dataclass(frozen=True, kw_only=True)
class Decided(State):
    """What the answer will cite, or why there is none.

    Args:
        query: what was looked for.
        citations: the sentences that answer, best first; none if none does.
        reason: why none answers; None if one does, or if it asks for none.
        nearest: if none answers, the nearest sentences there are.
        unsupported: what the question names and they do not; None if that is not the reason.
        did_you_mean: the question as it is spelt in the articles; empty if it is.
        material: what an LLM may write from, whether or not anything answers; None if none is
            to write.
    """

    query: Query
    citations: tuple[Citation, ...]
    reason: Reason | None = None
    nearest: tuple[Citation, ...] = ()
    unsupported: Unsupported | None = None
    did_you_mean: str = ""
    material: Material | None = None
