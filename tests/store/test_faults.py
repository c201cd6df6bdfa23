"""What goes wrong with a store's files is said, with what to do, and nothing is lost."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromadb.errors import InternalError

from assistant.answers import Where
from assistant.articles import Article
from assistant.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreReadOnlyError,
)
from assistant.store.folder import FolderStore, stored_articles
from assistant.store.listing import Selection
from tests.conftest import ROOT
from tests.store.suite import SIGNATURE, indexed, toy_vector, visible_text
from tests.store.unwritable import unwritable

CAB = Article("cab", "A bad cab.")
LONG = Article("long", "A faded face. " * 2000)

Changes = tuple[Callable[[], None], ...]


def open_store(folder: Path) -> FolderStore:
    return FolderStore.open(folder, SIGNATURE)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of a closed store with one article."""
    with open_store(tmp_path) as store:
        store.put([indexed(CAB)])
    return tmp_path


# --- a full disk ---------------------------------------------------------------------


def test_a_full_disk_says_what_to_do_and_loses_nothing(kept: Path) -> None:
    with open_store(kept) as store:
        [(pages,)] = store._db.rows("PRAGMA page_count")
        store._db.rows(f"PRAGMA max_page_count = {pages + 1}")
        changes: Changes = (
            lambda: store.put([indexed(LONG)]),
            lambda: store.keep_unfinished(LONG, 0, indexed(LONG).vectors),
        )
        for change in changes:
            with pytest.raises(StoreError, match=r"disk is full; make room .* still there"):
                change()
        assert list(store.articles()) == [CAB]
        assert visible_text(store, "cab") == ["A bad cab."]
        store._db.rows(f"PRAGMA max_page_count = {pages + 10_000}")
        store.put([indexed(LONG)])
    with open_store(kept) as store:
        assert list(store.articles()) == [CAB, LONG]


FULL = """
import resource, sys
from pathlib import Path
sys.path[:0] = [sys.argv[2]]
from tests.store.suite import indexed
from tests.store.test_faults import CAB, LONG, open_store
from assistant.errors import StoreError

data = Path(sys.argv[1]) / "data"
with open_store(data.parent) as store:
    # Chroma's database may not grow.
    largest = (data / "chroma" / "chroma.sqlite3").stat().st_size
    item = indexed(LONG)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    add = store._vectors.add
    def full(*vectors):
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
        try:
            add(*vectors)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    store._vectors.add = full
    try:
        store.put([item])
    except StoreError as error:
        print(error)
    assert list(store.articles()) == [CAB]
    store._vectors.add = add
    store.put([item])
"""


