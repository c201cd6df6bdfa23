"""Who may use a store's folder: one process that writes, or one that reads a copy."""

import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from assistant.errors import StoreError, StoreLockedError, StoreReadOnlyError
from assistant.store.faults import explained
from assistant.store.schema import DATABASE, is_writable

if sys.platform != "win32":
    import fcntl


def is_read_only(folder: Path) -> bool:
    """Whether there is a store in a folder that this process may not change."""
    data = folder / "data"
    database = data / DATABASE
    return database.exists() and not all(map(is_writable, (folder, data, database)))


def read_only(folder: Path) -> StoreReadOnlyError:
    """Say that a store cannot be changed."""
    return StoreReadOnlyError(
        f"the store {str(folder)!r} is read-only, as its folder cannot be written; change the "
        "folder's permissions, or copy it and name the copy with ASSISTANT_STORE"
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process, and say who holds it to those who come later.

    Args:
        folder: the store's folder, made if missing.

    Raises:
        StoreLockedError: a process has it.
        StoreReadOnlyError: it cannot be written.
        StoreError: it cannot be used.
    """
    if is_read_only(folder):
        raise read_only(folder)
    owner = folder / "owner.json"
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise _in_use(folder) from None
    except OSError as error:
        raise StoreError(
            f"the store {str(folder)!r} cannot be locked: {error}; check the folder's permissions"
        ) from error
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = {"pid": os.getpid(), "command": shlex.join(sys.argv), "since": since}
        with explained(folder):
            owner.write_text(json.dumps(who), encoding="utf-8")
        yield
    finally:
        lock.release()


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """Copy a store's data to a temporary folder: SQLite and Chroma write even to read.

    Args:
        folder: the store's folder, which cannot be written.

    Returns:
        The copy of its data, gone after the block.

    Raises:
        StoreLockedError: a process is changing it.
    """
    with TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as temporary:
        copy = Path(temporary, "data")
        with explained(folder), _unchanged(folder):
            shutil.copytree(folder / "data", copy, copy_function=shutil.copyfile)
            for path in (copy, *copy.rglob("*")):
                if path.is_dir():
                    path.chmod(0o700)
        yield copy


@contextmanager
def _unchanged(folder: Path) -> Iterator[None]:
    """Keep others from opening a store to change it while it is copied."""
    lock = folder / "lock"
    if sys.platform == "win32" or not lock.exists():
        yield
        return
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _in_use(folder) from None
        yield


def _in_use(folder: Path) -> StoreLockedError:
    return StoreLockedError(
        f"the store {str(folder)!r} is in use by {_read_owner(folder / 'owner.json')}; "
        "stop that process or name another folder with ASSISTANT_STORE"
    )


def _read_owner(owner: Path) -> str:
    try:
        who = json.loads(owner.read_text(encoding="utf-8"))
        return f"process {who['pid']} ({who['command']}, since {who['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"
