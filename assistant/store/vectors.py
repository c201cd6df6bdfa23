"""The vectors of passages, in Chroma; all that is done with Chroma is done here.

Chroma crashes the process on some damaged files instead of raising an error. So when it is
closed, its files' sizes and first bytes are noted beside them, and compared before they are
opened again. After a crash there is no note, and Chroma's own checks must do.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast
from zlib import crc32

import numpy as np

from assistant.models.vectors import Vectors
from assistant.store.faults import damaged_vectors, is_no_room, no_room

# Chroma takes a second to import: only what opens it does.
if TYPE_CHECKING:
    import chromadb

_COMPARED_BYTES = 64 * 1024


class VectorIndex:
    """Vectors by passage id, each with the key of its article's version.

    Each method raises StoreDamagedError where Chroma fails, and StoreError where its disk is
    full.

    Args:
        data: the folder in which Chroma has its own, made if missing.
        folder: the store's folder, to be named.
    """

    def __init__(self, data: Path, folder: Path) -> None:
        self._folder = folder
        self._files, self._note = data / "chroma", data / "chroma.json"
        self._reopening = Lock()
        self._failed = False
        self._compare_with_note()
        with self._explained():
            self._open()

    def close(self) -> None:
        """Close Chroma and note what its files are like."""
        self._close_client()
        # Without the note, nothing is compared.
        with suppress(OSError):
            self._note.write_text(json.dumps(self._fingerprints()), encoding="utf-8")

    def add(self, ids: Sequence[int], keys: Sequence[int], vectors: Vectors) -> None:
        """Add vectors.

        Args:
            ids: the passages' ids.
            keys: for each, the key of its article's version, to filter by.
            vectors: one a passage; shape (passages, dimensions).
        """
        with self._explained():
            step = self._client.get_max_batch_size()
            for first in range(0, len(ids), step):
                part = slice(first, first + step)
                self._collection.add(
                    ids=[str(id_) for id_ in ids[part]],
                    embeddings=vectors[part],
                    metadatas=[{"article": key} for key in keys[part]],
                )

    def delete(self, ids: Sequence[int]) -> None:
        """Delete the vectors of passages; those that are not there are passed over."""
        with self._explained():
            step = self._client.get_max_batch_size()
            for first in range(0, len(ids), step):
                self._collection.delete(ids=[str(id_) for id_ in ids[first : first + step]])

    def count(self) -> int:
        """Count the vectors."""
        with self._explained():
            return self._collection.count()

    def nearest(self, vector: Vectors, count: int, keys: Sequence[int] | None) -> dict[int, float]:
        """Find the nearest passages, as `Store.nearest`.

        Args:
            vector: one unit vector, shape (1, dimensions).
            count: the most passages to return.
            keys: versions of articles that may be found; None for all.
        """
        if keys is not None and not keys:
            return {}
        allowed = None if keys is None else cast("chromadb.Where", {"article": {"$in": keys}})
        with self._explained():
            found = self._collection.query(
                query_embeddings=vector, n_results=count, where=allowed, include=["distances"]
            )
        [distances] = found["distances"] or [[]]
        return {
            int(id_): 1 - distance for id_, distance in zip(found["ids"][0], distances, strict=True)
        }

    def similarities(self, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        """Return the similarities of passages, as `Store.similarities`."""
        if not ids:
            return {}
        with self._explained():
            found = self._collection.get([str(id_) for id_ in ids], include=["embeddings"])
        stored = np.asarray(found["embeddings"], dtype=np.float32)
        if not len(stored):
            return {}
        values = (stored @ vector[0] / np.linalg.norm(stored, axis=1)).tolist()
        return dict(zip(map(int, found["ids"]), values, strict=True))

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            self._files, settings=Settings(anonymized_telemetry=False)
        )
        try:
            self._collection = self._client.get_or_create_collection(
                "passages",
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )
        except BaseException:
            self._close_client()
            raise

    def _close_client(self) -> None:
        # Its own type forgets it.
        self._client.close()  # type: ignore[attr-defined]

    def _compare_with_note(self) -> None:
        try:
            noted = json.loads(self._note.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return
        found = self._fingerprints()
        changed = sorted(name for name, print_ in noted.items() if found.get(name) != print_)
        if changed:
            raise damaged_vectors(self._folder, f"Chroma's {changed[0]!r} is not as it was left")
        # From here on they change.
        self._note.unlink()

    def _fingerprints(self) -> dict[str, list[int]]:
        """Return the size and a checksum of the first bytes of each of Chroma's files."""
        prints = {}
        for path in self._files.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    first = crc32(file.read(_COMPARED_BYTES))
                prints[path.relative_to(self._files).as_posix()] = [path.stat().st_size, first]
        return prints

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            self._reopen_after_failure()
            yield
        # Chroma raises ValueError as well where its files are not what it expects.
        except (ChromaError, ValueError) as error:
            if is_no_room(error):
                self._failed = True
                raise no_room(self._folder, error) from error
            raise damaged_vectors(self._folder, error) from error

    def _reopen_after_failure(self) -> None:
        """Open Chroma again if it could not write: whatever it is asked next may wait forever."""
        with self._reopening:
            if self._failed:
                self._close_client()
                self._open()
                self._failed = False
