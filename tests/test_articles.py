"""Sentences and passages: offsets hold for any text."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.articles import (
    MAX_SENTENCE_CHARS,
    Article,
    Sentence,
    split_passages,
    split_sentences,
)
from assistant.errors import ArticleError
from assistant.models import Embedder

texts = st.text(max_size=400) | st.text(
    alphabet=st.sampled_from("aB é.!?…。” \n\r\t\u2028\u3000ﷺ가1,;\u0301"), max_size=600
)


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def quotes(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def assert_covers(text: str, sentences: Sequence[Sentence]) -> None:
    """All text but white space stands in the sentences, in order, without overlap."""
    position = 0
    for sentence in sentences:
        assert not text[position : sentence.start].strip()
        quote = text[sentence.start : sentence.end]
        assert quote
        assert quote == quote.strip()
        position = sentence.end
    assert not text[position:].strip()


@given(texts)
def test_sentences_cover_all_text_but_white_space(text: str) -> None:
    assert_covers(text, split_sentences(text))


@given(texts, st.integers(1, 12))
def test_passages_are_whole_sentences_that_cover_the_text(
    text: str, limit: int
) -> None:
    passages = split_passages(text, count_words, limit)
    assert_covers(text, [s for p in passages for s in p.sentences])
    for passage in passages:
        assert count_words([text[passage.start : passage.end]])[0] <= limit


@settings(max_examples=60)
@given(texts, st.integers(8, 40))
def test_no_passage_exceeds_what_the_embedder_reads(
    embedder: Embedder, text: str, limit: int
) -> None:
    passages = split_passages(text, embedder.count_tokens, limit)
    assert_covers(text, [s for p in passages for s in p.sentences])
    for passage in passages:
        assert embedder.count_tokens([text[passage.start : passage.end]])[0] <= limit


def test_sentences_of_news_prose() -> None:
    text = (
        "U.S. President Joe Biden met Mr. Smith at 10 a.m. on Jan. 5. He said: “It is over.”\n\n"
        "“Is it?” she asked. It cost $4.5 million."
    )
    assert quotes(text) == [
        "U.S. President Joe Biden met Mr. Smith at 10 a.m. on Jan. 5.",
        "He said: “It is over.”",
        "“Is it?” she asked.",
        "It cost $4.5 million.",
    ]


def test_a_sentence_that_is_too_long_is_cut_at_a_clause_and_stays_citable() -> None:
    text = "one two three four five, six seven eight nine ten eleven twelve"
    [first, second] = split_passages(text, count_words, 8)
    assert text[first.start : first.end] == "one two three four five,"
    assert text[second.start : second.end] == "six seven eight nine ten eleven twelve"


def test_an_endless_word_is_cut_by_length() -> None:
    text = "x" * (MAX_SENTENCE_CHARS * 2 + 1)
    passages = split_passages(text, count_words, 100)
    lengths = [s.end - s.start for p in passages for s in p.sentences]
    assert lengths == [MAX_SENTENCE_CHARS, MAX_SENTENCE_CHARS, 1]


def test_equal_articles_have_equal_hashes_and_any_field_changes_it() -> None:
    article = Article("1", "Text.", title="T", published=date(2023, 12, 3))
    assert (
        article.hash
        == Article("1", "Text.", title="T", published=date(2023, 12, 3)).hash
    )
    others = [
        Article("1", "Text!", title="T", published=date(2023, 12, 3)),
        Article("1", "Text.", title="U", published=date(2023, 12, 3)),
        Article("1", "Text.", title="T"),
    ]
    assert len({article.hash, *(other.hash for other in others)}) == 4


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
def test_what_cannot_be_stored_is_refused(
    article_id: str, text: str, message: str
) -> None:
    with pytest.raises(ArticleError, match=message):
        Article(article_id, text)


@pytest.mark.parametrize("url", ["http://[broken", "https://[::1", "not a url"])
def test_a_broken_url_has_no_outlet(url: str) -> None:
    assert Article("1", "Text.", url=url).outlet == ""
