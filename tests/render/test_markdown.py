"""Markdown: right, and without markup from data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.render.markdown import to_markdown
from tests.render.samples import HOSTILE, Tags, answered, article, listing, replied


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


def test_listed_articles_are_links() -> None:
    markdown = to_markdown(listing(article(title=HOSTILE, url="https://wire.example/1")))
    html = MarkdownIt().render(markdown)
    assert [a["href"] for tag, a in Tags.of(html) if tag == "a"] == ["https://wire.example/1"]
    assert to_markdown(replied()) == r"Hello\!"
