"""What the browser keeps of a conversation, and what is believed of what it sends back."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.answers import Account, Answer, Citation, Coverage, Statement, Status
from assistant.articles import Article
from assistant.errors import UnknownArticleError
from assistant.journal import Verdict
from assistant.page.conversation import Exchange
from assistant.page.history import CHANGED, GONE, MAX_CHARS, MAX_EXCHANGES, Saved, read_saved
from assistant.text.periods import Period

ONE = Article("one", "The port closed. The mayor said so.", title="<script>1</script>")
TWO = Article("two", "It opens on Monday.")
ID = "0123456789abcdef" * 2


def cite(number: int, quote: str, article: Article) -> Citation:
    start = article.text.index(quote)
    return Citation(number, quote, article, start, start + len(quote), 0.5)


ANSWER = Answer(
    Status.ANSWERED,
    (
        Statement("It closed.", (1,)),
        Statement("It opens.", (2,)),
        Statement("So they say.", (1, 2)),
    ),
    (cite(1, "The port closed.", ONE), cite(2, "It opens on Monday.", TWO)),
    "what of the port?",
    Coverage(2),
    period=Period(date(2023, 11, 24), date(2023, 11, 30)),
    timings={"total": 0.5},
    accounts=(Account("Monday", (1,)), Account("Tuesday", (2,), latest=True)),
)
SAVED = Saved(ID, (Exchange("and the port?", ANSWER, kept="k", verdict=Verdict.UP, why="right"),))


def stored(*articles: Article) -> Any:
    by_id = {article.id: article for article in articles}

    def find(article_id: str) -> Article:
        if article_id not in by_id:
            raise UnknownArticleError(article_id)
        return by_id[article_id]

    return find


def test_a_conversation_comes_back_as_it_was_without_markup() -> None:
    text = SAVED.to_json()
    assert "<" not in text
    assert read_saved(text, stored(ONE, TWO)) == SAVED


def test_the_other_articles_and_the_headline_of_a_citation_come_back() -> None:
    title = Citation(1, ONE.title, ONE, 0, len(ONE.title), 0.5, also_in=(TWO,), in_title=True)
    answer = replace(ANSWER, citations=(title, ANSWER.citations[1]))
    saved = Saved(ID, (Exchange("and the port?", answer),))
    assert read_saved(saved.to_json(), stored(ONE, TWO)) == saved


def test_what_rests_on_a_changed_article_is_left_out() -> None:
    changed = replace(TWO, text="It opens on Tuesday.")
    [exchange] = read_saved(SAVED.to_json(), stored(ONE, changed)).exchanges
    assert exchange.answer
    assert exchange.answer.statements == (Statement("It closed.", (1,)),)
    assert exchange.answer.citations == (cite(1, "The port closed.", ONE),)
    assert exchange.answer.accounts == (Account("Monday", (1,)),)
    assert exchange.answer.notice == CHANGED


def test_an_answer_whose_articles_are_gone_says_so() -> None:
    [exchange] = read_saved(SAVED.to_json(), stored()).exchanges
    assert (exchange.answer, exchange.problem) == (None, GONE)


@pytest.mark.parametrize(
    "forged",
    [
        {"start": 1},
        {"start": -35},
        {"start": "0"},
        {"quote": "The port opened."},
        {"number": "<b>"},
        {"number": 7},
        {"article": None},
    ],
)
def test_a_forged_citation_is_never_shown(forged: dict[str, Any]) -> None:
    plain = json.loads(SAVED.to_json())
    plain["exchanges"][0]["answer"]["citations"][0] |= forged
    for exchange in read_saved(json.dumps(plain), stored(ONE, TWO)).exchanges:
        assert exchange.answer
        assert [c.number for c in exchange.answer.citations] == [2]


def test_a_forged_time_is_not_believed() -> None:
    plain = json.loads(SAVED.to_json())
    plain["exchanges"][0]["answer"]["period"] = {"first": "2023-12-03", "last": "2023-12-01"}
    assert read_saved(json.dumps(plain), stored(ONE, TWO)).exchanges == ()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "null",
        "[]",
        "[" * 100_000,
        '{"id": 1, "exchanges": 2}',
        '{"id": "x", "exchanges": [null, {}, {"question": 5, "answer": null}]}',
        '{"id": "x", "exchanges": [{"question": "\\ud800", "answer": null}]}',
        '{"id": "x", "exchanges": [{"question": "q", "answer": [[]]}]}',
        " " * MAX_CHARS + SAVED.to_json(),
    ],
)
def test_what_is_malformed_is_a_new_conversation(text: str | None) -> None:
    saved = read_saved(text, stored(ONE, TWO))
    assert saved.exchanges == ()
    assert saved.id != ID


def test_the_last_questions_are_kept() -> None:
    many = Saved(ID, tuple(Exchange(str(i), problem="no") for i in range(MAX_EXCHANGES + 5)))
    kept = read_saved(many.to_json(), stored()).exchanges
    assert [e.question for e in kept] == [str(i) for i in range(5, MAX_EXCHANGES + 5)]


def test_listed_articles_are_those_that_are_stored_still() -> None:
    listed = replace(ANSWER, articles=(ONE, Article("gone", "It is gone.")))
    saved = Saved(ID, (Exchange("list them", listed),))
    answer = read_saved(saved.to_json(), stored(ONE)).exchanges[0].answer
    assert answer
    assert answer.articles == (ONE,)
