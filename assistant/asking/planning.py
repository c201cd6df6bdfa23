"""Planning: a question that one search does not answer becomes a few, by an LLM."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Usage
from assistant.asking.consulting import consult
from assistant.settings import LLMSettings
from assistant.text.facts import unfounded
from assistant.text.wording import unmarked

MOST_SEARCHES = 3
"""How many searches a question becomes at the most."""

_MOST_CHARS = 200
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of planning.

    Args:
        searches: what to search for; none if one search is enough or the plan is unusable.
        usage: what the LLM cost.
    """

    searches: tuple[str, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Planner:
    """An LLM that plans the searches for a question.

    Args:
        llm: the chat model.
        prompt: takes `question` and `titles`.
        settings: the LLM's time, of which a third is for this.
    """

    llm: BaseChatModel
    prompt: ChatPromptTemplate
    settings: LLMSettings

    def plan(self, question: str, titles: Sequence[str], config: RunnableConfig) -> Planned:
        """Let the LLM plan; nothing comes of it if it fails or writes no plan.

        Args:
            question: as it is understood.
            titles: of the articles that a first search found.
            config: LangChain's, so that callbacks and tracing pass through.
        """
        listed = "\n".join(f"- {unmarked(title)}" for title in titles)
        values = {"titles": listed, "question": question}
        told = consult(self.llm, self.prompt, values, self.settings, config)
        return Planned(searches_of(told.text, [question, *titles]), told.usage)


def searches_of(written: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Read a plan; a search that names or counts what no source does is left out.

    Args:
        written: what an LLM wrote, a JSON object with `searches`.
        sources: the texts whose names, numbers and days a search may use.
    """
    found = _OBJECT.search(written)
    try:
        searches: Any = json.loads(found[0])["searches"] if found else ()
    except (ValueError, KeyError, RecursionError):
        return ()
    if not isinstance(searches, list):
        return ()
    texts = (" ".join(search.split()) for search in searches if isinstance(search, str))
    usable = [
        text
        for text in dict.fromkeys(texts)
        if text and len(text) <= _MOST_CHARS and "://" not in text and not unfounded(text, sources)
    ]
    return tuple(usable[:MOST_SEARCHES])
