"""Prose is held to its sentences, and whatever the LLM does, an answer comes of it."""

from collections.abc import Sequence
from datetime import date
from threading import Event
from typing import Any

import pytest
from langchain_core import exceptions as faults
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from assistant.answers import Citation
from assistant.articles import Article
from assistant.asking.forms import Form
from assistant.asking.generation import NOT_SAID, Generation, Writer, keep_cited, quote
from assistant.asking.prompts import load_writing, prompt_hash
from assistant.models.embedder import Embedder
from assistant.settings import LLMSettings
from assistant.text.sentences import split_sentences
from tests.conftest import ROOT, assigned, fake_llm, scripted_llm, written_by

QUESTION = "Who was responsible for the strike, and how many people died?"
TEXT = (ROOT / "corpus" / "dibis-strike.txt").read_text(encoding="utf-8")
ARTICLE = Article("dibis", TEXT, source="The Desk", published=date(2023, 12, 3))


def given(*starts: str, article: Article = ARTICLE) -> tuple[Citation, ...]:
    """The article's sentences that begin so, as numbered evidence."""
    text = article.text
    spans = [
        next(s for s in split_sentences(text) if text[s.start : s.end].startswith(start))
        for start in starts
    ]
    return tuple(
        Citation(number, text[s.start : s.end], article, s.start, s.end, 0.9)
        for number, s in enumerate(spans, start=1)
    )


EVIDENCE = given("While the official", "The strike resulted in", "In response, a US")
NOT_SPECIFIED = (
    "An official did not specify who was responsible for the strike, while a defence official "
    "in Baghdad attributed it to a drone"
)
TOLL = "The strike resulted in five casualties and five injuries"
ACKNOWLEDGED = "A US military official acknowledged a “self-defence strike”"


@pytest.fixture
def write(embedder: Embedder) -> Any:
    """Lets an LLM write from the evidence; gives the draft and what came of it."""

    def run(
        llm: BaseChatModel, evidence: Sequence[Citation] = EVIDENCE, **settings: Any
    ) -> tuple[str, Generation]:
        writer = Writer(llm, load_writing(), embedder, LLMSettings(**settings))
        return written_by(writer, assigned(QUESTION, evidence))

    return run


def text(written: Generation) -> str:
    return " ".join(s.text + "".join(f" [{n}]" for n in s.citations) for s in written.statements)


def assert_nothing_came(written: Generation, why: str) -> None:
    assert written.statements == ()
    assert written.citations == ()
    assert why in written.fault


# What reaches the reader, by how well the LLM writes.


def test_perfect_prose_is_kept_as_it_is(write: Any) -> None:
    prose = f"{NOT_SPECIFIED} [1]. {TOLL} [2]. {ACKNOWLEDGED} [3]."
    draft, written = write(fake_llm(prose))
    assert draft == prose
    assert text(written) == f"{NOT_SPECIFIED}. [1] {TOLL}. [2] {ACKNOWLEDGED}. [3]"
    assert [c.quote for c in written.citations] == [c.quote for c in EVIDENCE]
    assert written.notice == ""


def test_wrong_prose_gives_the_sentences_themselves(write: Any) -> None:
    prose = "Israel carried out the strike [1]. It killed 70 civilians in Mosul [2]."
    _, written = write(fake_llm(prose))
    assert_nothing_came(written, "stands in the articles")


def test_a_wrong_sentence_among_right_ones_is_left_out(write: Any) -> None:
    prose = f"{TOLL} [2]. It killed 70 civilians in Mosul [2]."
    draft, written = write(fake_llm(prose))
    assert "Mosul" in draft
    assert text(written) == f"{TOLL}. [1]"
    assert "1 sentence was left out" in written.notice
    assert "“70”" in written.notice
    assert "“Mosul”" in written.notice


def test_a_wrong_sentence_is_shown_as_unsupported_if_that_is_set(write: Any) -> None:
    prose = f"{TOLL} [2]. It killed 70 civilians in Mosul [2]."
    _, written = write(fake_llm(prose), unsupported="show")
    right, wrong = written.statements
    assert right.supported
    assert (wrong.supported, wrong.citations) == (False, ())
    assert wrong.unfounded == ("70", "Mosul")
    assert "marked" in written.notice


@pytest.mark.parametrize(
    "wrong",
    [
        "The official did specify who was responsible for the strike [1].",
        "The strike resulted in seven casualties and five injuries [2].",
        "The strike did not result in five casualties [2].",
        "A US military official denied a “self-defence strike” [3].",
    ],
)
def test_what_only_resembles_the_evidence_is_not_carried_by_it(write: Any, wrong: str) -> None:
    _, written = write(fake_llm(wrong))
    assert_nothing_came(written, "stands in the articles")


