"""Conversation: which earlier questions a question goes back to."""

from collections.abc import Sequence

from assistant.answers import Kind, Turn
from assistant.asking.query import parted
from assistant.models.classifier import Classifier

_SURE = 0.5

# As many earlier questions as a reader has room for.
_MOST = 5


def earlier_questions(
    question: str, history: Sequence[Turn], follow_ups: Classifier
) -> tuple[str, ...]:
    """Return the earlier questions that a question goes back to, the oldest first.

    A question goes back to the last few or, where it stands alone, to none: a topic of some turns
    ago can come back.

    Args:
        question: as it was asked.
        history: the earlier turns, the oldest first.
        follow_ups: tells a question that needs others to be understood from one that does not.
    """
    turns = asked_before(history)
    # "She" is whom the statement names that a question begins with.
    opening = parted(question)[0] or question
    if not turns or follow_ups.probabilities(opening)["follow"] < _SURE:
        return ()
    return tuple(turn.question for turn in turns[-_MOST:])


def asked_before(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Leave out of the earlier turns those that asked nothing: no question goes back to them."""
    return tuple(
        turn for turn in history if turn.kind is Kind.COLLECTION or turn.kind.asks_the_news
    )
