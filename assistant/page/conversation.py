"""A conversation on the page: questions, and what came of each."""

from dataclasses import dataclass, replace

from assistant.answers import Answer, Citation, Draft, Event, Turn
from assistant.journal import Verdict

MAX_WHY_CHARS = 500
"""The longest reason that a reader can give for a verdict."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    Args:
        question: as it was asked.
        answer: None while it is being answered, and if it failed or was stopped.
        draft: prose as far as it is written, while it is being answered.
        problem: why there is no answer; one line.
        kept: the name that the answer is kept under, to be judged by.
        verdict: what the reader thinks of the answer.
        why: the reader's words for it.
    """

    question: str
    answer: Answer | None = None
    draft: str = ""
    problem: str = ""
    kept: str = ""
    verdict: Verdict | None = None
    why: str = ""

    @property
    def waits(self) -> bool:
        """Whether the answer is still to come."""
        return self.answer is None and not self.problem

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of the answer, or the nearest sentences of a refusal."""
        return (self.answer.citations or self.answer.nearest) if self.answer else ()

    @property
    def refused(self) -> bool:
        """Whether the articles do not answer."""
        return self.answer is not None and not self.answer.citations

    def after(self, event: Event) -> "Exchange":
        """Return the exchange as it stands after an event of the chain.

        Args:
            event: what `Assistant.stream` gave.
        """
        if isinstance(event, Draft):
            return replace(self, draft=self.draft + event.text)
        return replace(self, answer=event, draft="")


Conversation = tuple[Exchange, ...]


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """Return the earlier turns that a follow-up is understood from.

    Args:
        conversation: the exchanges so far; unanswered failures count for nothing.
    """
    return tuple(exchange.answer.turn for exchange in conversation if exchange.answer)


def exchange_key(place: int) -> str:
    """Return the name that an exchange has on the page.

    Args:
        place: in the conversation, from 0.
    """
    return f"t{place}"


def find_place(conversation: Conversation, name: str) -> int | None:
    """Find the exchange that has a name on the page.

    Args:
        conversation: the exchanges so far.
        name: what the browser sent; anything.

    Returns:
        Its place in the conversation; None if there is no such exchange.
    """
    return next((i for i, _ in enumerate(conversation) if name == exchange_key(i)), None)


def find_citation(conversation: Conversation, name: str) -> tuple[int, Citation] | None:
    """Find a citation by the name that its chip has on the page.

    Args:
        conversation: the exchanges so far.
        name: what the browser sent; anything.

    Returns:
        The place of its exchange in the conversation, and the citation; None if there is
        no such citation.
    """
    for place, exchange in enumerate(conversation):
        for citation in exchange.citations:
            if name == f"{exchange_key(place)}-{citation.number}":
                return place, citation
    return None


def first_citation(conversation: Conversation) -> Citation | None:
    """Return the citation that the article panel opens at when an answer comes in.

    Args:
        conversation: the exchanges so far; a refusal opens none.
    """
    if not conversation or conversation[-1].refused:
        return None
    return next(iter(conversation[-1].citations), None)