def test_prose_without_markers_gets_those_that_carry_it(write: Any) -> None:
    _, written = write(fake_llm(f"{TOLL}. {ACKNOWLEDGED}. The moon is made of green cheese."))
    assert text(written) == f"{TOLL}. [1] {ACKNOWLEDGED}. [2]"
    assert [c.quote for c in written.citations] == [EVIDENCE[1].quote, EVIDENCE[2].quote]
    assert "citations were corrected" in written.notice
    assert "1 sentence was left out" in written.notice


def test_wrong_markers_are_put_right(write: Any) -> None:
    _, written = write(fake_llm(f"{TOLL} [3]. {ACKNOWLEDGED} [2][9]."))
    assert text(written) == f"{TOLL}. [1] {ACKNOWLEDGED}. [2]"
    assert [c.quote for c in written.citations] == [EVIDENCE[1].quote, EVIDENCE[2].quote]
    assert "citations were corrected" in written.notice
    assert "removed that names no sentence" in written.notice


def test_a_marker_too_many_is_taken_away(write: Any) -> None:
    _, written = write(fake_llm(f"{TOLL} [1][2][3]."))
    assert [c.quote for c in written.citations] == [EVIDENCE[1].quote]


def test_what_is_written_again_and_again_is_told_once(write: Any) -> None:
    _, written = write(fake_llm(f"{TOLL} [2]. {ACKNOWLEDGED} [3].\n\n" * 20))
    assert text(written) == f"{TOLL}. [1] {ACKNOWLEDGED}. [2]"


def test_a_paragraph_ends_with_what_is_left_of_it(write: Any) -> None:
    prose = f"- {TOLL} [2]. It killed 70 civilians in Mosul [2].\n- {ACKNOWLEDGED} [3]."
    _, written = write(fake_llm(prose))
    assert [(s.ends_paragraph, s.is_item) for s in written.statements] == [(True, True)] * 2


def test_prose_in_another_language_gives_the_sentences_themselves(write: Any) -> None:
    _, written = write(fake_llm("Der Angriff forderte fünf Opfer und fünf Verletzte [2]."))
    assert_nothing_came(written, "stands in the articles")


def test_a_name_that_no_cited_sentence_has_is_flagged(write: Any) -> None:
    long = TOLL + ", as confirmed by the defence official in Baghdad, Hassan [2]."
    _, written = write(fake_llm(long))
    assert written.statements[0].unfounded == ("Hassan",)
    assert "in no cited sentence: “Hassan”" in written.notice


def test_the_outlet_and_the_date_may_be_named(write: Any) -> None:
    _, written = write(fake_llm(f"The Desk reported on 3 December 2023: {TOLL} [2]."))
    assert written.statements[0].unfounded == ()
    assert written.notice == ""


# What the evidence does not say.


@pytest.mark.parametrize("prose", [NOT_SAID, f"**{NOT_SAID}** [1]", NOT_SAID.lower()])
def test_the_llm_may_say_that_the_evidence_does_not_answer(write: Any, prose: str) -> None:
    _, written = write(fake_llm(prose))
    assert written.statements == ()
    assert written.citations == ()


def test_a_gap_beside_an_answer_stays_without_citation(write: Any) -> None:
    gap = "The articles do not say who was responsible for the strike."
    _, written = write(fake_llm(f"{TOLL} [2]. {gap}"))
    assert [s.text for s in written.statements] == [f"{TOLL}.", gap]
    assert written.statements[1].citations == ()
    assert written.notice == ""


def test_a_gap_is_no_place_to_hide_a_claim(write: Any) -> None:
    _, written = write(
        fake_llm(f"{TOLL} [2]. The articles do not say that Bob Smith rigged the vote.")
    )
    assert "Bob" not in text(written)


def test_the_prompt_has_the_phrase(embedder: Embedder) -> None:
    for prompt in load_writing().values():
        assert "{not_said}" in str(prompt.messages[0])


# Falling back.


def chunk(content: str = "", **about: Any) -> AIMessageChunk:
    return AIMessageChunk(content=content, response_metadata=about)


class ReadTimeout(Exception):  # noqa: N818  (the name is what is tested)
    """As httpx has it: no built-in class tells it from others, only its name."""


class RemoteProtocolError(Exception):
    """As httpx has it."""


