"""Systems: what came is held against what is known."""

from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk

from assistant import Assistant, Settings
from assistant.evaluation.cases import Case
from assistant.evaluation.systems import answering, dense, finding, run
from tests.conftest import ROOT, scripted_llm

CLAIMED = "who claimed the Dibis strike?"


def test_what_is_found_and_cited_is_held_against_the_labels(dibis: Assistant) -> None:
    [article] = dibis.articles()
    sentence = dibis.ask(CLAIMED).citations[0].quote
    known = Case(CLAIMED, answers=("Islamic Resistance",), articles=(article.id,))
    [found] = run(finding(dibis), [known])
    assert found.values["right article MRR@10"] == 1
    assert found.values["answer in passage @5"] == 1
    marked = Case(CLAIMED, sentences=(sentence,), within=(article.id,))
    wrong = Case(CLAIMED, answers=("Elbonia",), articles=("another",))
    unanswerable = Case("Who won the 2022 World Cup?", answerable=False)
    right, missed, refused = run(answering(dibis), [marked, wrong, unanswerable])
    assert right.values["right sentence @1"] == right.values["citation recall"] == 1
    assert (article.id, sentence) in right.cited
    assert missed.values["answer in sentence @3"] == missed.values["right article @10"] == 0
    assert not refused.cited
    assert refused.values["refusal precision"] == refused.values["refusal recall"] == 1


def test_a_case_is_asked_with_its_history(dibis: Assistant) -> None:
    case = Case("and how many were injured?", history=(CLAIMED,), answers=("five injuries",))
    [outcome] = run(answering(dibis), [case])
    assert outcome.values["answer in sentence @3"] == 1


def test_a_case_is_retrieved_once_and_scored_by_what_the_answer_saw(
    dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, real = dibis.retriever.store, dibis.retriever.store.nearest
    searches: list[Any] = []

    def nearest(*arguments: Any) -> dict[int, float]:
        searches.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(store, "nearest", nearest)
    [outcome] = run(answering(dibis), [Case(CLAIMED)])
    assert len(searches) == 1
    assert outcome.score == dibis.ask(CLAIMED).citations[0].score


def test_search_by_vectors_alone_ranks_and_cites_nothing(dibis: Assistant) -> None:
    [article] = dibis.articles()
    case = Case(CLAIMED, answers=("Islamic Resistance",), articles=(article.id,))
    [outcome] = run(dense(dibis), [case])
    assert outcome.values["right article @1"] == 1
    assert outcome.score
    assert not outcome.cited


def test_what_an_llm_writes_and_costs_is_measured(tmp_path: Path) -> None:
    cost = {"input_tokens": 900, "output_tokens": 20, "total_tokens": 920}
    prose = "Five people were injured in the strike [5]. It cost 9 million dollars [1]."
    llm = scripted_llm(prose, AIMessageChunk(content="", usage_metadata=cost))
    with Assistant.open(tmp_path, settings=Settings(), llm=llm) as assistant:
        assistant.add(ROOT / "corpus")
        [article] = assistant.articles()
        sentence = next(line for line in article.text.splitlines() if "five injuries" in line)
        case = Case("how many people were injured?", sentences=(sentence,))
        [outcome] = run(answering(assistant), [case])
    assert outcome.values["answered"] == 1
    assert outcome.values["statements cited right"] == 1
    assert outcome.values["carried"] == 0.5
    assert outcome.values["tokens read"] == 900
    assert outcome.values["tokens written"] == 20
    assert outcome.values["seconds of the LLM"] > 0
