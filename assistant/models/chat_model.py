"""The chat model: any that LangChain can load, asked within a time and told apart by fault."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from langchain_core import exceptions as faults
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Usage
from assistant.errors import ModelError
from assistant.settings import LLMSettings

RETRIES = 2
"""How often a provider's client asks again, waiting longer each time, before it gives up."""

_PROSE_SHARE = 4
_BYTES_PER_TOKEN = 3
_PROMPT_TOKENS = 1000

_KEYS: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
}
_BASE_URLS: Mapping[str, tuple[str, ...]] = {
    "openai": ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
    "anthropic": ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"),
}

# What a reader is told, by the fault's class; the first that fits. LangChain's classes come
# from every provider; the built-in ones from clients that LangChain does not translate.
_WORDS: Sequence[tuple[type[Exception], str]] = (
    (faults.ModelTimeoutError, "took too long to answer"),
    (TimeoutError, "took too long to answer"),
    (faults.ModelRateLimitError, "has no quota left or is asked too often"),
    (faults.ModelAuthenticationError, "does not accept the key"),
    (faults.ModelPermissionDeniedError, "does not accept the key"),
    (faults.ModelNotFoundError, "is not known to its provider"),
    (faults.ContextOverflowError, "cannot read that much at once"),
    (faults.ModelInvalidRequestError, "rejected the request"),
    (faults.ModelAPIError, "failed on its server"),
    (faults.ModelConnectionError, "could not be reached"),
    (ConnectionError, "could not be reached"),
    (ValueError, "sent what cannot be read"),
)


def load_chat_model(settings: LLMSettings) -> BaseChatModel:
    """Load the chat model that the settings name.

    Args:
        settings: `model` is `provider:model`; the key comes from the provider's own
            environment variable.

    Raises:
        ModelError: the provider's package or key is missing, or the name is wrong.
    """
    from langchain.chat_models import init_chat_model

    provider, colon, _ = settings.model.partition(":")
    if not colon:
        raise ModelError(
            f"ASSISTANT_LLM is {settings.model!r}; write it as provider:model, such as "
            "openai:gpt-4.1-mini or ollama:llama3.2"
        )
    options = _options(provider, settings, os.environ)
    try:
        model: BaseChatModel = init_chat_model(settings.model, **options)
    except Exception as error:  # Each provider's package raises its own.
        raise ModelError(
            f"the LLM {settings.model!r} cannot be loaded: {_first_line(error)}; see "
            "ASSISTANT_LLM in the README, or unset it to get quoted answers"
        ) from error
    return model


def evidence_bytes(budget: int) -> int:
    """Return how many bytes of evidence a budget of tokens allows, prose left out."""
    return (budget - budget // _PROSE_SHARE) * _BYTES_PER_TOKEN


def stream(
    llm: BaseChatModel,
    prompt: ChatPromptTemplate,
    values: Mapping[str, str],
    seconds: float,
    config: RunnableConfig | None = None,
) -> Iterator[AIMessageChunk]:
    """Let a chat model answer, piece by piece, within a time for the whole.

    A client's own time-out counts from one piece to the next, so that a slow server could
    hold a question for ever. Here the time is for all, retries too: the model is read in a
    thread of its own, which is left to its client's time-out when ours is over.

    Args:
        llm: the chat model.
        prompt: what it is asked.
        values: what the prompt's placeholders become.
        seconds: how long the whole answer may take.
        config: LangChain's, so that callbacks and tracing pass through.

    Raises:
        ModelError: the model failed, in words for the reader.
    """
    pieces: SimpleQueue[BaseMessage | Exception | None] = SimpleQueue()
    stopped = Event()
    ends = monotonic() + seconds

    def read() -> None:
        try:
            with closing((prompt | llm).stream(dict(values), config)) as answer:  # type: ignore[type-var]
                for piece in answer:
                    if stopped.is_set():
                        return
                    pieces.put(piece)
            pieces.put(None)
        except Exception as error:  # noqa: BLE001  Providers raise what they like.
            pieces.put(error)

    Thread(target=copy_context().run, args=(read,), daemon=True).start()
    began = False
    try:
        while (piece := pieces.get(timeout=max(ends - monotonic(), 0))) is not None:
            if isinstance(piece, Exception):
                raise ModelError(f"the LLM {explain(piece, began)}") from piece
            if isinstance(piece, AIMessageChunk):
                began = began or bool(piece.text)
                yield piece
    except Empty:
        raise ModelError(f"the LLM took longer than {seconds:g} seconds") from None
    finally:
        stopped.set()


def explain(error: Exception, began: bool = False) -> str:
    """Say for a reader what went wrong with a chat model, without the provider's own words.

    Args:
        error: what was raised.
        began: whether a part of the answer had come.
    """
    if any("timeout" in kind.__name__.casefold() for kind in type(error).__mro__):
        return "took too long to answer"
    for kind, words in _WORDS:
        if isinstance(error, kind):
            broke = began and words == "could not be reached"
            return "broke off in the middle" if broke else words
    return "broke off in the middle" if began else f"failed ({type(error).__name__})"


def usage(
    settings: LLMSettings,
    llm: BaseChatModel,
    prompt: str,
    pieces: Sequence[AIMessageChunk],
    seconds: float,
) -> Usage:
    """Say what an answer of a chat model cost.

    Args:
        settings: where the model was named, if it was.
        llm: the chat model.
        prompt: the hash of what it was asked.
        pieces: what it gave.
        seconds: how long it took.
    """
    counts = [piece.usage_metadata for piece in pieces if piece.usage_metadata]
    return Usage(
        model=settings.model or type(llm).__name__,
        prompts=(prompt,),
        tokens_in=sum(c["input_tokens"] for c in counts) if counts else None,
        tokens_out=sum(c["output_tokens"] for c in counts) if counts else None,
        seconds=seconds,
    )


def _options(provider: str, settings: LLMSettings, environ: Mapping[str, str]) -> dict[str, Any]:
    """Say the settings in the words of the provider's class."""
    tokens = settings.budget // _PROSE_SHARE
    options: dict[str, Any] = {}
    if settings.base_url:
        options["base_url"] = settings.base_url
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    if provider == "ollama":
        timeout = {"timeout": settings.timeout}
        # Its own context is smaller than what it is given to read, and cuts that off unsaid.
        context = settings.budget + _PROMPT_TOKENS
        return {**options, "num_predict": tokens, "num_ctx": context, "client_kwargs": timeout}
    options |= {"max_tokens": tokens, "timeout": settings.timeout, "max_retries": RETRIES}
    if provider == "openai":
        options["stream_usage"] = True  # else it is left out with a base URL
    keys = _KEYS.get(provider, ())
    if keys and not any(environ.get(name) for name in keys):
        elsewhere = settings.base_url or any(map(environ.get, _BASE_URLS[provider]))
        if not elsewhere:
            raise ModelError(
                f"the LLM {settings.model!r} needs a key; set {keys[0]}, or unset "
                "ASSISTANT_LLM to get quoted answers"
            )
        options["api_key"] = "none"  # a server of one's own asks for none
    return options


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
