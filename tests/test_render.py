"""Answers and articles as HTML, Markdown and terminal text: right, and without markup from data."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers import Answer, Citation, Coverage, Reason, Statement, Status
from assistant.articles import Article
from assistant.render import (
    article_line,
    article_to_html,
    article_url,
    coverage_line,
    to_html,
    to_markdown,
    to_text,
)
from assistant.text.sentences import split_sentences

HOSTILE = (
    "<img src=http://127.0.0.1:9/x.png> ![x](http://127.0.0.1:9/y.png) <script>alert(1)</script> "
    "[a](javascript:alert(1)) \"><b onclick='x'> [7] {{value}} ${alert(1)} `code` **bold**"
)
ALLOWED_TAGS = {"a", "article", "bdi", "div", "h2", "header", "li", "mark", "p", "q", "span", "ul"}


def test_terminal_text_has_statements_then_numbered_sources_then_coverage() -> None:
    text = to_text(answered(article(source="The Wire", published=date(2023, 12, 3))))

    assert text == (
        "Nobody claimed it. [1]\n\n"
        "[1] “The official named nobody.”\n"
        "    A strike — The Wire, 3 Dec 2023\n\n"
        "Searched 1 article, 3 Dec 2023 · understood as “who did it?” · 0.30 s"
    )


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


def test_terminal_text_holds_no_control_character() -> None:
    evil = "red \x1b[31mtext\x1b[0m \x1b]0;title\x07 back\rover \x9b2J \u202eevil\u202c\x00 end."
    text = to_text(answered(article(text=evil, title=evil, source=evil)))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "[31m" not in text


@given(st.text(min_size=1))
def test_terminal_text_is_printable_whatever_an_article_holds(words: str) -> None:
    text = to_text(answered(article(text=f"x{words}", title=words, source=words), said=words))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@given(st.text(min_size=1) | st.just(HOSTILE))
def test_html_has_only_its_own_elements_whatever_an_article_holds(words: str) -> None:
    evil = article(text=f"x{words}", title=words, source=words, url=words, author=words)
    answer = answered(evil, said=words)
    html = to_html(answer) + article_to_html(evil, answer.citations, 1)

    tags = Tags.of(html)
    assert {tag for tag, _ in tags} <= ALLOWED_TAGS
    for _, attributes in tags:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert re.match(r"#|https?://|$", attributes.get("href") or "")


@pytest.mark.parametrize("preset", ["commonmark", "default"])
@given(words=st.text(alphabet=st.characters(codec="ascii"), min_size=1) | st.just(HOSTILE))
def test_markdown_has_only_its_own_markup_whatever_an_article_holds(
    preset: str, words: str
) -> None:
    markdown = to_markdown(answered(article(text=f"x{words}", title=words, source=words)))

    html = MarkdownIt(preset).render(markdown)
    assert {tag for tag, _ in Tags.of(html)} <= {"p", "ul", "li", "em", "strong"}
    assert html.count("<em>") == 1  # The coverage line.


def test_markdown_links_the_article_at_its_sentence() -> None:
    html = MarkdownIt().render(to_markdown(answered(article(url="https://news.example/a_b(1)"))))

    assert 'href="https://news.example/a_b(1)#:~:text=The%20official%20named%20nobody."' in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "/x",
        "http://",
        "http://[",
        "x y",
        "http:\\\\host",
        "https://host/\n.x",
        "file:///etc/passwd",
    ],
)
def test_only_http_and_https_addresses_are_linked(url: str) -> None:
    assert article_url(Article("a1", "x", url=url)) == ""
    assert "href" not in article_to_html(Article("a1", "x", url=url), ())


def test_a_long_sentence_is_found_by_its_first_and_last_words() -> None:
    sentence = "one two three four five six " + "seven " * 60 + "a-b c d e f, g"

    assert article_url(article(url="https://news.example/"), sentence) == (
        "https://news.example/#:~:text=one%20two%20three%20four%20five%20six,"
        "a%2Db%20c%20d%20e%20f%2C%20g"
    )


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_marks_keep_the_text_and_cover_the_cited_spans(text: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda span: span[0] < span[1]
    )
    cited = Article("a1", text)
    citations = [
        Citation(number, text[start:end], cited, start, end, 1.0)
        for number, (start, end) in enumerate(data.draw(st.lists(spans, max_size=4)), start=1)
    ]
    html = article_to_html(cited, citations, 1)
    body = html.split('class="body">')[1].removesuffix("</div></article>")

    assert strip_tags(body) == text
    for citation in citations:
        marks = re.findall(r'<mark[^>]*data-cites="([^"]*)"[^>]*>(.*?)</mark>', body, re.DOTALL)
        own = [piece for cites, piece in marks if f"a-{citation.number}" in cites.split()]
        assert strip_tags("".join(own)) == citation.quote
        assert body.count(f'id="a-{citation.number}"') == 1


def test_the_focused_sentence_is_marked_as_such() -> None:
    two = Article("a1", "One is here. Two is there.")
    html = article_to_html(two, cite_all(two), 2, key="t0")

    assert '<mark id="t0-2" data-cites="t0-2" class="focus" aria-current="true">Two' in html
    assert html.count("focus") == 1


def test_a_citation_of_another_article_is_not_marked() -> None:
    other = Article("a2", "Something else.")

    assert "<mark" not in article_to_html(article(), cite_all(other))


def test_the_coverage_line_names_the_dates_between_which_was_searched() -> None:
    coverage = Coverage(2355, date(2023, 1, 1), date(2023, 12, 31))
    answer = Answer(Status.ANSWERED, (), (), "why?", coverage, timings={"find": 12.4})

    assert coverage_line(answer) == (
        "Searched 2,355 articles, 1 Jan 2023 to 31 Dec 2023 · understood as “why?” · 12 s"
    )


def article(
    text: str = "The official named nobody.", title: str = "A strike", **more: Any
) -> Article:
    return Article("a1", text, title, **more)


def cite_all(article: Article) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, article.text[s.start : s.end], article, s.start, s.end, 1.0)
        for number, s in enumerate(split_sentences(article.text), start=1)
    )


def answered(article: Article, said: str = "Nobody claimed it.") -> Answer:
    return Answer(
        status=Status.ANSWERED,
        statements=(Statement(said, (1,)),),
        citations=cite_all(article)[:1],
        question="who did it?",
        coverage=Coverage(1, article.published, article.published),
        timings={"find": 0.3},
    )


def refused(article: Article) -> Answer:
    return Answer(
        status=Status.UNANSWERED,
        statements=(Statement("The articles say nothing about this."),),
        citations=(),
        question="who won?",
        coverage=Coverage(1),
        reason=Reason.NOT_COVERED,
        nearest=cite_all(article)[:1],
    )


def strip_tags(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


class Tags(HTMLParser):
    """Collects the elements of a piece of HTML with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str | None]]]:
        parser = cls()
        parser.feed(html)
        return parser.found
