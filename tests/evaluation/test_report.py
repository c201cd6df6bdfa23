"""The report, by itself and by the command."""

import json
from pathlib import Path

import pytest

from assistant import Article, Assistant
from assistant.cli import main
from assistant.evaluation.report import compare
from assistant.evaluation.results import (
    Result,
)
from assistant.evaluation.systems import Outcome


def test_other_questions_are_not_compared() -> None:
    one, other = (Result.of("set", "us", [Outcome(q, True, {"hit": 1.0})]) for q in "ab")
    [line] = compare(one, other, "before")
    assert "other questions" in line


def test_the_command_reports_beside_a_baseline_and_an_earlier_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Assistant.open() as assistant:
        assistant.add(
            [
                Article("rain", "Heavy rain flooded the harbour of Elbonia on Friday."),
                Article("vote", "Parliament voted for the budget by a majority of three."),
            ]
        )
    questions = [
        {"question": "What flooded the harbour?", "answers": ["rain"], "articles": ["rain"]},
        {"question": "Who sang at the opera?", "answerable": False},
        {"question": "Who voted?", "articles": ["budget"]},
    ]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    asked = ["eval", "q.jsonl", "--json", "r.json", "--chart", "r.png", "--baseline"]
    assert main(asked) == 0
    printed, told = capsys.readouterr()
    assert "1 articles that the questions name are not in the store, such as 'budget'" in told
    assert "assistant less dense alone" in printed
    assert "right article @1" in printed
    assert Path("r.png").read_bytes().startswith(b"\x89PNG")
    systems = [result["system"] for result in json.loads(Path("r.json").read_text("utf-8"))]
    assert systems == ["assistant", "dense alone"]

    assert main(["eval", "q.jsonl", "--before", "r.json"]) == 0
    assert "assistant less assistant before" in capsys.readouterr().out
    assert main(["eval", "q.jsonl", "--before", "q.jsonl"]) == 2
    assert "holds no results" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["eval", "q.jsonl", "--json", "no-such-folder/r.json"])
    assert "no file in a folder that is there" in capsys.readouterr().err
