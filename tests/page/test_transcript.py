"""The conversation and the article beside it, as HTML."""

from dataclasses import replace

import pytest

from assistant.articles import Article
from assistant.journal import Verdict
from assistant.page.conversation import Exchange
from assistant.page.panel import panel_html
from assistant.page.transcript import Welcome, conversation_html
from tests.render.samples import HOSTILE, Tags, answered, cite_all, strip_tags

EVIL = answered(Article("a1", f"x{HOSTILE}", HOSTILE, source=HOSTILE), said=HOSTILE)
UNSEEN = {"img", "script", "b"}


@pytest.mark.parametrize(
    "exchange",
    [
        Exchange(HOSTILE),
        Exchange(HOSTILE, draft=HOSTILE),
        Exchange(HOSTILE, problem=HOSTILE),
        Exchange(HOSTILE, EVIL, kept="k"),
        Exchange(HOSTILE, EVIL, kept="k", verdict=Verdict.DOWN),
        Exchange(HOSTILE, EVIL, kept="k", verdict=Verdict.UP, why=HOSTILE),
    ],
)
def test_nothing_that_is_said_becomes_markup(exchange: Exchange) -> None:
    html = conversation_html((exchange,))

    assert not UNSEEN & {tag for tag, _ in Tags.of(html)}
    assert HOSTILE in strip_tags(html)


def test_the_welcome_is_shown_until_a_question_is_asked() -> None:
    welcome = Welcome(3, (HOSTILE,), editing=True)
    html = conversation_html((), welcome)

    assert "Ask the articles" in html
    assert not UNSEEN & {tag for tag, _ in Tags.of(html)}
    assert "Ask the articles" not in conversation_html((Exchange("who?"),), welcome)


def test_a_welcome_without_articles_says_how_to_add_some() -> None:
    assert "Articles tab" in conversation_html((), Welcome(0, (), editing=True))
    assert "assistant add PATH" in conversation_html((), Welcome(0, (), editing=False))


def test_only_the_last_question_can_be_asked_again_or_edited() -> None:
    html = conversation_html((Exchange("one?", problem="no"), Exchange("two?", problem="no")))
    assert html.count('data-do="retry"') == html.count('data-do="edit"') == 1


def test_no_verdict_can_be_given_while_an_answer_comes() -> None:
    said = Exchange("one?", EVIL, kept="k")
    assert " disabled" not in conversation_html((said,))
    assert conversation_html((said, Exchange("two?"))).count(" disabled") == 2


def test_the_panel_links_to_the_other_cited_articles() -> None:
    one, two = Article("one", "First said.", "One"), Article("two", "Then said.", "Two")
    first, second = cite_all(one)[0], replace(cite_all(two)[0], number=2)
    alone = answered(one)
    both = replace(alone, citations=(first, second))
    html = panel_html((Exchange("who?", both),), 0, second)

    links = [attributes for tag, attributes in Tags.of(html) if tag == "a"]
    assert [link["data-cite"] for link in links] == ["t0-1", "t0-2"]
    assert ["aria-current" in link for link in links] == [False, True]
    assert '<mark id="t0-2"' in html
    assert "shelf" not in panel_html((Exchange("who?", alone),), 0, first)
