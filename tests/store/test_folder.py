"""The store keeps both its sides alike, whatever happens in between."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Coverage, Where
from assistant.articles import Article
from assistant.errors import (
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    UnknownArticleError,
)
from assistant.models.vectors import Vectors
from assistant.store.folder import Indexed, Signature, Store
from assistant.store.listing import Column, Row, Selection
from assistant.text.passages import split_passages
from assistant.text.sentences import TEXT_RULES
from tests.conftest import ROOT

SIGNATURE = Signature("toy", TEXT_RULES)


def toy_vector(text: str) -> Vectors:
    """A vector by the letters of a text: alike texts, alike vectors."""
    counts = np.array([[text.count(letter) + 0.01 for letter in "abcdefgh"]], dtype=np.float32)
    vector: Vectors = counts / np.linalg.norm(counts)
    return vector


def indexed(article: Article) -> Indexed:
    passages = split_passages(article.text, lambda texts: [len(t.split()) for t in texts], 4)
    texts = [article.text[p.start : p.end] for p in passages]
    return Indexed(article, passages, np.concatenate([toy_vector(text) for text in texts]))


def open_store(folder: Path, signature: Signature = SIGNATURE) -> Store:
    return Store.open(folder, signature)


def visible_text(store: Store, word: str) -> list[str]:
    """Every passage that either side finds for a word."""
    ids = store.matching([word], 100, Where()) | store.nearest(toy_vector(word), 100, Where())
    return sorted(p.text for p in store.passages(list(ids)).values())


def test_what_was_put_is_found_by_both_sides(tmp_path: Path) -> None:
    article = Article("1", "A bad cab. A faded face.", title="Title", published=date(2023, 1, 2))
    with open_store(tmp_path) as store:
        store.put([indexed(article)])
        assert store.article("1") == article
        assert list(store.articles()) == [article]
        [by_word] = store.passages(list(store.matching(["cab"], 5, Where()))).values()
        assert by_word.text == "A bad cab."
        best = next(iter(store.nearest(toy_vector("A faded face."), 5, Where())))
        assert store.passages([best])[best].text == "A faded face."


def test_it_is_all_there_when_opened_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
    with open_store(tmp_path) as store:
        assert visible_text(store, "cab") == ["A bad cab."]


def test_a_changed_article_leaves_no_trace_of_the_old_passages(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab. A faded face. A big egg."))])
        store.put([indexed(Article("1", "A new day."))])
        assert visible_text(store, "cab") == ["A new day."]
        assert store.passage_count() == 1


def test_removing_leaves_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
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
    tmp_path_factory: pytest.TempPathFactory, changes: Sequence[tuple[str, str]]
) -> None:
    expected: dict[str, str] = {}
    with open_store(tmp_path_factory.mktemp("store")) as store:
        for article_id, text in changes:
            if text:
                store.put([indexed(Article(article_id, text))])
                expected[article_id] = text
            elif expected.pop(article_id, None):
                store.remove(article_id)
        assert {a.id: a.text for a in store.articles()} == expected
        passages = [i for text in expected.values() for i in indexed(Article("x", text)).passages]
        assert store.passage_count() == len(passages)
        assert len(visible_text(store, "a")) == len(passages)


def test_filters(tmp_path: Path) -> None:
    articles = [
        Article("old", "A bad cab.", source="Paper", published=date(2020, 1, 1)),
        Article(
            "new",
            "A bad cab.",
            url="https://www.example.org/",
            published=date(2023, 1, 1),
        ),
        Article("undated", "A bad cab.", source="paper"),
    ]

    def found(store: Store, where: Where) -> set[str]:
        by_words = store.passages(list(store.matching(["cab"], 9, where))).values()
        by_meaning = store.passages(list(store.nearest(toy_vector("cab"), 9, where))).values()
        ids = {p.article.id for p in by_words}
        assert ids == {p.article.id for p in by_meaning}
        return ids

    with open_store(tmp_path) as store:
        store.put([indexed(a) for a in articles])
        assert found(store, Where()) == {"old", "new", "undated"}
        assert found(store, Where(articles=("new", "none"))) == {"new"}
        assert found(store, Where(sources=("PAPER",))) == {"old", "undated"}
        assert found(store, Where(sources=("example.org",))) == {"new"}
        assert found(store, Where(published_from=date(2023, 1, 1))) == {"new"}
        assert found(store, Where(published_to=date(2022, 12, 31))) == {"old"}
        assert found(store, Where(sources=("Nobody",))) == set()
        assert store.coverage(Where()) == Coverage(3, date(2020, 1, 1), date(2023, 1, 1))
        assert store.coverage(Where(articles=("undated",))) == Coverage(1)
        assert store.coverage(Where(articles=("none",))) == Coverage(0)


@pytest.mark.parametrize("word", ['"', "a OR b", "NEAR(", "*", "cab*", "ﷺ", "-", "title:x"])
def test_no_word_is_syntax(tmp_path: Path, word: str) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
        store.matching([word], 5, Where())


def test_another_embedder_is_refused_by_name(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with pytest.raises(StoreMismatchError, match=r"'toy'.*'other'.*assistant rebuild"):
        open_store(tmp_path, Signature("other", TEXT_RULES))
    open_store(tmp_path).close()


def test_lost_vectors_are_noticed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
    shutil.rmtree(tmp_path / "data" / "chroma")
    with pytest.raises(StoreMismatchError, match=r"1 passages but 0 vectors.*assistant rebuild"):
        open_store(tmp_path)


def test_replacing_swaps_only_when_all_went_well(tmp_path: Path) -> None:
    other = Signature("other", TEXT_RULES)
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
    with pytest.raises(RuntimeError), Store.replacing(tmp_path, other):
        raise RuntimeError
    with open_store(tmp_path) as store:
        assert list(store.hashes()) == ["1"]
    with Store.replacing(tmp_path, other) as (old, new):
        new.put([indexed(article) for article in old.articles()])
    with open_store(tmp_path, other) as store:
        assert visible_text(store, "cab") == ["A bad cab."]


def test_a_swap_that_was_cut_short_is_settled(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
    (tmp_path / "data").rename(tmp_path / "data.old")
    (tmp_path / "data.new").mkdir()
    with open_store(tmp_path) as store:
        assert list(store.hashes()) == ["1"]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == ["data"]


def test_a_second_opening_is_refused_and_names_the_first(tmp_path: Path) -> None:
    with (
        open_store(tmp_path),
        pytest.raises(StoreLockedError, match=f"process {os.getpid()} "),
    ):
        open_store(tmp_path)
    open_store(tmp_path).close()


def test_a_second_process_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.store.folder import Signature, Store\n"
        "Store.open(Path(sys.argv[1]), Signature('toy', sys.argv[2]))\n"
    )
    with open_store(tmp_path):
        second = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), TEXT_RULES],
            capture_output=True,
            text=True,
            check=False,
        )
    assert f"StoreLockedError: the store {str(tmp_path)!r} is in use by process {os.getpid()} " in (
        second.stderr
    )


def test_what_is_not_a_store_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="file"):
        open_store(tmp_path / "file")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "articles.sqlite3").write_text("not a database, but long enough " * 40)
    with pytest.raises(StoreError, match="not a database"):
        open_store(tmp_path)


CRASH = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2]]
from tests.store.test_folder import SIGNATURE, indexed
from assistant.articles import Article
from assistant.store.folder import Store

with Store.open(Path(sys.argv[1]), SIGNATURE) as store:
    for first in range(0, 200, 5):
        numbers = range(first, first + 5)
        store.put([indexed(Article(f"{n:03}", f"Version two of {n}. A bad cab.")) for n in numbers])
        print(first, flush=True)
"""


