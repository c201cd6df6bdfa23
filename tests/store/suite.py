"""What any store must do: a test class for a kind of store inherits from `StoreSuite`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from itertools import accumulate
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Coverage, Where
from assistant.articles import Article, Origin, OriginKind
from assistant.errors import StoreError, StoreMismatchError, UnknownArticleError
from assistant.models.vectors import Vectors
from assistant.store.listing import Column, Row, Selection
from assistant.store.protocol import Indexed, Signature, Store
from assistant.text.passages import split_passages
from assistant.text.periods import Period
from assistant.text.sentences import TEXT_RULES
from assistant.text.words import query_words

SIGNATURE = Signature("toy", TEXT_RULES, 160, 48)

SHELF = [
    Article("1", "A bad cab.", title="bees", source="The Paper", published=date(2023, 1, 2)),
    Article("2", "A faded face. A cab.", title="Ants", source="the paper"),
    Article("3", "Éclair, no more.", url="https://www.news.example/3", published=date(2022, 5, 6)),
]

Opened = AbstractContextManager[Store]

Place = Callable[..., Opened]
"""Opens the store in one place, with a signature: SIGNATURE by default."""


def toy_vector(text: str) -> Vectors:
    """A vector by the letters of a text: alike texts, alike vectors."""
    counts = np.array([[text.count(letter) + 0.01 for letter in "abcdefgh"]], dtype=np.float32)
    vector: Vectors = counts / np.linalg.norm(counts)
    return vector


def indexed(article: Article) -> Indexed:
    passages = split_passages(article.text, lambda texts: [len(t.split()) for t in texts], 4)
    texts = [article.text[p.start : p.end] for p in passages]
    return Indexed(article, passages, np.concatenate([toy_vector(text) for text in texts]))


def visible_text(store: Store, word: str) -> list[str]:
    """Every passage that either side finds for a word."""
    ids = store.matching([word], 100, Where()) | store.nearest(toy_vector(word), 100, Where())
    return sorted(p.text for p in store.passages(list(ids)).values())


class StoreSuite:
    """A subclass has a fixture `new_place` that makes an empty place for a store at each call."""

    @pytest.fixture(scope="class")
    @classmethod
    def new_place(cls) -> Callable[[], Place]:
        raise NotImplementedError

    @pytest.fixture
    def opened(self, new_place: Callable[[], Place]) -> Place:
        """Opens the store of this test's place."""
        return new_place()

    def test_it_is_a_store(self, opened: Place) -> None:
        with opened() as store:
            assert isinstance(store, Store)
            assert not store.read_only

    def test_what_was_put_is_found_by_both_sides(self, opened: Place) -> None:
        article = Article("1", "A bad cab. A faded face.", title="T", published=date(2023, 1, 2))
        with opened() as store:
            store.put([indexed(article)])
            assert store.article("1") == article
            assert list(store.articles()) == [article]
            [by_word] = store.passages(list(store.matching(["cab"], 5, Where()))).values()
            assert by_word.text == "A bad cab."
            best = next(iter(store.nearest(toy_vector("A faded face."), 5, Where())))
            assert store.passages([best])[best].text == "A faded face."
            assert store.published([best]) == {best: date(2023, 1, 2)}
            assert store.similarities(toy_vector("A faded face."), [best]) == {
                best: pytest.approx(1)
            }

    @pytest.mark.parametrize(
        ("text", "question"),
        [
            ("He was in İstanbul.", "istanbul"),
            ("He was in Istanbul.", "İSTANBUL"),
            (normalize("NFD", "Mr Şahin came."), "Şahin"),
            ("Mr Şahin came.", normalize("NFD", "Şahin")),
            ("Mr Kılıç came.", "Kilic"),
            ("Their co\u00adop\u00ader\u00ada\u00adtion ended.", "cooperation"),
            ("Their cooperation ended.", "co\u00adoperation"),
            ("Mr al-Sudani spoke.", "alSudani"),
            ("Mr alSudani spoke.", "al-Sudani"),
            ("Mr alSudani spoke.", "Sudani"),
            ("Mr O’Brien spoke.", "OBrien"),
        ],
    )
    def test_a_word_is_found_however_it_is_typed(
        self, opened: Place, text: str, question: str
    ) -> None:
        with opened() as store:
            store.put([indexed(Article("1", text)), indexed(Article("2", "A bad cab."))])
            found = store.passages(list(store.matching(query_words(question), 5, Where())))
            assert [passage.article.id for passage in found.values()] == ["1"]
            rows = store.listing(Selection(words=question), 5).rows
            assert [row.id for row in rows] == ["1"]

    def test_what_is_not_stored_is_not_found(self, opened: Place) -> None:
        with opened() as store:
            assert visible_text(store, "cab") == []
            assert store.similarities(toy_vector("cab"), [7]) == {}
            assert store.passages([7]) == store.published([7]) == {}
            assert (store.passage_count(), store.coverage(Where())) == (0, Coverage(0))

    def test_it_is_all_there_when_opened_again(self, opened: Place) -> None:
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab."))])
        with opened() as store:
            assert visible_text(store, "cab") == ["A bad cab."]

    def test_the_origin_is_kept(self, opened: Place) -> None:
        origin = Origin(OriginKind.RECORD, "news.jsonl:3", "/shelf")
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab.", origin=origin))])
            assert store.article("1").origin == origin

    def test_a_changed_article_leaves_no_trace_of_the_old_passages(self, opened: Place) -> None:
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab. A faded face. A big egg."))])
            store.put([indexed(Article("1", "A new day."))])
            assert visible_text(store, "cab") == ["A new day."]
            assert store.passage_count() == 1

    def test_words_are_counted_as_they_are_written(self, opened: Place) -> None:
        one = Article("1", "A faded Face, a face.", title="Faded")
        with opened() as store:
            store.put([indexed(one), indexed(Article("2", "A face."))])
            assert store.spellings(4, 4) == {"Face": 1, "face": 2}
            assert store.spellings(5, 9) == {"Faded": 1, "faded": 1}
            store.put([indexed(Article("1", "A bad egg."))])
            assert store.spellings(4, 9) == {"face": 1}
            store.remove("2")
            assert store.spellings(4, 9) == {}

    def test_removing_leaves_nothing(self, opened: Place) -> None:
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab.")), indexed(Article("2", "An egg."))])
            store.remove("1")
            assert visible_text(store, "cab") == ["An egg."]
            assert list(store.hashes()) == ["2"]
            with pytest.raises(UnknownArticleError, match="'1'"):
                store.remove("1")
            with pytest.raises(UnknownArticleError, match="'1'"):
                store.article("1")

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from("abc"),
                st.sampled_from(["A bad cab.", "An egg. A bee.", ""]),
            ),
            max_size=8,
        )
    )
    def test_any_order_of_changes_leaves_only_the_last_of_each(
        self, new_place: Callable[[], Place], changes: Sequence[tuple[str, str]]
    ) -> None:
        expected: dict[str, str] = {}
        with new_place()() as store:
            for article_id, text in changes:
                version = store.version
                if text:
                    store.put([indexed(Article(article_id, text))])
                    expected[article_id] = text
                    assert store.version > version
                elif expected.pop(article_id, None):
                    store.remove(article_id)
                    assert store.version > version
            assert {a.id: a.text for a in store.articles()} == expected
            passages = [
                i for text in expected.values() for i in indexed(Article("x", text)).passages
            ]
            assert store.passage_count() == len(passages)
            assert len(visible_text(store, "a")) == len(passages)

    def test_the_version_is_kept(self, opened: Place) -> None:
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab."))])
            version = store.version
        with opened() as store:
            assert store.version == version

    def test_filters(self, opened: Place) -> None:
        articles = [
            Article("old", "A bad cab.", source="Paper", published=date(2020, 1, 1)),
            Article(
                "new", "A bad cab.", url="https://www.example.org/", published=date(2023, 1, 1)
            ),
            Article("undated", "A bad cab.", source="paper"),
        ]

        def found(where: Where) -> set[str]:
            by_words = store.passages(list(store.matching(["cab"], 9, where))).values()
            by_meaning = store.passages(list(store.nearest(toy_vector("cab"), 9, where))).values()
            ids = {p.article.id for p in by_words}
            assert ids == {p.article.id for p in by_meaning}
            return ids

        with opened() as store:
            store.put([indexed(a) for a in articles])
            assert found(Where()) == {"old", "new", "undated"}
            assert found(Where(articles=("new", "none"))) == {"new"}
            assert found(Where(sources=("PAPER",))) == {"old", "undated"}
            assert found(Where(sources=("example.org",))) == {"new"}
            assert found(Where(published=Period(date(2023, 1, 1)))) == {"new"}
            assert found(Where(published=Period(None, date(2022, 12, 31)))) == {"old"}
            since = Where(published=Period(date(2023, 1, 1)))
            assert found(replace(since, undated=True)) == {"new", "undated"}
            assert found(Where(sources=("Nobody",))) == set()
            assert store.coverage(Where()) == Coverage(3, date(2020, 1, 1), date(2023, 1, 1))
            assert store.coverage(Where(articles=("undated",))) == Coverage(1, left_out=2)
            assert store.coverage(Where(articles=("none",))) == Coverage(0, left_out=3)
            assert store.coverage(since).undated == 1
            assert store.coverage(replace(since, undated=True)) == Coverage(
                2, date(2023, 1, 1), date(2023, 1, 1), left_out=1
            )
            assert store.coverage(replace(since, sources=("example.org",))).undated == 0
            whole = Period(date(2020, 1, 1), date(2023, 1, 1))
            assert store.days(Where(), whole) == dict.fromkeys(whole.bounds, 1)
            assert store.days(Where(sources=("paper",)), whole) == {date(2020, 1, 1): 1}

    @pytest.mark.parametrize("word", ['"', "a OR b", "NEAR(", "*", "cab*", "ﷺ", "-", "title:x"])
    def test_no_word_is_syntax(self, opened: Place, word: str) -> None:
        with opened() as store:
            store.put([indexed(Article("1", "A bad cab."))])
            store.matching([word], 5, Where())
            store.listing(Selection(words=word), 5)

    def test_the_collection_is_listed_sorted_filtered_and_counted(self, opened: Place) -> None:
        def ids(selection: Selection, count: int = 9, first: int = 0) -> list[str]:
            return [row.id for row in store.listing(selection, count, first).rows]

        with opened() as store:
            store.put([indexed(article) for article in SHELF])
            assert ids(Selection()) == ["1", "3", "2"]
            assert ids(Selection(), 1, 1) == ["3"]
            assert ids(Selection(column=Column.TITLE, descending=False)) == ["3", "2", "1"]
            assert ids(Selection(column=Column.SOURCE, descending=False)) == ["3", "1", "2"]
            assert ids(Selection(column=Column.SENTENCES)) == ["2", "1", "3"]
            assert ids(Selection(words="a ca")) == ["1", "2"]
            assert ids(Selection(words="fade cab")) == ["2"]
            assert ids(Selection(words="ant")) == ["2"]
            assert ids(Selection(words='eclair "')) == ["3"]
            assert ids(Selection(words="?!")) == ["1", "3", "2"]
            assert ids(Selection(where=Where(sources=("THE PAPER",)))) == ["1", "2"]

            listing = store.listing(Selection(), 1, 1)
            third = Row("3", "Éclair, no more.", "news.example", date(2022, 5, 6), 1)
            assert listing.rows == (third,)
            assert listing.days == {None: 1, date(2022, 5, 6): 1, date(2023, 1, 2): 1}
            assert listing.total == 3
            assert store.outlets() == {"The Paper": 2, "news.example": 1}
            assert store.outlets(Where(articles=("2", "3"))) == {"news.example": 1, "the paper": 1}

            assert ids(Selection(descending=False)) == ["3", "1", "2"]  # the undated one last
            assert ids(Selection(words="fad", whole=True)) == []
            assert ids(Selection(words="fade cabs", whole=True)) == ["2"]

    def test_articles_are_counted_and_listed_by_author(self, opened: Place) -> None:
        with opened() as store:
            for id_, author in (("1", "Ann Lee"), ("2", "Bo Roe"), ("3", "Ann Lee"), ("4", "")):
                store.put([indexed(Article(id_, "A bad cab.", author=author))])
            assert store.authors() == {"Ann Lee": 2, "Bo Roe": 1}
            assert store.authors(Where(articles=("2", "4"))) == {"Bo Roe": 1}
            rows = store.listing(Selection(author="ann lee"), 9).rows
            assert [row.id for row in rows] == ["1", "3"]
            assert store.listing(Selection(author="Nobody"), 9).total == 0

    @pytest.mark.parametrize(
        "other",
        [
            Signature("other", TEXT_RULES, 160, 48),
            Signature("toy", "other", 160, 48),
            Signature("toy", TEXT_RULES, 100, 48),
            Signature("toy", TEXT_RULES, 160, 0),
        ],
    )
    def test_another_signature_is_refused_by_name(self, opened: Place, other: Signature) -> None:
        with opened():
            pass
        with pytest.raises(StoreMismatchError) as refused, opened(other):
            pass
        assert f"made with {SIGNATURE}, not with {other}" in str(refused.value)
        assert "assistant rebuild" in str(refused.value)
        with opened():
            pass

    def test_what_is_closed_says_so(self, opened: Place) -> None:
        with opened() as store:
            pass
        store.close()
        for use in (
            store.hashes,
            lambda: store.version,
            lambda: store.put([indexed(SHELF[0])]),
            lambda: store.nearest(toy_vector("cab"), 1, Where()),
            lambda: list(store.articles()),
            store.require_usable,
        ):
            with pytest.raises(StoreError, match="is closed"):
                use()

    # --- unfinished articles ---------------------------------------------------------

    @given(st.lists(st.integers(1, 3), max_size=4))
    @settings(max_examples=10, deadline=None)
    def test_vectors_of_an_unfinished_article_are_kept_unseen(
        self, new_place: Callable[[], Place], sizes: Sequence[int]
    ) -> None:
        whole = indexed(Article("1", "A bad cab. A faded face. A big egg. " * 4))
        opened = new_place()
        for stop in accumulate(sizes):
            with opened() as store:
                before = store.unfinished(whole.article)
                first = 0 if before is None else len(before)
                store.keep_unfinished(whole.article, first, whole.vectors[first:stop])
                assert store.hashes() == {}
                assert visible_text(store, "cab") == []
        with opened() as store:
            kept = store.unfinished(whole.article)
            assert (kept is None) is (not sizes)
            assert kept is None or np.array_equal(kept, whole.vectors[: sum(sizes)])
            store.put([whole])
            assert store.unfinished(whole.article) is None

    def test_only_what_is_whole_from_the_first_on_is_gone_on_with(self, opened: Place) -> None:
        whole = indexed(Article("1", "A bad cab. A faded face. A big egg. " * 4))
        with opened() as store:
            store.keep_unfinished(whole.article, 2, whole.vectors[2:4])
            assert store.unfinished(whole.article) is None
            store.keep_unfinished(whole.article, 0, whole.vectors[:1])
            kept = store.unfinished(whole.article)
            assert kept is not None
            assert len(kept) == 1

    def test_what_was_kept_for_another_text_goes(self, opened: Place) -> None:
        old, new = Article("1", "A bad cab."), Article("1", "A faded face.")
        with opened() as store:
            store.keep_unfinished(old, 0, toy_vector("cab"))
            assert store.unfinished(new) is None
            store.keep_unfinished(new, 0, toy_vector("face"))
            assert store.unfinished(old) is None
            store.put([indexed(old)])
            assert store.unfinished(new) is None
            store.keep_unfinished(new, 0, toy_vector("face"))
            store.remove("1")
            assert store.unfinished(new) is None
