"""Replies to what asks nothing of the articles."""

from collections.abc import Mapping

from assistant.answers import Kind, Statement

REPLIES: Mapping[Kind, str] = {
    Kind.GREETING: "Hello! I answer questions from the articles, with the sentences that say so.",
    Kind.THANKS: "You are welcome.",
    Kind.HELP: (
        "I answer questions from the articles that were added here: I show the sentences that "
        "say so and where they stand, and where the articles do not say, I tell you. You can ask "
        "for a fact, for a summary or for the latest, and about the articles themselves: how many "
        "there are, from which outlets, which of them mention a name, who wrote one and when."
    ),
    Kind.ACT: "I cannot do that for you: I only answer questions from the articles.",
    Kind.FEEDBACK: (
        "Thank you for telling me. If I missed the point, please ask again with a name, a place "
        "or a date; if there are thumbs under an answer, they tell the people who run me."
    ),
    Kind.EMPTY: "I could not find a question in that.",
    Kind.ORDER: "I only answer questions from the articles, and always with their sentences.",
    Kind.LANGUAGE: "I am sorry, I only understand questions in English so far.",
}
"""What is said to each kind that asks nothing of the articles or the collection."""

_INVITES = frozenset(REPLIES) - {Kind.THANKS, Kind.FEEDBACK}


def reply(kind: Kind, example: str) -> tuple[Statement, ...]:
    """Return the reply to a kind.

    Args:
        kind: one of `REPLIES`.
        example: a question that the articles answer; empty if there is none.
    """
    if kind not in _INVITES:
        return (Statement(REPLIES[kind]),)
    invitation = f"You could ask, for example: “{example}”" if example else ""
    return tuple(Statement(text) for text in (REPLIES[kind], invitation) if text)
