"""Sentences: offsets hold for any text."""

from hypothesis import given

from assistant.text.sentences import split_sentences
from tests.text.spans import assert_covers, texts


@given(texts)
def test_sentences_cover_all_text_but_white_space(text: str) -> None:
    assert_covers(text, split_sentences(text))


def test_sentences_of_news_prose() -> None:
    text = (
        "U.S. President Joe Biden met Mr. Smith at 10 a.m. on Jan. 5. He said: “It is over.”\n\n"
        "“Is it?” she asked. It cost $4.5 million."
    )
    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        "U.S. President Joe Biden met Mr. Smith at 10 a.m. on Jan. 5.",
        "He said: “It is over.”",
        "“Is it?” she asked.",
        "It cost $4.5 million.",
    ]
