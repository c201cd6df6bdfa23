"""Evidence: sentences ranked by a reader, chosen or refused, never repeated."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Reason
from assistant.asking.evidence import ScoredSentence, choose, cite, headlines, in_order, rank
from assistant.asking.query import Understood
from assistant.asking.retrieval import RankedPassage
from assistant.models.calibration import CHECKPOINT
from assistant.models.scoring import Window
from assistant.store.protocol import StoredPassage
from assistant.text.passages import Passage
from assistant.text.sentences import split_sentences


class WordReader:
    """Scores a sentence by a word: high if it is there, low if not."""

    def __init__(self, word: str) -> None:
        self.word = word

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        return [[6.0 if self.word in s else -6.0 for s in window.sentences] for window in windows]


def passage(id_: int, text: str, recency: float = 0.0) -> RankedPassage:
    article = Article(f"a{id_}", text)
    stored = StoredPassage(id_, article, Passage(split_sentences(text)))
    return RankedPassage.of(stored, 0.5, 0.5, recency)


PASSAGES = [
    passage(1, "Rain fell on Monday. Four villages in the north were flooded by the river."),
    passage(2, "The four villages in the north were flooded by the river. Snow is due."),
]


def test_the_best_sentences_come_first_without_repeats() -> None:
    ranked = rank(Understood("what was flooded?"), PASSAGES, WordReader("flooded"), CHECKPOINT)
    assert ranked[0].quote == "Four villages in the north were flooded by the river."
    assert [s.quote for s in ranked if "flooded" in s.quote] == [ranked[0].quote]
    assert [s.score for s in ranked] == sorted((s.score for s in ranked), reverse=True)
    assert all(0 <= s.score <= 1 for s in ranked)


@pytest.mark.parametrize(
    ("text", "said", "otherwise"),
    [
        ("Officials {} that the prisoners were released.", "denied", "confirmed"),
        ("The flood took {} houses of prisoners just released.", "twelve", "forty"),
    ],
)
def test_both_sides_of_a_contradiction_are_ranked(text: str, said: str, otherwise: str) -> None:
    one, other = text.format(said), text.format(otherwise)
    passages = [passage(1, one), passage(2, other)]
    ranked = rank(Understood("who was released?"), passages, WordReader("released"), CHECKPOINT)
    assert {sentence.quote for sentence in ranked} == {one, other}


def test_a_title_is_read_as_a_sentence_of_its_own() -> None:
    told = RankedPassage.of(
        StoredPassage(
            1, Article("a", "Rain fell.", "Four villages flooded"), PASSAGES[0].found.passage
        ),
        0.5,
        0.5,
    )
    untitled = passage(2, "Snow is due.")
    reader = WordReader("flooded")
    [title] = headlines(Understood("what was flooded?"), [told, untitled], reader, CHECKPOINT)
    assert (title.in_title, title.quote) == (True, "Four villages flooded")
    [citation] = cite(choose([title], CHECKPOINT, None, 4).sentences)
    assert citation.in_title
    assert citation.article.title[citation.start : citation.end] == citation.quote


def test_an_article_from_the_days_that_are_asked_of_comes_first() -> None:
    passages = [
        passage(1, "A bridge fell in the spring.", recency=-0.1),
        passage(2, "Another bridge fell down today.", recency=0.9),
        passage(3, "One more bridge fell, at some time."),
    ]
    ranked = rank(Understood("what fell this week?"), passages, WordReader("fell"), CHECKPOINT)
    assert [s.article.id for s in ranked] == ["a2", "a3", "a1"]


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=9))
def test_sentences_come_best_first_and_none_is_lost(scores: list[float]) -> None:
    article = Article("1", "x" * 20)
    sentences = [ScoredSentence(article, i, i + 1, score) for i, score in enumerate(scores)]
    ordered = list(in_order(sentences))
    assert sorted(ordered, key=lambda s: s.start) == sentences
    assert ordered[0].score >= max(scores) * 0.85


def test_of_sentences_about_as_good_the_article_s_first_comes_first() -> None:
    article, other = Article("1", "One. Two. Three."), Article("2", "Another.")
    later = ScoredSentence(article, 5, 9, 0.801)
    first = ScoredSentence(article, 0, 4, 0.8)
    elsewhere = ScoredSentence(other, 0, 8, 0.8005)
    assert list(in_order([later, first, elsewhere])) == [first, later, elsewhere]


def test_without_passages_there_is_nothing() -> None:
    evidence = choose(rank(Understood("why?"), [], WordReader("x"), CHECKPOINT), CHECKPOINT, 0.5, 4)
    assert (evidence.sentences, evidence.reason) == ((), Reason.NOT_COVERED)


def test_what_is_below_the_threshold_is_refused_with_the_nearest() -> None:
    evidence = choose(
        rank(Understood("why?"), PASSAGES, WordReader("nowhere"), CHECKPOINT), CHECKPOINT, 0.5, 4
    )
    assert not evidence.sentences
    assert evidence.reason
    assert len(evidence.nearest) == 3


@pytest.mark.parametrize("most", [1, 2])
def test_no_more_than_asked_for(most: int) -> None:
    ranked = rank(Understood("what?"), PASSAGES, WordReader(""), CHECKPOINT)
    assert len(choose(ranked, CHECKPOINT, 0.5, most).sentences) == most


def test_what_goes_on_in_the_next_sentence_may_be_less_good() -> None:
    text = "Rain fell. A dam broke. It was built in 1962. Snow is due."
    article, other = Article("1", text), Article("2", text)
    first, second, third, _ = split_sentences(text)
    best = ScoredSentence(article, second.start, second.end, 0.8)
    beside = ScoredSentence(article, third.start, third.end, 0.65)
    before = ScoredSentence(article, first.start, first.end, 0.64)
    elsewhere = ScoredSentence(other, third.start, third.end, 0.63)
    poor = ScoredSentence(other, first.start, first.end, 0.1)
    chosen = choose([best, beside, before, elsewhere, poor], CHECKPOINT, 0.5, 4).sentences
    assert chosen == (best, beside, before)


def test_citations_are_numbered_spans() -> None:
    evidence = choose(
        rank(Understood("what fell?"), PASSAGES, WordReader("Rain"), CHECKPOINT), CHECKPOINT, 0.5, 4
    )
    [citation] = cite(evidence.sentences)
    assert citation.number == 1
    assert citation.article.text[citation.start : citation.end] == citation.quote
