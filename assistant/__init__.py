"""Articles Assistant: ask a collection of news articles, get the sentences that say so."""

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
from assistant.assistant import Assistant, rebuild
from assistant.errors import AssistantError
from assistant.evidence import ScoredSentence
from assistant.indexing import Progress, Report
from assistant.retrieval import RankedPassage
from assistant.settings import Settings
from assistant.sources import Failure

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
