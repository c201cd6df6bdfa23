"""Links: only http and https, at the sentence."""

import pytest

from assistant.articles import Article
from assistant.render.html import article_to_html
from assistant.render.links import article_url
from tests.render.samples import article


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
