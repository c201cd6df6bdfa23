"""What goes wrong with a store's files, said as a StoreError: the fact and what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreDamagedError, StoreError, UnknownArticleError

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_TEXTS = ("disk is full", "no space left", "disk i/o error", "file too large")


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Raise what SQLite and the file system raise in the block as a StoreError.

    Args:
        folder: the store's folder, to be named.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _explain(folder, error) from error


def is_no_room(error: Exception) -> bool:
    """Whether an error says that the disk is full or cannot be written, as libraries say it."""
    text = str(error).lower()
    return getattr(error, "errno", None) in _NO_ROOM or any(t in text for t in _NO_ROOM_TEXTS)


def no_room(folder: Path, error: Exception) -> StoreError:
    """Say that nothing more can be written."""
    return StoreError(
        f"the store {str(folder)!r} cannot be written: {error}; make room on its disk and do it "
        "again: what was stored before is still there"
    )


def damaged_vectors(folder: Path, what: object) -> StoreDamagedError:
    """Say that what Chroma keeps cannot be used."""
    return StoreDamagedError(
        f"the vectors of the store {str(folder)!r} are damaged: {what}; "
        "run 'assistant rebuild' to make them anew from its articles"
    )


def unknown(article_id: str) -> UnknownArticleError:
    """Say that no article has an id."""
    return UnknownArticleError(
        f"no article has the id {article_id!r}; 'assistant articles' lists them"
    )


def _explain(folder: Path, error: Exception) -> StoreError:
    if is_no_room(error):
        return no_room(folder, error)
    # The low byte is the error's kind, the rest says more.
    if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED:
        return StoreDamagedError(
            f"the database of the store {str(folder)!r} is damaged: {error}; run 'assistant "
            "rebuild', which needs no more than the articles; if that fails, too, restore a copy"
        )
    return StoreError(
        f"the store {str(folder)!r} cannot be used: {error}; "
        "check the folder, or name another one with ASSISTANT_STORE"
    )
