"""Passages: whole sentences that an embedder reads whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.models.embedder import Embedder
from assistant.text.passages import split_passages
from assistant.text.sentences import MAX_SENTENCE_CHARS
from tests.text.spans import assert_covers, count_words, texts


@given(texts, st.integers(1, 12))
def test_passages_are_whole_sentences_that_cover_the_text(text: str, limit: int) -> None:
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
