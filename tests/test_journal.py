"""The journal: tasks, answers and feedback that outlive a process."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import Answer, Coverage, Statement, Status
from assistant.errors import StoreError, UnknownAnswerError
from assistant.journal import Feedback, Journal, Verdict

ANSWER = Answer(Status.ANSWERED, (Statement("So."),), (), "who?", Coverage(1))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_task_is_taken_once_also_after_reopening(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        assert journal.take("k", {"text": "who?"})
        assert not journal.take("k", {"text": "who?"})
    with Journal(tmp_path / "j") as journal:
        assert not journal.take("k", {})
        assert journal.unfinished(LONG_AGO) == [{"text": "who?"}]
        journal.finish("k")
        assert not journal.take("k", {})
        assert journal.unfinished(LONG_AGO) == []


def test_old_tasks_are_not_taken_up(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.take("k", {})
        assert journal.unfinished(datetime.now(UTC) + timedelta(seconds=1)) == []


def test_an_answer_is_kept_with_its_settings(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        id_ = journal.keep("who, then?", ANSWER, {"threshold": 0.5}, shown=["x"])
        kept = journal.kept(id_)
    assert kept.question == "who, then?"
    assert kept.answer["text"] == "So."
    assert (kept.settings, kept.shown) == ({"threshold": 0.5}, ["x"])


def test_an_answer_that_is_not_kept_is_named(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal, pytest.raises(UnknownAnswerError, match="'nothing'"):
        journal.kept("nothing")


def test_a_later_verdict_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        for verdict, who in (("up", "U1"), ("up", "U2"), ("down", "U1")):
            journal.add_feedback(
                Feedback("a", Verdict(verdict), "who?", ANSWER.to_dict(), {}, who=who)
            )
        given = {f.who: f.verdict for f in journal.feedback()}
    assert given == {"U1": Verdict.DOWN, "U2": Verdict.UP}


def test_feedback_is_read_while_another_has_it_open(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal, Journal(tmp_path / "j") as reader:
        journal.add_feedback(Feedback("a", Verdict.UP, "who?", {}, {}))
        assert [f.answer_id for f in reader.feedback()] == ["a"]


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("not a database, and long enough to be none" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Journal(tmp_path / "j")


@pytest.mark.parametrize(
    ("status", "verdict", "answerable"),
    [
        ("answered", Verdict.UP, True),
        ("unanswered", Verdict.UP, False),
        ("unanswered", Verdict.DOWN, True),
        ("answered", Verdict.DOWN, None),
    ],
)
def test_feedback_says_what_it_tells_of_the_right_answer(
    status: str, verdict: Verdict, answerable: bool | None
) -> None:
    cited = [{"quote": "So.", "article": {"id": "one"}}] if status == "answered" else []
    answer = {
        "status": status,
        "question": "and who?",
        "earlier": ["what fell?"],
        "citations": cited,
    }
    case = json.loads(Feedback("a", verdict, "and who?", answer, {}).to_json())
    assert (case["history"], case["question"]) == (["what fell?"], "and who?")
    assert case.get("answerable") == answerable
    assert case["sentences"] == (["So."] if status == "answered" and answerable else [])
