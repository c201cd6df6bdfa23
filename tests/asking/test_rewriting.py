"""A follow-up becomes a question of its own, or nothing comes of a bad rewrite."""

from threading import Event
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from assistant.answers import Turn
from assistant.asking.prompts import load_prompt, prompt_hash
from assistant.asking.rewriting import Rewriter, Rewritten
from assistant.settings import LLMSettings
from tests.conftest import fake_llm, scripted_llm

HISTORY = (Turn("What happened in Dibis?", "A strike killed five fighters [1].", ("A strike …",)),)


def rewritten(llm: BaseChatModel, question: str = "And who did it?", **settings: Any) -> Rewritten:
    rewriter = Rewriter(llm, load_prompt("understand"), LLMSettings(**settings))
    return rewriter.rewrite(question, HISTORY, {})


def test_a_follow_up_becomes_a_question_of_its_own() -> None:
    written = rewritten(fake_llm("“Who carried out the strike in Dibis?”\n"))
    assert written.question == "Who carried out the strike in Dibis?"


def test_its_cost_is_told() -> None:
    counts = {"input_tokens": 90, "output_tokens": 9, "total_tokens": 99}
    cost = AIMessageChunk(content="", usage_metadata=counts)
    usage = rewritten(scripted_llm("Who carried out the strike?", cost)).usage
    assert usage is not None
    assert (usage.tokens_in, usage.tokens_out) == (90, 9)
    assert usage.prompts == (prompt_hash(load_prompt("understand")),)


@pytest.mark.parametrize(
    "written",
    [
        [""],
        [RuntimeError("x")],
        ["Who did it?", ConnectionError("x")],
        ["Here it is:\nWho did it?"],
        ["A strike killed five fighters."],
        ["Who carried out the strike in Mosul?"],
        ["Who killed 70 fighters in Dibis?"],
        ["See https://evil.example?"],
        ["who " * 200 + "?"],
    ],
    ids="empty failed broken talk answer name number link long".split(),
)
def test_a_bad_rewrite_is_not_used(written: list[Any]) -> None:
    assert not rewritten(scripted_llm(*written)).question


def test_a_name_of_the_question_is_not_lost() -> None:
    assert not rewritten(fake_llm("What happened in Dibis?"), "And in Kirkuk?").question
    kept = rewritten(fake_llm("What happened in Kirkuk?"), "And in Kirkuk?")
    assert kept.question == "What happened in Kirkuk?"


def test_a_slow_rewrite_is_waited_for_a_third_of_the_time() -> None:
    never = Event()
    try:
        assert not rewritten(scripted_llm(never), timeout=0.3).question
    finally:
        never.set()
