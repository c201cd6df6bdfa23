"""What every rendering of an answer has."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from assistant.answers import Account, Answer, Coverage, Status
from assistant.articles import Article
from assistant.render.html import article_to_html, to_html
from assistant.render.lines import coverage_line
from assistant.render.markdown import to_markdown
from assistant.render.slack import to_slack
from assistant.render.text import article_line, to_text
from assistant.text.periods import Period
from tests.render.samples import answered, article, cite_all, refused, strip_tags


def test_a_quote_that_a_statement_gives_in_full_is_not_given_twice() -> None:
    answer = answered(article(), said="“The official named nobody.”")

    assert to_text(answer).count("The official named nobody.") == 1
    assert to_markdown(answer).count("The official named nobody") == 1


def test_an_article_without_a_date_is_called_undated() -> None:
    assert "A strike — undated" in to_text(answered(article()))
    assert article_line(article()) == "a1  A strike — undated"


def test_an_article_without_a_title_is_named_by_how_it_begins() -> None:
    untitled = Article("a1", "First words of a text. " * 20)

    assert article_line(untitled).startswith("a1  First words of a text.")
    assert len(article_line(untitled)) < 100


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_a_refusal_gives_its_words_and_the_nearest_sentences_as_such(
    render: Callable[[Answer], str],
) -> None:
    rendered = render(refused(article()))

    assert "The articles say nothing about this" in rendered
    assert "do not answer the question" in rendered
    assert "The official named nobody" in rendered


def test_other_articles_that_say_the_same_are_named_and_the_rest_counted() -> None:
    others = tuple(
        Article(f"b{day}", "Text.", source=f"Paper {day}", published=date(2023, 12, day))
        for day in range(1, 6)
    )
    one = answered(article())
    answer = replace(one, citations=(replace(one.citations[0], also_in=others),))
    named = "also in Paper 1, 1 Dec 2023; Paper 2, 2 Dec 2023; Paper 3, 3 Dec 2023; 2 more"
    shown = [to_text(answer), strip_tags(to_html(answer)), to_markdown(answer).replace("\\", "")]
    shown.append(str(to_slack(answer)))
    for rendered in shown:
        assert named in rendered
        assert named not in to_text(one)


def test_a_cited_headline_is_called_one() -> None:
    told = article(title="Nine die in a storm", source="The Paper")
    one = answered(told)
    title = replace(one.citations[0], quote=told.title, end=len(told.title), in_title=True)
    answer = replace(one, citations=(title,))
    shown = [to_text(answer), strip_tags(to_html(answer)), to_markdown(answer).replace("\\", "")]
    shown.append(str(to_slack(answer)))
    for rendered in shown:
        assert "its headline" in rendered
    body = article_to_html(told, answer.citations, 1)
    assert body.count("<mark") == 1
    assert ">Nine die in a storm</mark>" in body


def test_accounts_that_differ_stand_side_by_side() -> None:
    told = article("Nine died. Ten died.", published=date(2023, 12, 3), source="The Paper")
    accounts = (Account("Nine", (1,)), Account("Ten", (2,), latest=True))
    answer = replace(answered(told), citations=cite_all(told), accounts=accounts)
    shown = [to_text(answer), strip_tags(to_html(answer)), to_markdown(answer).replace("\\", "")]
    shown.append(str(to_slack(answer)))
    for rendered in shown:
        assert "The articles differ:" in rendered
        assert "Nine [1] (The Paper, 3 Dec 2023)" in rendered
        assert "Ten [2] (The Paper, 3 Dec 2023; the newest)" in rendered


def test_the_coverage_line_names_the_dates_between_which_was_searched() -> None:
    coverage = Coverage(2355, date(2023, 1, 1), date(2023, 12, 31))
    answer = Answer(Status.ANSWERED, (), (), "why?", coverage, timings={"find": 12.4})

    searched = "Searched 2,355 articles, 1 Jan 2023 to 31 Dec 2023"
    assert coverage_line(answer) == f"{searched} · 12 s"
    rewritten = replace(answer, question="why did it end?", rewritten=True)
    assert coverage_line(rewritten) == f"{searched} · understood as “why did it end?” · 12 s"


@pytest.mark.parametrize(
    ("limited", "words"),
    [
        (True, "only articles of 24 to 30 November 2023 or without a date"),
        (False, "articles of 24 to 30 November 2023 first"),
    ],
)
def test_the_coverage_line_names_the_time_and_what_was_left_out(limited: bool, words: str) -> None:
    answer = Answer(
        Status.ANSWERED,
        (),
        (),
        "why?",
        Coverage(2, date(2023, 11, 24), date(2023, 11, 30), undated=3),
        period=Period(date(2023, 11, 24), date(2023, 11, 30)),
        limited=limited,
    )

    assert coverage_line(answer).endswith(f" · {words}")
    shown = [to_text(answer), strip_tags(to_html(answer)), to_markdown(answer).replace("\\", "")]
    shown.append(str(to_slack(answer)))
    for rendered in shown:
        assert words in rendered
        assert "30 Nov 2023 (3 undated left out)" in rendered
