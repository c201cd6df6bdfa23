"""What is kept of unfinished articles is forgotten when nobody goes on with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.articles import Article
from assistant.store import unfinished
from assistant.store.folder import FolderStore
from tests.store.suite import SIGNATURE, toy_vector


@pytest.mark.parametrize(("days", "is_kept"), [(6, True), (8, False)])
def test_it_is_forgotten_after_a_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, is_kept: bool
) -> None:
    article = Article("1", "A bad cab.")
    with FolderStore.open(tmp_path, SIGNATURE) as store:
        store.keep_unfinished(article, 0, toy_vector("cab"))

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Later":
            return cls.fromtimestamp((datetime.now(UTC) + timedelta(days)).timestamp(), UTC)

    monkeypatch.setattr(unfinished, "datetime", Later)
    with FolderStore.open(tmp_path, SIGNATURE) as store:
        assert (store.unfinished(article) is not None) is is_kept
