"""Words: one fold for all ways to type them, the telling ones, and what two texts share."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.words import (
    all_words,
    fold,
    index_text,
    jaccard,
    query_words,
    shingles,
    spellings,
    stem,
    stems,
    words,
    written_words,
)


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    assert fold(normalize("NFC", text)) == fold(normalize("NFD", text)) == fold(text)


@given(st.text(), st.integers(0), st.sampled_from("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
def test_what_is_invisible_makes_no_difference(text: str, place: int, invisible: str) -> None:
    place %= len(text) + 1
    with_it = f"{text[:place]}{invisible}{text[place:]}"
    assert all_words(with_it) == all_words(text)


@given(st.text())
def test_a_question_is_asked_in_the_words_of_the_index(text: str) -> None:
    assert set(query_words(text)) <= set(index_text(text).split(" "))
    assert all_words(index_text(text)) == index_text(text).split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("ISPARTA", "Isparta"),
        ("KILIÇ", "Kılıç"),
        ("Straße", "STRASSE"),
        ("Şahin", normalize("NFD", "Şahin")),
        ("Şahin", "Sahin"),
        ("Łódź", "Lodz"),
        ("Đoković", "Dokovic"),
        ("co\u00adop\u00aderation", "cooperation"),
        ("O’Brien", "O'Brien"),
        ("O´Brien", "OʼBrien"),
        ("ﬁnance", "finance"),
    ],
)
def test_a_word_is_the_same_however_it_is_typed(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_marks_that_make_another_letter_are_kept() -> None:
    assert fold("が") != fold("か")
    assert fold("किताब") == normalize("NFC", "किताब")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Mohammed al-Sudani's office", "alSudani"),
        ("Mohammed al-Sudani's office", "alsudani"),
        ("Mohammed alSudani", "al-Sudani"),
        ("Mohammed alSudani", "al Sudani"),
        ("Mohammed alSudani", "Sudani"),
        ("Mohammed al Sudani", "alSudani"),
        ("O’Brien", "OBrien"),
        ("OBrien", "O'Brien"),
        ("in Sana'a", "Sanaa"),
        ("an F-16", "F16"),
        ("the G7", "G-7"),
    ],
)
def test_a_compound_is_found_however_it_is_typed(text: str, question: str) -> None:
    assert set(query_words(question)) & set(index_text(text).split())


@pytest.mark.parametrize("text", ["don't", "we're", "Iraq's", "19-year-old", "2023-24", "McDonald"])
def test_what_is_no_compound_is_not_joined(text: str) -> None:
    assert index_text(text).split() == all_words(text)


def test_telling_words() -> None:
    assert words("Who claimed the Dibis strike?") == ["claimed", "dibis", "strike"]
    assert words("Who is it?") == ["who", "is", "it"]
    assert words("?!") == []


def test_words_as_they_are_written() -> None:
    decomposed = normalize("NFD", "Şahin")
    assert written_words(f"{decomposed}, 19") == [decomposed, "19"]


def test_spellings_are_words_of_letters() -> None:
    assert spellings("The Dibis strike, the F16 and 19 of us.") == {
        "The", "Dibis", "strike", "the", "and",
    }  # fmt: skip


def test_a_stem_is_shared_by_inflections() -> None:
    assert stem("Claimed") == stem("claims") == "claim"
    assert stems("Who claimed the claims?") == {"claim"}


def test_what_two_texts_have_in_common() -> None:
    assert jaccard(shingles("a b c d"), shingles("A b c!")) == 0.5
    assert jaccard(shingles("one"), shingles("two")) == 0
    assert jaccard(frozenset(), frozenset()) == 1