def test_a_disk_that_is_full_for_chroma_says_so_too(kept: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(kept), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "cannot be written" in run.stdout, run.stderr
    assert "make room on its disk" in run.stdout
    with open_store(kept) as store:
        assert list(store.articles()) == [CAB, LONG]


# --- a folder that cannot be written -------------------------------------------------


@pytest.fixture
def read_only() -> Iterator[Path]:
    """The folder of a store that this process may read and not write."""
    folder = Path(tempfile.mkdtemp())
    with open_store(folder) as store:
        store.put([indexed(CAB)])
    with unwritable(folder):
        yield folder
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_can_be_asked_and_listed(read_only: Path) -> None:
    with open_store(read_only) as store, open_store(read_only):
        assert store.read_only
        assert list(store.articles()) == list(stored_articles(read_only)) == [CAB]
        assert visible_text(store, "cab") == ["A bad cab."]
        assert store.listing(Selection(), 9).total == 1
        changes: Changes = (
            lambda: store.put([indexed(LONG)]),
            lambda: store.remove("cab"),
            lambda: store.keep_unfinished(CAB, 0, toy_vector("cab")),
            lambda: store.require_usable(to_change=True),
        )
        for change in changes:
            with pytest.raises(StoreReadOnlyError, match=r"read-only.*permissions.*copy it"):
                change()
    with (
        pytest.raises(StoreReadOnlyError, match="read-only"),
        FolderStore.replacing(read_only, SIGNATURE),
    ):
        pass


def test_a_folder_that_cannot_be_written_is_not_copied_while_it_changes(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(kept):
        monkeypatch.setattr("assistant.store.folder.is_read_only", lambda folder: True)
        with pytest.raises(StoreLockedError, match=f"process {os.getpid()} "):
            open_store(kept)


# --- damage --------------------------------------------------------------------------


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwrite(path: Path) -> None:
    path.write_bytes(b"garbage " * (path.stat().st_size // 8))


@pytest.mark.parametrize("harm", [truncate, overwrite, Path.unlink], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin", "header.bin"])
def test_damaged_vectors_are_noticed_and_made_anew(
    kept: Path, name: str, harm: Callable[[Path], None]
) -> None:
    [path] = (kept / "data" / "chroma").rglob(name)
    harm(path)
    for _ in range(2):  # it does not go away by looking
        with pytest.raises(StoreDamagedError, match="assistant rebuild"):
            open_store(kept)
    with FolderStore.replacing(kept, SIGNATURE) as (articles, new):
        new.put([indexed(article) for article in articles])
    with open_store(kept) as store:
        assert visible_text(store, "cab") == ["A bad cab."]


@pytest.mark.parametrize("harm", [truncate, overwrite], ids=lambda f: f.__name__)
def test_damage_that_came_with_a_crash_is_noticed_by_chroma(
    kept: Path, harm: Callable[[Path], None]
) -> None:
    (kept / "data" / "chroma.json").unlink()
    harm(kept / "data" / "chroma" / "chroma.sqlite3")
    with pytest.raises(StoreDamagedError, match="assistant rebuild"):
        open_store(kept)


@pytest.mark.parametrize("harm", [truncate, overwrite], ids=lambda f: f.__name__)
def test_a_damaged_database_is_said(kept: Path, harm: Callable[[Path], None]) -> None:
    harm(kept / "data" / "articles.sqlite3")
    with pytest.raises(StoreDamagedError, match=r"database of .* damaged.*assistant rebuild"):
        open_store(kept)
    with pytest.raises(StoreDamagedError, match="restore a copy"):
        list(stored_articles(kept))


def test_a_failing_chroma_names_the_remedy_whatever_is_asked(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InternalError("Error finding id")

    with open_store(kept) as store:
        for name in ("query", "get", "add", "delete"):
            monkeypatch.setattr(store._vectors._collection, name, fail)
        for use in (
            lambda: store.nearest(toy_vector("cab"), 1, Where()),
            lambda: store.similarities(toy_vector("cab"), [1]),
            lambda: store.put([indexed(LONG)]),
            lambda: store.remove("cab"),
        ):
            with pytest.raises(StoreDamagedError, match=r"finding id; run 'assistant rebuild'"):
                use()


# --- a child process -----------------------------------------------------------------


def test_a_child_process_is_told_to_open_its_own(kept: Path) -> None:
    with open_store(kept) as store:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Later Pythons warn of forking with threads: it is what is tested.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            signal.alarm(20)
            said = ""
            for use in (
                store.hashes,
                lambda: store.nearest(toy_vector("cab"), 1, Where()),
                lambda: store.put([indexed(LONG)]),
            ):
                try:
                    use()
                except StoreError as error:
                    said += f"{error}\n"
            store.close()
            os.write(writing, said.encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as answer:
            lines = answer.read().splitlines()
        assert os.waitpid(child, 0)[1] == 0
        assert len(lines) == 3
        for line in lines:
            assert f"opened by process {os.getpid()}" in line
            assert "a store of its own" in line
        # Its closing did not give the folder free.
        assert list(store.articles()) == [CAB]
        with pytest.raises(StoreLockedError):
            open_store(kept)
