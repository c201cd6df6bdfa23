"""Retrieval: by meaning and by words, fused; filters hold; LangChain can use it."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from assistant import Article, Assistant, Period, Where
from assistant.asking.retrieval import HybridRetriever, RankedPassage, fuse, together
from assistant.store.protocol import StoredPassage
from assistant.text.passages import Passage
from assistant.text.sentences import Sentence

ARTICLES = [
    Article(
        "rain",
        "Heavy rain flooded the river towns of Elbonia.",
        published=date(2023, 5, 1),
    ),
    Article(
        "vote",
        "Parliament rejected the budget by two votes.",
        published=date(2023, 6, 1),
    ),
    Article("zx81", "The ZX-4471 recall affects nine thousand heaters.", source="Paper"),
]


scores = st.dictionaries(st.integers(0, 20), st.floats(-100, 100), max_size=10)


@given(scores, scores)
def test_fused_scores_are_between_zero_and_one(
    by_meaning: Mapping[int, float], by_words: Mapping[int, float]
) -> None:
    fused = fuse(by_meaning, by_words)
    assert fused.keys() == by_meaning.keys() | by_words.keys()
    assert all(0 <= score <= 1 for score in fused.values())


def test_what_is_best_in_both_is_best() -> None:
    fused = fuse({1: 0.9, 2: 0.5, 3: 0.1}, {1: 7.0, 3: 2.0})
    assert max(fused, key=lambda id_: fused[id_]) == 1


def test_passages_of_several_searches_come_in_turn_and_once() -> None:
    def passage(number: int, *copies: int) -> RankedPassage:
        stored = [
            StoredPassage(n, ARTICLES[0], Passage((Sentence(0, 5),))) for n in (number, *copies)
        ]
        return RankedPassage.of(stored[0], 0.5, 0.5, copies=tuple(stored[1:]))

    first = [passage(1, 9), passage(2), passage(3)]
    second = [passage(2), passage(9, 1), passage(4)]
    assert [p.found.id for p in together([first, second])] == [1, 2, 3, 4]
    assert together([first]) == first
    assert together([]) == []


def test_meaning_and_words_each_find(assistant: Assistant) -> None:
    assistant.add(ARTICLES)
    assert assistant.search("flooding after storms")[0].metadata["article"] == "rain"
    assert assistant.search("zx 4471")[0].metadata["article"] == "zx81"


def test_search_gives_ranked_documents(assistant: Assistant) -> None:
    assistant.add(ARTICLES)
    found = assistant.search("the budget vote", k=2)
    assert len(found) == 2
    assert found[0].score >= found[1].score
    assert found[0].page_content == found[0].found.text
    assert found[0].metadata["published"] == "2023-06-01"


def test_filters_hold(assistant: Assistant) -> None:
    assistant.add(ARTICLES)
    found = assistant.search("the budget vote", where=Where(sources=("Paper",)))
    assert [d.metadata["article"] for d in found] == ["zx81"]
    assert not assistant.search("budget", where=Where(published=Period(date(2024, 1, 1))))


def test_it_is_a_langchain_retriever(assistant: Assistant) -> None:
    assistant.add(ARTICLES)
    retriever = assistant.retriever
    assert isinstance(retriever, HybridRetriever)
    documents = (retriever | (lambda found: found[:1])).invoke("rain in Elbonia")
    assert all(isinstance(d, Document | RankedPassage) for d in documents)
    assert documents[0].metadata["article"] == "rain"


def test_copies_of_one_story_count_once(assistant: Assistant) -> None:
    story = (
        "The dam above the town of Elbonia failed late on Monday after a week of rain, the "
        "regional governor said, and four villages had to be cleared before dawn."
    )
    assistant.add(
        [
            Article("wire", story),
            Article("copy", story.replace("late on Monday", "on late Monday")),
            Article("other", "The dam at Elbonia was built in 1962 by a French company."),
        ]
    )
    found = assistant.search("the dam at Elbonia failed", k=3)
    assert sorted(d.metadata["article"] for d in found[:1]) in (["wire"], ["copy"])
    assert len(found) == 2
    assert len(found[0].copies) == 1
    assert found[0].metadata["copies"] == [copy.article.id for copy in found[0].copies]
