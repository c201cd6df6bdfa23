"""Consulting: an LLM is asked something short beside the answer, and may fail."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Usage
from assistant.asking.prompts import prompt_hash
from assistant.errors import ModelError
from assistant.models.chat_model import stream, usage
from assistant.settings import LLMSettings

logger = logging.getLogger(__name__)

_TIME_SHARE = 3


@dataclass(frozen=True, slots=True)
class Consulted:
    """What an LLM wrote, whole; empty if it failed. And what it cost."""

    text: str
    usage: Usage


def consult(
    llm: BaseChatModel,
    prompt: ChatPromptTemplate,
    values: Mapping[str, str],
    settings: LLMSettings,
    config: RunnableConfig,
) -> Consulted:
    """Ask an LLM something short.

    Args:
        llm: the chat model.
        prompt: what it is asked.
        values: what the prompt's placeholders become.
        settings: the LLM's time, of which a third is for this.
        config: LangChain's, so that callbacks and tracing pass through.
    """
    pieces: list[AIMessageChunk] = []
    began = perf_counter()
    failed = False
    try:
        pieces.extend(stream(llm, prompt, values, settings.timeout / _TIME_SHARE, config))
    except ModelError as error:
        logger.warning("it goes on without the LLM: %s", error)
        failed = True
    seconds = perf_counter() - began
    text = "" if failed else "".join(str(piece.text) for piece in pieces).strip()
    return Consulted(text, usage(settings, llm, prompt_hash(prompt), pieces, seconds))