@pytest.mark.parametrize("batches", [1, 7, 20])
def test_a_kill_in_the_middle_leaves_whole_articles_only(tmp_path: Path, batches: int) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article(f"{n:03}", f"Version one of {n}.")) for n in range(0, 200, 2)])
    process = subprocess.Popen(
        [sys.executable, "-c", CRASH, str(tmp_path), str(ROOT)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for _ in range(batches):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()

    with open_store(tmp_path) as store:
        versions = {a.id: a.text for a in store.articles()}
        assert len(versions) >= 100 + batches * 5 // 2
        for article_id, text in versions.items():
            number = int(article_id)
            assert text in (
                f"Version one of {number}.",
                f"Version two of {number}. A bad cab.",
            )
        expected = sum(1 for t in versions.values() for _ in indexed(Article("x", t)).passages)
        assert store.passage_count() == expected
        # Each has its vector: asked by id, as a search among so many equal ones may miss some.
        ids = [id_ for (id_,) in store._rows("SELECT id FROM passages")]
        assert len(store.similarities(toy_vector("cab"), ids)) == expected
        store.put(
            [indexed(Article(f"{n:03}", f"Version two of {n}. A bad cab.")) for n in range(200)]
        )
        assert all(a.text.startswith("Version two") for a in store.articles())
        assert len(list(store.articles())) == 200


def test_the_owner_file_holds_no_more_than_who_and_since(tmp_path: Path) -> None:
    with open_store(tmp_path):
        owner = json.loads((tmp_path / "owner.json").read_text())
    assert set(owner) == {"pid", "command", "since"}


SHELF = [
    Article("1", "A bad cab.", title="bees", source="The Paper", published=date(2023, 1, 2)),
    Article("2", "A faded face. A cab.", title="Ants", source="the paper"),
    Article("3", "Éclair, no more.", url="https://www.news.example/3", published=date(2022, 5, 6)),
]


def test_the_collection_is_listed_sorted_filtered_and_counted(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(article) for article in SHELF])

        def ids(selection: Selection, count: int = 9, first: int = 0) -> list[str]:
            return [row.id for row in store.listing(selection, count, first).rows]

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
        assert listing.rows == (Row("3", "Éclair, no more.", "news.example", date(2022, 5, 6), 1),)
        assert listing.days == {None: 1, date(2022, 5, 6): 1, date(2023, 1, 2): 1}
        assert listing.total == 3
        assert store.outlets() == {"The Paper": 2, "news.example": 1}


def test_words_that_most_passages_hold_are_left_out_when_reading_them_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.folder._MATCHES_READ", 12)
    texts = [*(f"A cab, number {n}." for n in range(9)), "A rare cab, number 9.", "Number 10."]
    with open_store(tmp_path) as store:
        store.put([indexed(Article(f"{n}", text)) for n, text in enumerate(texts)])

        def found(*words: str, where: Where = Where()) -> set[str]:
            return {
                passage.article.id
                for passage in store.passages(list(store.matching(words, 100, where))).values()
            }

        everything = set(map(str, range(11)))
        assert found("number", "rare", "cab") == everything - {"10"}
        # The two rarest are read in any case.
        assert found("number", "cab") == everything
        assert found("rare", where=Where(articles=("3",))) == set()
