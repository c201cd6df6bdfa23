"""Words: the telling ones, their stems, and what two texts have in common."""

from assistant.text.words import jaccard, shingles, stem, stems, words


def test_telling_words() -> None:
    assert words("Who claimed the Dibis strike?") == ["claimed", "dibis", "strike"]
    assert words("Who is it?") == ["who", "is", "it"]
    assert words("?!") == []


def test_a_stem_is_shared_by_inflections() -> None:
    assert stem("Claimed") == stem("claims") == "claim"
    assert stems("Who claimed the claims?") == {"claim"}


def test_what_two_texts_have_in_common() -> None:
    assert jaccard(shingles("a b c d"), shingles("A b c!")) == 0.5
    assert jaccard(shingles("one"), shingles("two")) == 0
    assert jaccard(frozenset(), frozenset()) == 1
