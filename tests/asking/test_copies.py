"""Copies: an answer names the other articles that hold its sentences."""

import json
from datetime import date

import pytest

from assistant import Article, Assistant

STORY = (
    "The dam above the town of Elbonia failed late on Monday after a week of rain, the regional "
    "governor said. Four villages had to be cleared before dawn, and 31 people were hurt."
)
HURT = "How many people were hurt when the dam failed?"


def told(id_: str, text: str) -> Article:
    return Article(id_, text, title="Dam fails", source=id_.title(), published=date(2023, 5, 1))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (STORY, True),
        (STORY.replace("late on Monday", "on late Monday"), True),
        (STORY.replace("31 people were hurt", "some 31 people were hurt, it said"), True),
        (STORY.replace("31 people", "44 people"), False),
        ("The dam at Elbonia was built in 1962 by a French company.", False),
    ],
)
def test_an_article_that_holds_the_sentence_is_named(
    assistant: Assistant, text: str, holds: bool
) -> None:
    assistant.add([told("wire", STORY), told("paper", text)])
    answer = assistant.ask(HURT, now=date(2023, 5, 2))
    citation = next(c for c in answer.citations if "hurt" in c.quote)
    others = {"wire", "paper"} - {citation.article.id}
    assert {article.id for article in citation.also_in} == (others if holds else set())
    [plain] = [c for c in json.loads(answer.to_json())["citations"] if c["quote"] == citation.quote]
    assert [
        (a["id"], a["title"], a["source"], a["published"], "text" in a) for a in plain["also_in"]
    ] == [(id_, "Dam fails", id_.title(), "2023-05-01", False) for id_ in others if holds]


def test_an_article_that_denies_it_is_not_named(assistant: Assistant) -> None:
    confirmed = "Officials in Elbonia confirmed that the prisoners of the camp were released."
    denied = confirmed.replace("confirmed", "denied")
    assistant.add([Article("yes", confirmed), Article("no", denied), Article("too", confirmed)])
    question = "Were the prisoners of the camp in Elbonia released?"
    assert {s.quote for s in assistant.evidence(question)} == {confirmed, denied}
    answer = assistant.ask(question)
    also_in = {c.quote: {a.id for a in c.also_in} for c in answer.citations or answer.nearest}
    assert also_in.pop(confirmed) in ({"yes"}, {"too"})
    assert all(others == set() for others in also_in.values())


def test_a_refusal_names_them_for_the_nearest_sentences(assistant: Assistant) -> None:
    assistant.add([told("wire", STORY), told("paper", STORY)])
    answer = assistant.ask("Who built the harbour of Varna in 1911?", now=date(2023, 5, 2))
    assert not answer.citations
    assert all(len(citation.also_in) == 1 for citation in answer.nearest)
