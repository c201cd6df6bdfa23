"""Articles Assistant: ask a collection of news articles, get the sentences that say so."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answers import (
        Answer,
        Citation,
        Coverage,
        Draft,
        Event,
        Reason,
        Statement,
        Status,
        Turn,
        Where,
    )
    from assistant.articles import Article
    from assistant.asking.evidence import ScoredSentence
    from assistant.asking.retrieval import RankedPassage
    from assistant.assistant import Assistant, rebuild
    from assistant.errors import AssistantError
    from assistant.indexing import Progress, Report
    from assistant.settings import Settings
    from assistant.sources.base import Failure

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "AssistantError",
    "Citation",
    "Coverage",
    "Draft",
    "Event",
    "Failure",
    "Progress",
    "RankedPassage",
    "Reason",
    "Report",
    "ScoredSentence",
    "Settings",
    "Statement",
    "Status",
    "Turn",
    "Where",
    "rebuild",
]

# Each name is imported when it is first asked for: some bring libraries that take seconds.
_HOMES = {
    "Answer": "answers",
    "Article": "articles",
    "Assistant": "assistant",
    "AssistantError": "errors",
    "Citation": "answers",
    "Coverage": "answers",
    "Draft": "answers",
    "Event": "answers",
    "Failure": "sources.base",
    "Progress": "indexing",
    "RankedPassage": "asking.retrieval",
    "Reason": "answers",
    "Report": "indexing",
    "ScoredSentence": "asking.evidence",
    "Settings": "settings",
    "Statement": "answers",
    "Status": "answers",
    "Turn": "answers",
    "Where": "answers",
    "rebuild": "assistant",
}

if not TYPE_CHECKING:  # a type checker would believe any name

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
