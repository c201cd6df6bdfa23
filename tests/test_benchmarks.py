"""The benchmark of speed: its figures and its corpus; no time is measured here."""

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Answer, Citation, Coverage, Statement, Status
from assistant.articles import Article
from assistant.asking.tuning import TUNING
from assistant.evaluation.cases import Case
from assistant.evaluation.systems import run as run_cases
from assistant.text.periods import Period
from assistant.text.sentences import split_sentences
from assistant.text.words import jaccard
from benchmarks import writing
from benchmarks.stock import stock
from benchmarks.times import TimeCase, is_right, marks, time_cases
from benchmarks.timing.asking import AT_A_TIME, WARM_UP, asked
from benchmarks.timing.corpus import Reworder, copied, sample, stretch
from benchmarks.timing.figures import (
    LANGCHAIN,
    OURS,
    Run,
    Runs,
    busy,
    encoder_flops,
    percentile,
    targets,
    waits,
)
from benchmarks.timing.processes import MeasureError, peak_memory, run
from benchmarks.timing.report import report
from tests.conftest import ROOT

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize("text", TEXTS)
def test_a_copy_keeps_the_places_of_its_sentences(text: str) -> None:
    copy = Reworder(TEXTS).reword(text, 1)
    assert copy != text
    assert [c.isalpha() for c in copy] == [c.isalpha() for c in text]
    for sentence in split_sentences(text):
        quote = copy[sentence.start : sentence.end]
        assert quote == quote.strip()
        assert quote[-1] == text[sentence.end - 1] or quote[-1].isalpha()


@given(st.text(), st.integers(1, 9))
def test_a_copy_has_the_length_of_any_text(text: str, copy: int) -> None:
    assert len(Reworder([text, "Straße ß"]).reword(text, copy)) == len(text)


def test_copies_are_no_near_duplicates() -> None:
    reworder, text = Reworder(TEXTS), " ".join(TEXTS)
    versions = [text, *(reworder.reword(text, copy) for copy in (1, 2, 3))]
    for number, one in enumerate(versions):
        for other in versions[:number]:
            assert jaccard(shingles(one), shingles(other)) < TUNING.copy


def test_a_copy_is_the_same_each_time_and_has_an_id_of_its_own() -> None:
    article = {"id": "a", "title": "Strike in Dibis", "text": TEXTS[0]}
    reworder = Reworder(TEXTS)
    assert copied(article, 0, reworder) is article
    assert copied(article, 2, reworder) == copied(article, 2, reworder)
    assert copied(article, 2, reworder)["id"] == "a#2"


@given(st.integers(1, 400))
def test_articles_are_stretched_to_so_much_text(characters: int) -> None:
    articles = [{"id": str(n), "title": "", "text": "word " * (n + 1)} for n in range(5)]
    stretched = stretch(articles, characters)
    lengths = [len(article["text"]) for article in stretched]
    assert sum(lengths) >= characters > sum(lengths[:-1])
    assert len({article["id"] for article in stretched}) == len(stretched)


def test_a_sample_is_spread_over_all() -> None:
    articles = [{"id": n} for n in range(10)]
    assert [article["id"] for article in sample(articles, 5)] == [0, 2, 4, 6, 8]
    assert sample(articles, 99) == articles


def test_percentiles_lie_between_values() -> None:
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([0, 10], 0.95) == pytest.approx(9.5)
    assert percentile([7], 0.95) == 7
    assert waits({"one": [1, 3], "passages": 5}) == {
        "passages": 5,
        "one_p50": 2,
        "one_p95": pytest.approx(2.9),
    }


def test_spans_that_overlap_count_once() -> None:
    assert busy([(0, 2), (1, 3), (5, 6), (5.2, 5.8)]) == 4
    assert busy([]) == 0


def test_the_work_of_the_encoder() -> None:
    # 10.6 M weights that multiply, twice each, and attention over 100 tokens.
    assert encoder_flops([100]) == pytest.approx(100 * (2 * 10_616_832 + 4 * 6 * 384 * 100))


def test_each_question_is_asked_once() -> None:
    questions = [{"question": str(n), "asked": "2023/12/03"} for n in range(WARM_UP + 20)]
    seen: list[str] = []
    found = asked(lambda question, _: seen.append(question), questions)
    assert sorted(seen) == sorted(q["question"] for q in questions)
    assert (len(found["one"]), len(found["many"])) == (10, 10)
    assert AT_A_TIME == 8


def measured() -> Runs:
    """Runs in which every target is reached but one."""
    speeds = {OURS: 90.0, LANGCHAIN: 20.0, "txtai": 30.0}
    waits_of = {OURS: 0.09, LANGCHAIN: 0.02, "txtai": 0.03}
    runs = Runs()
    for system, speed in speeds.items():
        values = {"characters_per_second": speed, "seconds": 10.0, "peak_mb": 500.0, "busy": 0.8}
        runs.add(Run(system, "index", 100, values))
        for wall in (1.0, 1.2, 9.0):  # the median counts
            factor = 1 if system == OURS else 6
            runs.add(Run(system, "start", 25, {"wall": wall * factor}))
        for scale in (25, 100):
            wait = {"one_p50": waits_of[system], "one_p95": 0.2, "reading_p50": 0.075}
            runs.add(Run(system, "ask", scale, wait))
    runs.add(Run(OURS, "again", 100, {"seconds": 0.1}))
    runs.add(Run(OURS, "floor", 100, {"flops": 8e9, "float32": 1e9, "bfloat16": 2e9}))
    return runs


