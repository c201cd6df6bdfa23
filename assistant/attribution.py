"""Attribution: "who claimed the strike?" asks who owns up to it.

Read as it stands, the question fits "the strike claimed the lives of five" as well.
"""

import re

_EVENTS = (
    "air ?strike|ambush|arson|assassination|assault|attack|blast|bombing|explosion|hack|hijacking|"
    "kidnapping|killing|leak|massacre|murder|raid|sabotage|shooting|stabbing|strike"
)

# To claim that something is so, or responsibility, or a victory, is plain enough.
_CLAIMED = re.compile(
    rf"\bclaimed (?!(?:that|to|responsibility|credit|victory)\b)(?=.*\b(?:{_EVENTS})s?\b)",
    re.IGNORECASE,
)
_MEANT = ("acknowledged ", "claimed responsibility for ")


def meanings(question: str) -> tuple[str, ...]:
    """Give what a question can mean that asks who claimed an attack; any other one as it is."""
    if not _CLAIMED.search(question):
        return (question,)
    return tuple(_CLAIMED.sub(meant, question, count=1) for meant in _MEANT)
