"""Attribution: "who claimed the strike?" asks who owns up to it.

Read as it stands, the question fits "the strike claimed the lives of five" as well.
"""

import re

from assistant.text.english import ATTACKS, MEANINGS_OF_CLAIMED, PLAINLY_CLAIMED

_CLAIMED = re.compile(
    rf"\bclaimed (?!(?:{PLAINLY_CLAIMED})\b)(?=.*\b(?:{ATTACKS})s?\b)",
    re.IGNORECASE,
)


def meanings(question: str) -> tuple[str, ...]:
    """Return what a question can mean that asks who claimed an attack; any other one as it is."""
    if not _CLAIMED.search(question):
        return (question,)
    return tuple(_CLAIMED.sub(meant, question, count=1) for meant in MEANINGS_OF_CLAIMED)
