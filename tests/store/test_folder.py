"""The folder store passes the suite, and keeps both its sides alike whatever happens."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.articles import Article
from assistant.errors import StoreDamagedError, StoreError, StoreLockedError
from assistant.store.folder import FolderStore
from assistant.store.protocol import Signature
from assistant.text.sentences import TEXT_RULES
from tests.conftest import ROOT
from tests.store.suite import (
    SIGNATURE,
    Opened,
    Place,
    StoreSuite,
    indexed,
    toy_vector,
    visible_text,
)


class TestFolderStore(StoreSuite):
    @pytest.fixture(scope="class")
    @classmethod
    def new_place(cls, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
        def make() -> Place:
            folder = tmp_path_factory.mktemp("store")

            def opened(signature: Signature = SIGNATURE) -> Opened:
                return FolderStore.open(folder, signature)

            return opened

        return make


def open_store(folder: Path, signature: Signature = SIGNATURE) -> FolderStore:
    return FolderStore.open(folder, signature)


def test_lost_vectors_are_noticed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
    shutil.rmtree(tmp_path / "data" / "chroma")
    (tmp_path / "data" / "chroma.json").unlink()
    with pytest.raises(StoreDamagedError, match=r"1 passages but 0 vectors.*assistant rebuild"):
        open_store(tmp_path)


def test_replacing_swaps_only_when_all_went_well(tmp_path: Path) -> None:
    other = Signature("other", TEXT_RULES, 160, 48)
    with open_store(tmp_path) as store:
        store.put([indexed(Article("1", "A bad cab."))])
        before = store.version
    with pytest.raises(RuntimeError), FolderStore.replacing(tmp_path, other):
        raise RuntimeError
    with open_store(tmp_path) as store:
        assert list(store.hashes()) == ["1"]
    with FolderStore.replacing(tmp_path, other) as (articles, new):
        new.put([indexed(article) for article in articles])
    with open_store(tmp_path, other) as store:
        assert store.version == before + 1
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
        "from assistant.store.folder import FolderStore\n"
        "from assistant.store.protocol import Signature\n"
        "FolderStore.open(Path(sys.argv[1]), Signature('toy', sys.argv[2], 160, 48))\n"
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
from tests.store.suite import SIGNATURE, indexed
from assistant.articles import Article
from assistant.store.folder import FolderStore

with FolderStore.open(Path(sys.argv[1]), SIGNATURE) as store:
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
        ids = [id_ for (id_,) in store._db.rows("SELECT id FROM passages")]
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
