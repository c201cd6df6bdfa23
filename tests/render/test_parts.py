"""The parts of an answer that every rendering shows."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import UNSUPPORTED, Answer, Citation, Statement
from assistant.articles import Article
from assistant.render.html import to_html
from assistant.render.markdown import to_markdown
from assistant.render.parts import answer_parts, article_parts
from assistant.render.slack import to_slack
from assistant.render.text import to_text
from tests.render.samples import Tags, answered, article, cite_all, refused, strip_tags


def shown_in_slack(answer: Answer) -> str:
    return str([message.blocks for message in to_slack(answer)])


def test_statements_stand_in_their_paragraphs_with_markers_and_doubt() -> None:
    said = (
        Statement("One.", (1,), ends_paragraph=False),
        Statement("Two.", supported=False),
        Statement("Three.", ends_paragraph=False),
    )
    parts = answer_parts(replace(answered(article()), statements=said))

    assert [p.line for p in parts.paragraphs] == [f"One. [1] Two. [{UNSUPPORTED}]", "Three."]


@pytest.mark.parametrize(
    ("render", "shown"),
    [
        (to_text, "Before.\n\n- One. [1] More.\n- Two.\n\nAfter."),
        (to_markdown, "Before\\.\n\n- One\\. \\[1\\] More\\.\n- Two\\.\n\nAfter\\."),
        (shown_in_slack, "• One.\\xa0[1] More.\\n• Two."),
    ],
)
def test_items_of_a_list_stand_on_lines_of_their_own(
    render: Callable[[Answer], str], shown: str
) -> None:
    said = (
        Statement("Before."),
        Statement("One.", (1,), ends_paragraph=False, is_item=True),
        Statement("More.", is_item=True),
        Statement("Two.", is_item=True),
        Statement("After."),
    )
    answer = replace(answered(article()), statements=said)
    assert shown in render(answer)
    assert answer.text == "Before.\n- One. [1] More.\n- Two.\nAfter."
    html = to_html(answer)
    assert len(re.findall(r"<li dir=\"auto\"><span class=\"statement\">", html)) == 2


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html, shown_in_slack])
def test_every_rendering_asks_what_was_meant(render: Callable[[Answer], str]) -> None:
    answer = refused(article())
    meant = re.escape("Did you mean “who won the race”?")

    def line(answer: Answer) -> str:
        return " ".join(strip_tags(render(answer)).replace("\\", "").split())

    assert re.search(meant, line(replace(answer, did_you_mean="who won the race")))
    assert "Did you mean" not in line(answer)


def test_on_a_page_a_click_asks_what_was_meant() -> None:
    html = to_html(replace(refused(article()), did_you_mean="who won the race"))

    [button] = [attributes for tag, attributes in Tags.of(html) if tag == "button"]
    assert button == {"type": "button", "data-ask": "who won the race"}


def test_a_quote_that_its_statement_says_in_full_is_marked_as_said() -> None:
    said = answer_parts(answered(article(), said="“The official named nobody.”"))
    unsaid = answer_parts(answered(article()))

    assert [c.said for c in (*said.citations, *unsaid.citations)] == [True, False]


def test_citations_are_grouped_by_article_in_the_order_of_their_first() -> None:
    one, two = Article("one", "First.", "One"), Article("two", "Second.", "Two")
    cited = (cite_all(two)[0], cite_all(one)[0], cite_all(two)[0])
    numbered = tuple(replace(c, number=n) for n, c in enumerate(cited, start=1))
    parts = answer_parts(replace(answered(one), citations=numbered))

    assert [[c.number for c in group] for group in parts.by_article] == [[1, 3], [2]]
    assert parts.by_number[3].article.title == "Two"


def test_a_refusal_has_its_words_and_the_nearest_sentences() -> None:
    parts = answer_parts(refused(article()))

    assert parts.refused
    assert parts.paragraphs[0].line == "The articles say nothing about this."
    assert [c.quote for c in parts.nearest] == ["The official named nobody."]
    assert not parts.citations


def test_an_article_is_called_by_title_outlet_and_date() -> None:
    named = article_parts(article(source="The Wire", published=date(2023, 12, 3)))
    assert named.line == "A strike — The Wire, 3 Dec 2023"
    assert article_parts(article()).line == "A strike — undated"


@given(st.text(min_size=1))
def test_every_part_is_one_line(words: str) -> None:
    evil = article(text=f"x{words}", title=words, source=words)
    answer = replace(answered(evil, said=words), notice=words)
    parts = answer_parts(replace(answer, nearest=(Citation(1, words, evil, 0, 1, 0.5),)))
    shown = [parts.notice, parts.coverage, *(p.line for p in parts.paragraphs)]
    for citation in (*parts.citations, *parts.nearest):
        shown += [citation.quote, citation.article.line]

    assert all(len(line.splitlines()) <= 1 for line in shown)
