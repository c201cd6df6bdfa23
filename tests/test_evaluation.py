"""Evaluation: what came is held against what is known, and systems against each other."""

import json
from pathlib import Path

import pytest

from assistant import Article, Assistant, AssistantError
from assistant.cli import main
from assistant.evaluation.cases import Case, holds, load_cases
from assistant.evaluation.figures import (
    Result,
    differences,
    is_beyond_chance,
    refusal_curve,
    summarise,
)
from assistant.evaluation.outcomes import Outcome, answering, finding, run
from assistant.evaluation.report import compare

CLAIMED = "who claimed the Dibis strike?"


def outcomes(*rows: tuple[bool, float]) -> list[Outcome]:
    """Outcomes of whether they are answerable and a score; a score under one half refuses."""
    return [
        Outcome(
            str(number),
            answerable,
            ({"refusal precision": float(not answerable)} if score < 0.5 else {})
            | ({} if answerable else {"refusal recall": float(score < 0.5)}),
            score,
        )
        for number, (answerable, score) in enumerate(rows)
    ]


def test_what_is_found_and_cited_is_held_against_the_labels(dibis: Assistant) -> None:
    [article] = dibis.articles()
    sentence = dibis.ask(CLAIMED).citations[0].quote
    known = Case(CLAIMED, answers=("Islamic Resistance",), articles=(article.id,))
    [found] = run(finding(dibis), [known])
    assert found.values["right article MRR@10"] == 1
    assert found.values["answer in passage @5"] == 1
    marked = Case(CLAIMED, sentences=(sentence,), within=(article.id,))
    wrong = Case(CLAIMED, answers=("Elbonia",), articles=("another",))
    unanswerable = Case("Who won the 2022 World Cup?", answerable=False)
    right, missed, refused = run(answering(dibis), [marked, wrong, unanswerable])
    assert right.values["right sentence @1"] == right.values["citation recall"] == 1
    assert (article.id, sentence) in right.cited
    assert missed.values["answer in sentence @3"] == missed.values["right article @10"] == 0
    assert not refused.cited
    assert refused.values["refusal precision"] == refused.values["refusal recall"] == 1


def test_a_case_is_asked_with_its_history(dibis: Assistant) -> None:
    case = Case("and how many were injured?", history=(CLAIMED,), answers=("five injuries",))
    [outcome] = run(answering(dibis), [case])
    assert outcome.values["answer in sentence @3"] == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Nintendo films “The Legend of Zelda” next.", '"Legend of Zelda"'),
        ("A spokesman for McDonald’s.", "McDonald's"),
        ("the Naked Mole Rat's home", "naked mole-rat"),
        ("some $31.4 trillion", "$31.4 trillion"),
        ("in Plymouth, Massachusetts", "the Plymouth Massachusetts"),
    ],
)
def test_marks_capitals_and_a_first_article_do_not_hide_an_answer(text: str, answer: str) -> None:
    assert holds(text, [answer])


@pytest.mark.parametrize(
    ("text", "answer"),
    [("1186 people", "118"), ("Massachusetts, Plymouth", "Plymouth, Massachusetts"), ("x", "“”")],
)
def test_other_words_are_no_answer(text: str, answer: str) -> None:
    assert not holds(text, [answer])


def test_figures_have_intervals() -> None:
    figures = summarise(outcomes(*[(True, 0.9)] * 6, (True, 0.1), *[(False, 0.2)] * 3))
    assert figures["refusal precision"].value == 0.75
    assert figures["refusal precision"].count == 4
    assert figures["refusal recall"].value == 1
    auc = figures["answerable or not, AUC"]
    assert auc.value == pytest.approx(6 / 7)
    assert auc.low < auc.value < auc.high <= 1
    assert figures["unanswerable, best F1"].value == pytest.approx(6 / 7)


def test_the_refusal_curve_goes_over_all_thresholds() -> None:
    curve = refusal_curve(outcomes((False, 0.1), (True, 0.2), (False, 0.3), (True, 0.3)))
    assert curve == [(0.1, 1, 0.5), (0.2, 0.5, 0.5), (0.3, 0.5, 1)]


def test_a_difference_is_paired() -> None:
    ours = [Outcome(str(n), True, {"hit": float(n % 2)}) for n in range(40)]
    worse = [Outcome(str(n), True, {"hit": float(n % 8 == 1)}) for n in range(40)]
    gap = differences(ours, worse)["hit"]
    assert gap.value == pytest.approx(0.375)
    assert is_beyond_chance(gap)
    same = differences(ours, ours)["hit"]
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert not is_beyond_chance(same)


def test_other_questions_are_not_compared() -> None:
    one, other = (Result.of("set", "us", [Outcome(q, True, {"hit": 1.0})]) for q in "ab")
    [line] = compare(one, other, "before")
    assert "other questions" in line


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "cases.jsonl:2 is no case"),
        ('{"question": "why?", "answers": "rain"}', "'answers' is no list of texts"),
        ('{"question": "why?", "asked": "today"}', "cases.jsonl:2 is no case"),
    ],
)
def test_what_is_no_case_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'{{"question": "who?"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(AssistantError, match=message):
        load_cases(path)


def test_a_line_ends_where_json_lines_end(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"question": "who\u2028then?"}\n', encoding="utf-8")
    assert load_cases(path) == [Case("who\u2028then?")]


def test_the_command_reports_beside_baselines_and_an_earlier_run(
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
    asked = ["eval", "q.jsonl", "--json", "r.json", "--chart", "r.png", "--baseline", "stock"]
    assert main(asked) == 0
    printed, told = capsys.readouterr()
    assert "1 articles that the questions name are not in the store, such as 'budget'" in told
    assert "assistant less stock LangChain" in printed
    assert "right article @1" in printed
    assert Path("r.png").read_bytes().startswith(b"\x89PNG")
    systems = [result["system"] for result in json.loads(Path("r.json").read_text("utf-8"))]
    assert systems == ["assistant", "dense alone", "stock LangChain"]

    assert main(["eval", "q.jsonl", "--before", "r.json"]) == 0
    assert "assistant less assistant before" in capsys.readouterr().out
    assert main(["eval", "q.jsonl", "--before", "q.jsonl"]) == 2
    assert "holds no results" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["eval", "q.jsonl", "--json", "no-such-folder/r.json"])
    assert "no file in a folder that is there" in capsys.readouterr().err