# What the model does, and a word of what the reader is told.
FAULTS: dict[str, tuple[list[Any], str]] = {
    "time-out of the provider": ([faults.ModelTimeoutError("x")], "took too long"),
    "time-out of Python": ([TimeoutError()], "took too long"),
    "time-out of the client": ([ReadTimeout("x")], "took too long"),
    "quota": ([faults.ModelRateLimitError("insufficient_quota")], "no quota left"),
    "key": ([faults.ModelAuthenticationError("sk-secret")], "does not accept the key"),
    "model": ([faults.ModelNotFoundError("x")], "is not known"),
    "request": ([faults.ModelInvalidRequestError("x")], "rejected the request"),
    "too much at once": ([faults.ContextOverflowError("x")], "cannot read that much"),
    "server": ([faults.ModelAPIError("x")], "failed on its server"),
    "connection": ([faults.ModelConnectionError("x")], "could not be reached"),
    "connection refused": ([ConnectionRefusedError("x")], "could not be reached"),
    "connection lost in the middle": (
        [f"{TOLL} [2]. And", faults.ModelConnectionError("x")],
        "broke off",
    ),
    "stream broken in the middle": ([f"{TOLL} [2]. And", RemoteProtocolError("x")], "broke off"),
    "no JSON": ([ValueError("no JSON")], "cannot be read"),
    "unforeseen": ([RuntimeError("sk-secret")], "failed (RuntimeError)"),
    "no piece at all": ([], "cannot be read"),
    "empty": ([""], "wrote nothing"),
    "white space": (["  \n "], "wrote nothing"),
    "only thoughts": (["<think>hm"], "nothing that can be read"),
    "only markers": (["[1][2]"], "nothing that can be read"),
    "apology": (["I'm sorry, but I can't help with that."], "refused to answer"),
    "content filter": ([chunk("No", finish_reason="content_filter")], "refused to answer"),
    "refusal": ([chunk("No", stop_reason="refusal")], "refused to answer"),
    "refusal beside the text": (
        [AIMessageChunk(content="", additional_kwargs={"refusal": "no"})],
        "refused to answer",
    ),
    "malformed": (['{"answer": "yes", "sources": [1, 2'], "stands in the articles"),
    "garbage": (["�� ÿþ !!! ???"], "stands in the articles"),
}


@pytest.mark.parametrize(("pieces", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_gives_the_sentences_themselves_and_says_why(
    write: Any, pieces: list[Any], words: str
) -> None:
    _, written = write(scripted_llm(*pieces))
    assert_nothing_came(written, words)
    assert "sk-secret" not in written.fault
    assert written.usage is not None


def test_a_slow_llm_is_waited_for_no_longer_than_is_set(write: Any) -> None:
    never = Event()
    try:
        draft, written = write(scripted_llm("Five people ", never), timeout=0.2)
    finally:
        never.set()
    assert draft == "Five people"
    assert_nothing_came(written, "the LLM took longer than 0.2 seconds")


def test_what_the_budget_cut_off_is_left_out_and_said(write: Any) -> None:
    _, written = write(
        scripted_llm(f"{TOLL} [2]. A US military off", chunk(finish_reason="length"))
    )
    assert text(written) == f"{TOLL}. [1]"
    assert "cut off" in written.notice


def test_a_reader_who_leaves_stops_the_llm(embedder: Embedder) -> None:
    gate, left = Event(), Event()

    class Spy(BaseCallbackHandler):
        def on_llm_error(self, error: BaseException, **_: Any) -> None:
            left.set()

    llm = scripted_llm("Five people died. ", gate, "More. ", "And more.")
    writer = Writer(llm, load_writing(), embedder, LLMSettings())
    events = writer.write(assigned(QUESTION, EVIDENCE), {"callbacks": [Spy()]})
    assert next(events).text
    events.close()
    gate.set()
    assert left.wait(10)


# Cost and trace.


def test_the_cost_is_told(write: Any) -> None:
    usage = AIMessageChunk(
        content="", usage_metadata={"input_tokens": 200, "output_tokens": 20, "total_tokens": 220}
    )
    _, written = write(scripted_llm(f"{TOLL} [2].", usage), model="openai:small")
    assert written.usage is not None
    assert (written.usage.tokens_in, written.usage.tokens_out) == (200, 20)
    assert written.usage.model == "openai:small"
    assert written.usage.prompts == (prompt_hash(load_writing()[Form.FACT]),)
    assert written.usage.seconds > 0


def test_a_cost_that_is_not_told_is_not_invented(write: Any) -> None:
    _, written = write(fake_llm(f"{TOLL} [2]."))
    assert (written.usage.tokens_in, written.usage.tokens_out) == (None, None)


def test_citations_are_numbered_in_the_order_they_are_cited() -> None:
    statements = [quote(EVIDENCE)[2], quote(EVIDENCE)[0]]
    renumbered, cited = keep_cited(statements, EVIDENCE)
    assert [s.citations for s in renumbered] == [(1,), (2,)]
    assert [c.quote for c in cited] == [EVIDENCE[2].quote, EVIDENCE[0].quote]
