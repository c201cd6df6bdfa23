"""Loading a chat model says what is missing."""

from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.models.chat_model import load_chat_model
from assistant.settings import LLMSettings


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"model": "gpt-4.1-mini"}, "provider:model"),
        ({"model": "openai:gpt-4.1-mini"}, "set OPENAI_API_KEY"),
        ({"model": "anthropic:claude-haiku-4-5"}, "set ANTHROPIC_API_KEY"),
        ({"model": "nobody:gpt"}, "cannot be loaded"),
        ({"model": "mistralai:small"}, "langchain-mistralai"),
    ],
)
def test_an_llm_that_cannot_be_loaded_says_why(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        load_chat_model(LLMSettings(**settings))
    assert "\n" not in str(caught.value)


def _loaded(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> tuple[str, dict[str, Any]]:
    """What `init_chat_model` is asked for."""
    asked: list[Any] = []
    monkeypatch.setattr(
        "langchain.chat_models.init_chat_model",
        lambda name, **options: asked.append((name, options)),
    )
    load_chat_model(LLMSettings(**settings))
    name, options = asked[0]
    return name, options


def test_the_settings_reach_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    settings = {"timeout": 9, "budget": 2000, "temperature": 0.2}
    name, options = _loaded(monkeypatch, model="openai:gpt", **settings)
    assert name == "openai:gpt"
    assert options == {
        "temperature": 0.2,
        "max_tokens": 500,
        "timeout": 9,
        "max_retries": 2,
        "stream_usage": True,
    }


def test_ollama_is_asked_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    _, options = _loaded(monkeypatch, model="ollama:llama3.2:3b", timeout=9)
    assert options == {"num_predict": 2000, "num_ctx": 9000, "client_kwargs": {"timeout": 9}}


@pytest.mark.parametrize("by", ["setting", "variable"])
def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    settings = {"model": "openai:small"}
    if by == "setting":
        settings["base_url"] = "http://127.0.0.1:8080/v1"
    else:
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    _, options = _loaded(monkeypatch, **settings)
    assert options["api_key"] == "none"
