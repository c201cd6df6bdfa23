"""Full-text search: what it leaves out to stay fast."""

from pathlib import Path

import pytest

from assistant.answers import Where
from assistant.articles import Article
from assistant.store.folder import FolderStore
from tests.store.suite import SIGNATURE, indexed


def test_words_that_most_passages_hold_are_left_out_when_reading_them_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.store.fulltext._MATCHES_READ", 12)
    texts = [*(f"A cab, number {n}." for n in range(9)), "A rare cab, number 9.", "Number 10."]
    with FolderStore.open(tmp_path, SIGNATURE) as store:
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
