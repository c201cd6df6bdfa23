"""Terminal text: right, and without control characters from data."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant.render.text import to_text
from tests.render.samples import answered, article, listing, replied


def test_terminal_text_has_statements_then_numbered_sources_then_coverage() -> None:
    text = to_text(answered(article(source="The Wire", published=date(2023, 12, 3))))

    assert text == (
        "Nobody claimed it. [1]\n\n"
        "[1] “The official named nobody.”\n"
        "    A strike — The Wire, 3 Dec 2023\n\n"
        "Searched 1 article, 3 Dec 2023 · 0.30 s"
    )


def test_terminal_text_holds_no_control_character() -> None:
    evil = "red \x1b[31mtext\x1b[0m \x1b]0;title\x07 back\rover \x9b2J \u202eevil\u202c\x00 end."
    text = to_text(answered(article(text=evil, title=evil, source=evil)))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "[31m" not in text


@given(st.text(min_size=1))
def test_terminal_text_is_printable_whatever_an_article_holds(words: str) -> None:
    text = to_text(answered(article(text=f"x{words}", title=words, source=words), said=words))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_listed_articles_stand_with_their_addresses() -> None:
    text = to_text(listing(article(source="The Wire", url="https://wire.example/1"), article()))
    assert "- A strike — The Wire, undated\n  https://wire.example/1\n- A strike — undated" in text


def test_a_reply_says_nothing_of_a_search() -> None:
    assert to_text(replied()) == "Hello!"
