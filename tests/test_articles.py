"""Articles: what can be stored, and what tells them apart."""

from datetime import date

import pytest

from assistant.articles import Article, Origin, OriginKind
from assistant.errors import ArticleError


def test_equal_articles_have_equal_hashes_and_any_field_changes_it() -> None:
    article = Article("1", "Text.", title="T", published=date(2023, 12, 3))
    assert article.hash == Article("1", "Text.", title="T", published=date(2023, 12, 3)).hash
    others = [
        Article("1", "Text!", title="T", published=date(2023, 12, 3)),
        Article("1", "Text.", title="U", published=date(2023, 12, 3)),
        Article("1", "Text.", title="T"),
    ]
    assert len({article.hash, *(other.hash for other in others)}) == 4


def test_where_it_was_read_from_is_no_part_of_its_content() -> None:
    moved = Article("1", "Text.", origin=Origin(OriginKind.FILE, "1.txt", "/elsewhere"))
    assert moved.hash == Article("1", "Text.").hash
    assert Article("1", "Text.").origin == Origin(OriginKind.DIRECT)
    with pytest.raises(ArticleError, match="the origin's place"):
        Origin(OriginKind.FILE, "caf\udce9.txt")


@pytest.mark.parametrize(
    ("source", "url", "outlet"),
    [
        ("The Paper", "https://www.example.org/a", "The Paper"),
        ("", "https://www.example.org/a", "example.org"),
        ("", "", ""),
    ],
)
def test_outlet_is_the_source_or_the_host(source: str, url: str, outlet: str) -> None:
    assert Article("1", "Text.", source=source, url=url).outlet == outlet


@pytest.mark.parametrize(
    ("article_id", "text", "message"),
    [
        (" ", "Text.", "no id"),
        ("1", " \n", "no text"),
        ("1", "bad \ud800 text", "lone surrogate"),
    ],
)
def test_what_cannot_be_stored_is_refused(article_id: str, text: str, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        Article(article_id, text)


@pytest.mark.parametrize("url", ["http://[broken", "https://[::1", "not a url"])
def test_a_broken_url_has_no_outlet(url: str) -> None:
    assert Article("1", "Text.", url=url).outlet == ""