def test_targets_are_held_against_the_best_peer() -> None:
    rows = {row.what: row for row in targets(measured(), 100, [25, 100])}
    assert [row.what for row in rows.values() if row.met is False] == [
        "indexing: the encoder is busy"
    ]
    assert rows["from shell to printed answer"].reached == "1.2 s"
    assert rows["the same, ours / stock LangChain's"].reached == "0.167"
    assert rows["indexing, ours / the fastest peer's speed"].reached == "3"
    assert rows["indexing: the float32 floor's share of the time"].reached == "0.8"
    assert rows["indexing: the bfloat16 floor's share of the time"].met is None
    assert rows["indexing again: times faster"].reached == "100"
    assert rows["the same without reading / the fastest peer, p50"].reached == "0.75"


def test_what_was_not_measured_is_told() -> None:
    rows = targets(Runs(), 100, [25, 100])
    assert {(row.reached, row.met) for row in rows} == {("not measured", None)}
    assert "not measured" in "\n".join(report(Runs(), 100, [25, 100]))


def test_the_report_has_every_system() -> None:
    text = "\n".join(report(measured(), 100, [25, 100]))
    assert all(f"\n| {system}" in text for system in (OURS, LANGCHAIN, "txtai"))


def test_a_process_is_run_in_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LLM", "fake:model")
    code = "import json, os; print(json.dumps(dict(os.environ)))"
    ran = run([sys.executable, "-c", code], {"HF_HUB_OFFLINE": "1"})
    found = json.loads(ran.output)
    assert found["HF_HUB_OFFLINE"] == "1"
    assert "ASSISTANT_LLM" not in found
    assert ran.wall > 0
    assert peak_memory() > 1


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(MeasureError, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], {})


def test_stock_langchain_is_asked_as_the_assistant_is(tmp_path: Path) -> None:
    articles = [
        Article("rain", "Heavy rain flooded the harbour of Elbonia on Friday."),
        Article("vote", "Parliament voted for the budget by a majority of three."),
    ]
    case = Case("What flooded the harbour?", answers=("rain",), articles=("rain",))
    embedded: list[int] = []
    [outcome] = run_cases(stock(articles, tmp_path, embedded.append), [case])
    assert outcome.values["right article @1"] == outcome.values["answer in passage @1"] == 1
    assert embedded == [2]
    [within] = run_cases(stock(articles, tmp_path), [replace(case, within=("vote",))])
    assert within.values["right article @10"] == 0


def test_the_peers_are_pinned() -> None:
    lines = (ROOT / "benchmarks" / "peers" / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert "torch==2.13.0" in pins
    assert all("==" in pin and "+" not in pin for pin in pins)
    peers = {path.stem for path in Path(ROOT, "benchmarks", "peers").glob("stock_*.py")}
    assert all(f"# {peer}" in lines for peer in peers)


def test_a_time_counts_where_one_is_named_and_resolved() -> None:
    def record(kind: str, *values: dict[str, str]) -> dict[str, Any]:
        result = {"type": f"datetimeV2.{kind}", "value": {"values": list(values)}}
        return {"input": "from April to June", "reference": "2019-07-04", "results": [result]}

    whole = {"start": "2019-04-01", "end": "2019-06-01"}
    records = [
        record("daterange", whole),
        record("daterange", {"value": "not resolved"}),
        record("duration", {"value": "86400"}),
        record("daterange", whole) | {"results": []},
    ]
    [case] = time_cases(records)
    assert case.is_range
    assert (marks([case]).ranges, marks([case]).ranges_right, marks([case]).days) == (1, 1, 0)
    assert is_right(case, Period(date(2019, 4, 1), date(2019, 5, 31)))
    assert not is_right(case, Period(date(2019, 4, 2), date(2019, 6, 30)))


def test_about_a_fifth_of_the_times_is_set_aside() -> None:
    cases = [
        TimeCase(f"text {number}", date(2019, 7, 4), False, frozenset()) for number in range(1000)
    ]
    assert 150 < sum(case.is_set_aside for case in cases) < 250


MARKED = writing.Prose("dibis", "who?", (("Five died.", (0,)),), ((0, 30),), ())
CITED = (("Five died in 2023.", (4,)), ("Six fled.", (5, 6)))


@pytest.mark.parametrize(
    ("behaviour", "text"),
    [
        ("writes the truth, cites it", "Five died in 2023 [4]. Six fled [5] [6]."),
        ("cites one off", "Five died in 2023 [3]. Six fled [4] [5]."),
        ("cites nothing", "Five died in 2023. Six fled."),
        ("writes wrong numbers", "Five died in 2026 [4]."),
    ],
)
def test_a_scripted_model_does_what_it_is_to_do(behaviour: str, text: str) -> None:
    assert writing.BEHAVIOURS[behaviour](CITED, 0).text == text


def test_a_sentence_is_through_if_it_is_carried_and_right_if_it_cites_a_marked_one() -> None:
    article = Article("dibis", TEXTS[0])
    citations = [Citation(n, "", article, start, start + 20, 1.0) for n, start in ((1, 5), (2, 60))]
    said = (Statement("Five died.", (1,)), Statement("Six fled.", (2,)), Statement("Bang.", (1,)))
    answer = Answer(Status.ANSWERED, said, tuple(citations), "who?", Coverage(1))
    written = writing.Written(("Five died.", "Six fled.", "It rained."), ("Bang.",), "…")
    found = writing.outcome_of(written, answer, MARKED)
    assert (found.true, found.through, found.cited) == (3, 2, 1)
    assert (found.false, found.believed, found.explained) == (1, 1, False)
