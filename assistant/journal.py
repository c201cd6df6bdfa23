"""The journal: what is kept beside the articles of what was asked, answered and judged.

It is a database of its own in the store's folder: making the index anew leaves it as it is, and
noting an event never waits for articles that are being added.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import RLock
from typing import Any, Self
from uuid import uuid4

from assistant.answers import Answer
from assistant.errors import StoreError, UnknownAnswerError

KEPT = timedelta(days=30)
"""How long an answer can be shared and judged, and a task is remembered."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (key TEXT PRIMARY KEY, at TEXT NOT NULL, task TEXT);
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    settings TEXT NOT NULL, shown TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS feedback (
    answer_id TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (answer_id, who)
);
"""


class Verdict(StrEnum):
    """What a reader thinks of an answer."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given.

    Args:
        id: names it.
        question: as it was asked.
        answer: `Answer.to_dict`, citations and all.
        settings: what it was made with.
        shown: what its door needs to show it again.
    """

    id: str
    question: str
    answer: Mapping[str, Any]
    settings: Mapping[str, Any]
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's verdict on an answer; a later one by the same reader takes its place.

    Args:
        answer_id: the kept answer's id.
        verdict: up or down.
        question: as it was asked.
        answer: `Answer.to_dict`, citations and all.
        settings: what it was made with.
        reason: in the reader's words; may be empty.
        who: the reader, as the door knows them.
        place: where the answer was shown, such as `slack C0123456789`.
        at: when.
    """

    answer_id: str
    verdict: Verdict
    question: str
    answer: Mapping[str, Any]
    settings: Mapping[str, Any]
    reason: str = ""
    who: str = ""
    place: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def to_json(self) -> str:
        """Turn it into one line of JSON, a case for `assistant eval` too; dates are ISO 8601."""
        return json.dumps(asdict(self) | self._case(), ensure_ascii=False, default=str)

    def _case(self) -> dict[str, Any]:
        """Say what the verdict tells of the right answer; of one that is wrong, not which is."""
        # What the collection itself tells, and what only replies, cites nothing.
        answered, right = bool(self.answer.get("citations")), self.verdict is Verdict.UP
        cited = self.answer["citations"] if answered and right else ()
        case = {
            "question": self.answer.get("question") or self.question,
            # A follow-up alone would ask something else.
            "history": list(self.answer.get("earlier", ())),
            "asked_as": self.question,
            "asked": self.at.date(),
            "sentences": [citation["quote"] for citation in cited],
            "articles": list(dict.fromkeys(citation["article"]["id"] for citation in cited)),
        }
        return case if answered and not right else case | {"answerable": answered == right}


class Journal:
    """Tasks, answers and feedback; its methods may be called from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a journal, made if missing.

        Args:
            path: its file.

        Raises:
            StoreError: the file cannot be used.
        """
        self._path = path
        self._mutex = RLock()
        with self._explained():
            self._sql = sqlite3.connect(path, check_same_thread=False)
            # Not FULL: an acknowledgement to Slack must not wait for the disk, and what a
            # power cut may take is the last moment only.
            self._sql.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
            self._sql.executescript(_SCHEMA)
            past = (datetime.now(UTC) - KEPT).isoformat()
            with self._sql:
                self._sql.execute("DELETE FROM tasks WHERE at < ?", [past])
                self._sql.execute("DELETE FROM answers WHERE at < ?", [past])

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        with self._mutex:
            self._sql.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # --- tasks -----------------------------------------------------------------------

    def take(self, key: str, task: Mapping[str, Any]) -> bool:
        """Take a task on, unless it was ever taken before.

        Args:
            key: what the same task always has.
            task: plain values to do it by, now or after a restart.

        Returns:
            Whether it is new.
        """
        taken = self._write(
            "INSERT OR IGNORE INTO tasks VALUES (?, ?, ?)", [key, _now(), json.dumps(task)]
        )
        return taken == 1

    def finish(self, key: str) -> None:
        """Note that a task is done; its key stays, what it said does not."""
        self._write("UPDATE tasks SET task = NULL WHERE key = ?", [key])

    def unfinished(self, since: datetime) -> list[dict[str, Any]]:
        """Return the tasks that were taken and not finished, the oldest first.

        Args:
            since: older tasks are left out.
        """
        rows = self._rows(
            "SELECT task FROM tasks WHERE task IS NOT NULL AND at >= ? ORDER BY at, rowid",
            [since.isoformat()],
        )
        return [json.loads(task) for (task,) in rows]

    # --- answers ---------------------------------------------------------------------

    def keep(
        self, question: str, answer: Answer, settings: Mapping[str, Any], shown: Any = None
    ) -> str:
        """Keep an answer, to be shared or judged later.

        Args:
            question: as it was asked.
            answer: the answer.
            settings: what it was made with.
            shown: plain values that its door needs to show it again.

        Returns:
            Its id.
        """
        id_ = uuid4().hex
        plain = [answer.to_json(indent=None), json.dumps(settings), json.dumps(shown)]
        self._write(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", [id_, _now(), question, *plain]
        )
        return id_

    def kept(self, answer_id: str) -> Kept:
        """Return the answer that was kept under an id.

        Raises:
            UnknownAnswerError: there is none, or none any more.
        """
        rows = self._rows(
            "SELECT question, answer, settings, shown FROM answers WHERE id = ?", [answer_id]
        )
        if not rows:
            raise UnknownAnswerError(
                f"no answer was kept as {answer_id!r} in the last {KEPT.days} days; ask again"
            )
        question, *plain = rows[0]
        return Kept(answer_id, question, *map(json.loads, plain))

    # --- feedback --------------------------------------------------------------------

    def add_feedback(self, feedback: Feedback) -> None:
        """Add a verdict, in the place of an earlier one by the same reader on that answer."""
        self._write(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                feedback.answer_id,
                feedback.who,
                feedback.place,
                feedback.at.isoformat(),
                feedback.verdict,
                feedback.reason,
                feedback.question,
                json.dumps(feedback.answer, ensure_ascii=False),
                json.dumps(feedback.settings),
            ],
        )

    def feedback(self) -> Iterator[Feedback]:
        """Return all feedback, the oldest first."""
        rows = self._rows(
            "SELECT answer_id, verdict, question, answer, settings, reason, who, place, at "
            "FROM feedback ORDER BY at, rowid"
        )
        for answer_id, verdict, question, answer, settings, reason, who, place, at in rows:
            yield Feedback(
                answer_id,
                Verdict(verdict),
                question,
                json.loads(answer),
                json.loads(settings),
                reason,
                who,
                place,
                datetime.fromisoformat(at),
            )

    def _write(self, query: str, values: Sequence[Any]) -> int:
        with self._mutex, self._explained(), self._sql:
            return self._sql.execute(query, values).rowcount

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._mutex, self._explained():
            return self._sql.execute(query, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(
                f"the journal {str(self._path)!r} cannot be used: {error}; check the folder"
            ) from error


def journal_path(folder: Path) -> Path:
    """Name the journal of a store; feedback may be read from it while the store is open."""
    return folder / "journal.sqlite3"


def _now() -> str:
    return datetime.now(UTC).isoformat()
