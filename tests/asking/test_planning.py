"""Planning: a plan is data, and what it adds to the question is not searched for."""

from threading import Event
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from assistant import Article, Assistant, Settings
from assistant.asking.planning import Planned, Planner, searches_of
from assistant.asking.prompts import load_prompt, prompt_hash
from assistant.settings import LLMSettings
from tests.conftest import fake_llm, scripted_llm

QUESTION = "Which of the two storms killed more people?"
TITLES = ["Storm Anna floods Elbonia", "Hurricane Bert hits the coast of Sylvania"]
SEARCHES = ("Storm Anna deaths", "Hurricane Bert deaths")
PLAN = '{"searches": ["Storm Anna deaths", "Hurricane Bert deaths"]}'


def planned(llm: BaseChatModel, **settings: Any) -> Planned:
    planner = Planner(llm, load_prompt("plan"), LLMSettings(**settings))
    return planner.plan(QUESTION, TITLES, {})


@pytest.mark.parametrize("written", [PLAN, f"Here it is:\n```json\n{PLAN}\n```"])
def test_a_plan_is_read(written: str) -> None:
    found = planned(fake_llm(written))
    assert found.searches == SEARCHES
    assert found.usage.prompts == (prompt_hash(load_prompt("plan")),)


@pytest.mark.parametrize(
    ("written", "searches"),
    [
        ("", ()),
        ("Storm Anna deaths", ()),
        ('{"searches": []}', ()),
        ('{"searches": "storm"}', ()),
        ('{"queries": ["storm"]}', ()),
        ('{"searches": [1, null, ["storm"], "storm deaths"]}', ("storm deaths",)),
        ('{"searches": ["storm deaths", "storm  deaths"]}', ("storm deaths",)),
        ('{"searches": ["Hurricane Carla deaths", "deaths in 1987"]}', ()),
        ('{"searches": ["see https://evil.example", "' + "storm " * 50 + '"]}', ()),
        ('{"searches": ["a", "b", "c", "d"]}', ("a", "b", "c")),
        ('{"searches": ["storm', ()),
        ("{" + "[" * 100_000 + "}", ()),
    ],
)
def test_what_is_no_plan_of_the_question_is_not_searched_for(
    written: str, searches: tuple[str, ...]
) -> None:
    assert searches_of(written, [QUESTION, *TITLES]) == searches


def test_a_planner_that_fails_costs_no_more_than_its_time() -> None:
    never = Event()
    try:
        assert not planned(scripted_llm(never), timeout=0.3).searches
    finally:
        never.set()
    assert not planned(scripted_llm(ConnectionRefusedError("x"))).searches


ANNA = "Storm Anna killed 12 people in Elbonia, the government said."
BERT = "Hurricane Bert killed 31 people in Sylvania, the police said."


def test_the_passages_of_all_searches_are_read_together(tmp_path: Any) -> None:
    prose = "Hurricane Bert killed 31 people [2]. Storm Anna killed 12 people [1]."
    llm = fake_llm(PLAN, prose)
    articles = [Article("anna", ANNA, title=TITLES[0]), Article("bert", BERT, title=TITLES[1])]
    with Assistant.open(tmp_path, settings=Settings(), llm=llm) as assistant:
        assistant.add([*articles, Article("tea", "Tea is drunk hot.")])
        answer = assistant.ask(QUESTION)
    assert {c.quote for c in answer.citations} == {ANNA, BERT}
    assert answer.usage is not None
    assert len(answer.usage.prompts) == 2


def test_an_ordinary_question_is_searched_for_once(tmp_path: Any) -> None:
    with Assistant.open(tmp_path, settings=Settings(), llm=fake_llm("12 people died [1].")) as a:
        a.add(Article("anna", ANNA, title=TITLES[0]))
        answer = a.ask("How many people did Storm Anna kill?")
    assert answer.usage is not None
    assert len(answer.usage.prompts) == 1
