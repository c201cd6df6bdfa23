"""The page's head."""

from assistant.answers import Coverage
from assistant.page.masthead import masthead_html


def test_the_masthead_says_that_articles_are_being_added() -> None:
    assert "being added" in masthead_html(Coverage(3), adding=True)
    assert "being added" not in masthead_html(Coverage(3))
