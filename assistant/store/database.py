"""The SQLite database of a store: one connection, which threads take in turns."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any


class Database:
    """A connection that several threads use.

    Args:
        connection: made with `check_same_thread=False`; closed by `close`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.mutex = RLock()
        self._connection = connection

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a query and return all its rows."""
        with self.mutex:
            return self._connection.execute(query, values).fetchall()

    def each(self, query: str) -> Iterator[Any]:
        """Run a query and return its rows one at a time; nothing may be written meanwhile."""
        return iter(self._connection.execute(query))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit all that the block writes, or nothing of it."""
        with self.mutex, self._connection:
            yield self._connection

    def close(self) -> None:
        """Close the connection; closing twice is fine."""
        with self.mutex:
            self._connection.close()
