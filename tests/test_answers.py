"""Answers: text with markers, JSON, and filters that make sense."""

import json
from datetime import date

import pytest

from assistant import (
    Answer,
    Article,
    Citation,
    Coverage,
    Period,
    Reason,
    Statement,
    Status,
    Turn,
    Where,
)
from assistant.errors import QuestionError

ARTICLE = Article("a1", "It rained. It snowed.", title="Weather", published=date(2023, 12, 3))
FIRST = Citation(1, "It rained.", ARTICLE, 0, 10, 0.9)
SECOND = Citation(2, "It snowed.", ARTICLE, 11, 21, 0.8)


def answered(*statements: Statement) -> Answer:
    return Answer(
        status=Status.ANSWERED,
        statements=statements,
        citations=(FIRST, SECOND),
        question="What fell?",
        coverage=Coverage(1, date(2023, 12, 3), date(2023, 12, 3)),
        timings={"find": 0.5},
    )


def test_text_has_markers_and_paragraphs() -> None:
    answer = answered(
        Statement("Rain fell,", (1,), ends_paragraph=False),
        Statement("then snow.", (1, 2)),
        Statement("That is all."),
    )
    assert answer.text == "Rain fell, [1] then snow. [1] [2]\nThat is all."


def test_json_has_all_but_the_articles_texts() -> None:
    plain = json.loads(answered(Statement("Rain.", (1,))).to_json())
    assert plain["text"] == "Rain. [1]"
    assert plain["status"] == "answered"
    assert plain["reason"] is None
    assert plain["coverage"] == {
        "articles": 1,
        "oldest": "2023-12-03",
        "newest": "2023-12-03",
        "undated": 0,
        "left_out": 0,
    }
    assert (plain["period"], plain["limited"]) == (None, False)
    assert plain["timings"] == {"find": 0.5}
    assert plain["citations"][0] == {
        "number": 1,
        "quote": "It rained.",
        "article": {
            "id": "a1",
            "title": "Weather",
            "url": "",
            "source": "",
            "author": "",
            "published": "2023-12-03",
        },
        "start": 0,
        "end": 10,
        "score": 0.9,
        "also_in": [],
        "in_title": False,
    }


def test_a_refusal_in_json_names_its_reason() -> None:
    refusal = Answer(
        Status.UNANSWERED,
        (Statement("No."),),
        (),
        "Why?",
        Coverage(0),
        Reason.NO_ARTICLES,
    )
    assert json.loads(refusal.to_json())["reason"] == "no-articles"


def test_an_answer_becomes_a_turn() -> None:
    turn = answered(Statement("Rain.", (1,))).turn
    assert turn == Turn("What fell?", "Rain. [1]", ("It rained.", "It snowed."), articles=("a1",))


def test_dates_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(QuestionError, match=r"2023-01-01.*2023-01-02"):
        Where(published=Period(date(2023, 1, 2), date(2023, 1, 1)))
