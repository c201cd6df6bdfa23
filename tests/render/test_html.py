"""HTML: right, and without markup from data; the marks cover what is cited."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Citation
from assistant.articles import Article
from assistant.render.html import article_to_html, to_html
from tests.render.samples import (
    HOSTILE,
    Tags,
    answered,
    article,
    cite_all,
    listing,
    replied,
    strip_tags,
)

ALLOWED_TAGS = {"a", "article", "bdi", "div", "h2", "header", "li", "mark", "p", "q", "span", "ul"}


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
    body = html.split('class="body">')[1].rsplit("</div>", 1)[0]

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


def test_listed_articles_are_links_where_they_have_an_address() -> None:
    html = to_html(listing(article(title=HOSTILE, url="https://wire.example/1"), article()))
    assert [a["href"] for tag, a in Tags.of(html) if tag == "a"] == ["https://wire.example/1"]
    assert {tag for tag, _ in Tags.of(html)} <= ALLOWED_TAGS
    assert strip_tags(html).count("A strike") == 1


def test_a_reply_is_no_refusal_and_says_nothing_of_a_search() -> None:
    html = to_html(replied())
    assert "refused" not in html
    assert "coverage" not in html
