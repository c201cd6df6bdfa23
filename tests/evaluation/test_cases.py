"""Cases: what a line may be, and when a text holds an answer."""

from pathlib import Path

import pytest

from assistant import AssistantError
from assistant.evaluation.cases import Case, holds, load_cases


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
