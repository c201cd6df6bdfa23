"""The page in a real browser, and its API with Gradio's own client."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event as Signal
from threading import Semaphore
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from assistant.answers import (
    Answer,
    Citation,
    Coverage,
    Draft,
    Event,
    Reason,
    Statement,
    Status,
    Where,
)
from assistant.articles import Article
from assistant.asking.suggestions import suggest_questions
from assistant.assistant import Assistant
from assistant.cli import main
from assistant.errors import ModelError, UnknownArticleError
from assistant.evaluation.cases import load_cases
from assistant.journal import Verdict
from assistant.page.chat import BROKEN, STOPPED
from assistant.page.running import start
from assistant.settings import LLMSettings, PageSettings, Settings
from assistant.store.listing import Listing, Selection
from assistant.text.sentences import split_sentences
from tests.conftest import ROOT
from tests.llm_server import llama_server, needs_llama_server

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()

# Gradio's page also cancels what does not run any more, which its server then refuses.
NOT_RUNNING = "status of 422"

# A busy machine is slow, not wrong.
PATIENCE_MS = 60_000
WRITING_MS = 200_000
expect.set_options(timeout=PATIENCE_MS)

pytestmark = [
    pytest.mark.browser,
    # Gradio's own queue warns about how it calls pandas.
    pytest.mark.filterwarnings("ignore:::gradio"),
]

STRIKE = Article(
    "strike",
    (ROOT / "corpus" / "dibis-strike.txt").read_text(encoding="utf-8"),
)
PORT = Article(
    "port",
    "The port of Varna closed on Monday.\nStrong wind kept the ferries in.",
    title="Wind closes a port",
    url="https://news.example/port",
    source="The Harbour Post",
    published=date(2023, 12, 3),
)
ARABIC = Article("arabic", "أغلق الميناء يوم الاثنين.", title="الريح تغلق الميناء")
HOSTILE = Article(
    "hostile",
    "The zeppelin <img src=http://127.0.0.1:9/a.png onerror=document.title='owned'> landed.\n"
    "![x](http://127.0.0.1:9/b.png) The zeppelin [7] <script>document.title='owned'</script> "
    "[click](javascript:alert(1)) {{value}} ${document.title='owned'} https://evil.example/c",
    title="<b>Zeppelin</b> <img src=http://127.0.0.1:9/d.png>",
    url="javascript:document.title='owned'",
    source='"><img src=http://127.0.0.1:9/e.png>',
)


MARKUP = "<img src=http://127.0.0.1:9/f.png onerror=document.title='owned'>"
STORE = "stored => localStorage.setItem('articles-assistant ', stored)"
MALFORMED = (
    "{",
    '[null, {"id": "x", "exchanges": []}, {"id": "y", "exchanges": [{"question": 1}]}]',
)
FORGED = [
    {"question": MARKUP, "answer": None, "problem": MARKUP},
    {"question": MARKUP, "answer": {"statements": 3}},
]


@dataclass
class FakeAssistant:
    """Answers with the sentences that hold the question's last word."""

    collection: list[Article]
    settings: Settings = field(
        default_factory=lambda: Settings(page=PageSettings(questions_per_minute=0))
    )
    release: Signal = field(default_factory=Signal)
    turns: list[tuple[str, int]] = field(default_factory=list)
    judged: list[tuple[str, str, str]] = field(default_factory=list)

    def articles(self, limit: int | None = None) -> list[Article]:
        return self.collection[:limit]

    def article(self, article_id: str) -> Article:
        for article in self.collection:
            if article.id == article_id:
                return article
        raise UnknownArticleError(article_id)

    def keep(self, question: str, answer: Answer) -> str:
        return question

    def feedback(
        self, answer_id: str, verdict: Verdict, *, reason: str, who: str, place: str
    ) -> None:
        self.judged.append((answer_id, verdict, reason))

    def listing(self, selection: Selection, **options: Any) -> Listing:
        return Listing((), {})

    def outlets(self) -> dict[str, int]:
        return {}

    def coverage(self, where: Where | None = None) -> Coverage:
        return Coverage(len(self.collection), date(2023, 12, 3), date(2023, 12, 3))

    def ask(self, question: str, **options: Any) -> Answer:
        *_, answer = self.stream(question, **options)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, **options: Any) -> Iterator[Event]:
        self.turns.append((question, len(options.get("history", ()))))
        if "error" in question:
            raise ModelError("the model is gone; bring it back")
        if "crash" in question:
            raise RuntimeError("secret detail")
        yield Draft("Reading")
        if "slow" in question:
            self.release.wait(30)
        yield self._answer(question)

    def _answer(self, question: str) -> Answer:
        word = re.findall(r"\w+", question.lower())[-1]
        found = [
            (article, s)
            for article in self.collection
            for s in split_sentences(article.text)
            if word in article.text[s.start : s.end].lower()
        ]
        refuse = not found
        found = found[:4] or [(a, split_sentences(a.text)[0]) for a in self.collection[:2]]
        citations = tuple(
            Citation(number, a.text[s.start : s.end], a, s.start, s.end, 0.9)
            for number, (a, s) in enumerate(found, start=1)
        )
        said = tuple(Statement(f"“{c.quote}”", (c.number,)) for c in citations)
        return Answer(
            status=Status.UNANSWERED if refuse else Status.ANSWERED,
            statements=(Statement("The articles say nothing about this."),) if refuse else said,
            citations=() if refuse else citations,
            question=question,
            coverage=self.coverage(),
            reason=Reason.NOT_COVERED if refuse else None,
            nearest=citations if refuse else (),
            did_you_mean="what about Varna?" if "varrna" in question else "",
            timings={"find": 0.1},
        )


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant([STRIKE, PORT, HOSTILE, ARABIC])


@pytest.fixture(scope="module")
def url(fake: FakeAssistant) -> Iterator[str]:
    """Where the page over the fake assistant is."""
    yield from served(fake)


def served(assistant: FakeAssistant | Assistant) -> Iterator[str]:
    page = start(cast(Assistant, assistant), "127.0.0.1", 0)
    yield str(page.local_url)
    page.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not shutil.which(CHROMIUM):
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """The page, opened; nothing it does may reach another host or fail in the console."""
    yield from opened(browser, url)


def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(url)
    expect(page.locator(".welcome")).to_be_visible()
    yield page
    context.close()
    foreign = [r for r in requests if not r.startswith((url, "data:", "blob:"))]
    assert not foreign
    assert not [line for line in complaints if NOT_RUNNING not in line]


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for what comes of it, and give its part of the conversation."""
    count = page.locator(".exchange").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    exchange = page.locator(".exchange").nth(count)
    expect(exchange.locator(".coverage, .problem")).to_be_visible()
    return exchange


def test_an_answer_shows_its_sentences_its_sources_and_what_was_searched(page: Page) -> None:
    exchange = ask(page, "what about Varna?")

    expect(exchange.locator(".said")).to_contain_text("The port of Varna closed on Monday.")
    expect(exchange.locator(".sources")).to_contain_text("The Harbour Post, 3 Dec 2023")
    expect(exchange.locator(".coverage")).to_have_text("Searched 4 articles, 3 Dec 2023 · 0.10 s")
    link = page.locator("#article a.original")
    assert link.get_attribute("href") == (
        "https://news.example/port#:~:text=The%20port%20of%20Varna%20closed%20on%20Monday."
    )


def test_a_click_on_a_citation_opens_the_article_at_the_sentence(page: Page) -> None:
    exchange = ask(page, "who attacks?")
    last = exchange.locator(".said .chip").last
    last.click()

    mark = page.locator("#article mark.focus")
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.inner_text() in STRIKE.text
    assert mark.get_attribute("data-cites") == last.get_attribute("data-cite")
    assert page.locator("#article mark").count() > 1
    page.keyboard.press("Escape")
    expect(last).to_be_focused()


def test_a_citation_of_an_earlier_answer_opens_its_own_article_again(page: Page) -> None:
    first = ask(page, "what about Varna?")
    ask(page, "who attacks?")
    expect(page.locator("#article .body")).to_contain_text("Baghdad")
    first.locator(".said .chip").click()

    expect(page.locator("#article h2")).to_have_text("Wind closes a port")
    expect(page.locator("#article mark.focus")).to_be_focused()


def test_a_citation_shows_its_quote_and_source_to_pointer_and_keyboard(page: Page) -> None:
    chip = ask(page, "what about Varna?").locator(".said .chip")
    hint = page.get_by_role("tooltip")
    chip.hover()
    expect(hint).to_contain_text("The port of Varna closed on Monday.")
    expect(hint).to_contain_text("The Harbour Post, 3 Dec 2023")
    page.mouse.move(0, 0)
    expect(hint).to_be_hidden()
    chip.focus()
    expect(hint).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#article mark.focus")).to_be_focused()


def test_a_refusal_looks_like_one_and_gives_the_nearest_sentences(page: Page) -> None:
    exchange = ask(page, "who won the championship?")

    expect(exchange.locator(".refused .said")).to_have_text("The articles say nothing about this.")
    expect(exchange.locator(".nearest")).to_contain_text("they do not answer the question")
    expect(page.locator("#article mark")).to_have_count(0)
    exchange.locator(".nearest .chip").last.click()
    expect(page.locator("#article mark.hint.focus")).to_have_text(
        "The port of Varna closed on Monday."
    )


def test_a_misspelt_question_is_asked_rightly_at_one_click(page: Page) -> None:
    refusal = ask(page, "what about varrna?")
    refusal.get_by_role("button", name="“what about Varna?”").click()

    answer = page.locator(".exchange").last
    expect(answer.locator(".said")).to_contain_text("The port of Varna closed on Monday.")


def test_a_hostile_article_is_shown_as_its_text(page: Page) -> None:
    exchange = ask(page, "the zeppelin?")
    for chip in exchange.locator(".said .chip").all():
        chip.hover()
        chip.click()
        expect(page.locator("#article mark.focus")).to_be_focused()

    assert page.locator("#article .body").evaluate("body => body.textContent") == HOSTILE.text
    assert page.title() == "Articles Assistant"
    assert page.locator("#desk img, #desk script, #desk [onerror], #hint img").count() == 0
    assert page.locator("#desk a[href^=javascript]").count() == 0
    assert page.locator("#article a").count() == 0
    assert exchange.locator(".said .chip").all_inner_texts() == ["1", "2"]


def test_a_hostile_question_is_shown_as_its_text(page: Page) -> None:
    question = "<img src=http://127.0.0.1:9/q.png> ${1+1} {{value}} Varna?"
    exchange = ask(page, question)

    expect(exchange.locator(".asked")).to_have_text(question)
    assert page.locator("#desk img").count() == 0


def test_two_sessions_do_not_mix(browser: Browser, url: str, fake: FakeAssistant) -> None:
    one, two = opened(browser, url), opened(browser, url)
    first, second = next(one), next(two)
    ask(first, "what about Varna?")
    fake.turns.clear()
    ask(second, "who attacks?")

    assert first.locator(".asked").all_inner_texts() == ["what about Varna?"]
    assert second.locator(".asked").all_inner_texts() == ["who attacks?"]
    assert fake.turns == [("who attacks?", 0)]
    for session in (one, two):
        next(session, None)


def test_a_follow_up_brings_the_earlier_turns(page: Page, fake: FakeAssistant) -> None:
    ask(page, "what about Varna?")
    ask(page, "and the ferries?")

    assert fake.turns[-1] == ("and the ferries?", 1)


def test_conversations_are_kept_listed_opened_again_and_deleted(
    page: Page, fake: FakeAssistant
) -> None:
    ask(page, "what about Varna?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    ask(page, "who attacks?")
    page.reload()
    expect(page.locator(".asked")).to_have_text("who attacks?")
    expect(page.locator(".coverage")).to_be_visible()

    page.get_by_role("button", name="what about Varna?", exact=True).click()
    expect(page.locator(".asked")).to_have_text("what about Varna?")
    expect(page.locator("#article h2")).to_have_text("Wind closes a port")
    ask(page, "and the ferries?")
    assert fake.turns[-1] == ("and the ferries?", 1)
    assert page.locator(".opener").all_inner_texts() == ["what about Varna?", "who attacks?"]

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete: what about Varna?").click()
    expect(page.locator(".opener")).to_have_text(["who attacks?"])
    expect(page.locator(".welcome")).to_be_visible()


def test_a_restart_of_the_server_loses_no_conversation(
    browser: Browser, fake: FakeAssistant
) -> None:
    before = start(cast(Assistant, fake), "127.0.0.1", 0)
    url = str(before.local_url)
    for page in opened(browser, url):
        ask(page, "what about Varna?")
        before.close(verbose=False)
        after = start(cast(Assistant, fake), "127.0.0.1", urlsplit(url).port or 0)
        page.reload()
        expect(page.locator(".asked")).to_have_text("what about Varna?")
        ask(page, "and the ferries?")
        assert fake.turns[-1] == ("and the ferries?", 1)
        after.close(verbose=False)


def test_a_forged_storage_breaks_nothing(page: Page) -> None:
    for stored in MALFORMED:
        page.evaluate(STORE, stored)
        page.reload()
        expect(page.locator(".welcome")).to_be_visible()
        assert page.locator(".opener").count() == 0

    page.evaluate(STORE, json.dumps([{"id": "0" * 32, "exchanges": FORGED}]))
    page.reload()
    page.locator(".opener").click()
    expect(page.locator(".problem")).to_have_text(MARKUP)
    assert page.locator(".asked").all_inner_texts() == [MARKUP]
    assert page.locator("#desk img").count() == 0
    ask(page, "what about Varna?")


def test_an_answer_can_be_judged_with_a_reason(page: Page, fake: FakeAssistant) -> None:
    exchange = ask(page, "what about Varna?")
    exchange.get_by_role("button", name="Bad answer").click()
    exchange.get_by_role("textbox").fill("<b>not</b> the whole port")
    page.keyboard.press("Enter")

    expect(exchange.get_by_role("status")).to_have_text("Thank you, noted.")
    assert fake.judged[-1] == ("what about Varna?", "down", "<b>not</b> the whole port")
    page.reload()
    expect(page.get_by_role("button", name="Bad answer", pressed=True)).to_be_visible()


def test_a_slow_answer_can_be_stopped_and_asked_again(page: Page, fake: FakeAssistant) -> None:
    fake.release.clear()
    page.fill("#question textarea", "slow Varna?")
    page.press("#question textarea", "Enter")
    expect(page.locator(".exchange .said")).to_have_text("Reading")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".problem")).to_have_text(STOPPED)

    fake.release.set()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".coverage")).to_be_visible()
    expect(page.locator(".problem")).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_the_last_question_can_be_edited_and_the_conversation_cleared(page: Page) -> None:
    ask(page, "what about Varna?")
    page.get_by_role("button", name="Edit question").click()
    expect(page.locator("#question textarea")).to_have_value("what about Varna?")
    expect(page.locator(".exchange")).to_have_count(0)

    ask(page, "who attacks?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#article .blank")).to_be_visible()


def test_an_example_is_drawn_from_the_articles_and_can_be_asked(page: Page) -> None:
    example = page.locator("[data-ask]").first
    question = example.inner_text()
    assert question in suggest_questions([STRIKE, PORT, HOSTILE, ARABIC])
    example.click()

    expect(page.locator(".asked")).to_have_text(question)
    expect(page.locator(".coverage")).to_be_visible()


def test_an_answer_can_be_copied_as_text(browser: Browser, url: str) -> None:
    for page in opened(browser, url, permissions=["clipboard-read", "clipboard-write"]):
        ask(page, "what about Varna?")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("“The port of Varna closed on Monday.” [1]")


@pytest.mark.parametrize(
    ("question", "shown"),
    [("error please", "the model is gone; bring it back"), ("crash please", BROKEN)],
)
def test_a_failure_is_a_line_that_helps_never_a_traceback(
    page: Page, question: str, shown: str
) -> None:
    exchange = ask(page, question)

    expect(exchange.locator(".problem")).to_have_text(shown)
    assert "secret" not in page.content()
    expect(ask(page, "what about Varna?").locator(".said")).to_be_visible()


def test_an_empty_question_is_not_asked(page: Page, fake: FakeAssistant) -> None:
    fake.turns.clear()
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    ask(page, "what about Varna?")

    assert fake.turns == [("what about Varna?", 0)]


def test_an_empty_collection_says_what_to_do(browser: Browser) -> None:
    for url in served(FakeAssistant([])):
        for page in opened(browser, url):
            expect(page.locator(".welcome")).to_contain_text("No articles yet")
            expect(page.locator(".welcome")).to_contain_text("files on the Articles tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_the_article_below_and_nothing_beyond_its_edge(
    browser: Browser, url: str, scheme: str
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    for page in opened(browser, url, **phone):
        exchange = ask(page, "who attacks?")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        article = page.locator("#article").bounding_box()
        box = page.locator("#question").bounding_box()
        assert article is not None
        assert box is not None
        assert article["y"] > box["y"]
        exchange.locator(".said .chip").last.click()
        expect(page.locator("#article mark.focus")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_with_a_screen_reader_out(
    browser: Browser, url: str, scheme: str
) -> None:
    for page in opened(browser, url, color_scheme=scheme):
        assert barriers(page) == []
        answer = ask(page, "who attacks?")
        answer.get_by_role("button", name="Bad answer").click()
        expect(page.locator(".why")).to_be_visible()
        assert barriers(page) == []
        ask(page, "who won the championship?")
        expect(page.locator("#article mark")).to_have_count(0)
        assert barriers(page) == []


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds that is serious or critical, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (violation["id"], node["html"])
        for violation in found
        for node in violation["nodes"]
        if violation["impact"] in ("serious", "critical")
    ]


def test_text_from_right_to_left_is_shown_so(page: Page) -> None:
    answer = ask(page, "ماذا عن الميناء?")
    rtl = "e => getComputedStyle(e).direction === 'rtl'"
    assert answer.locator(".asked").evaluate(rtl)
    assert answer.locator(".said").evaluate(rtl)
    assert page.locator("#article h2").evaluate(rtl)
    # The body's direction is its paragraphs' own: the sentence starts at the right edge.
    body, mark = (page.locator(f"#article {part}").bounding_box() for part in (".body", "mark"))
    assert body is not None
    assert mark is not None
    assert mark["x"] + mark["width"] > body["x"] + body["width"] - 2


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    def tab_to(target: Locator) -> None:
        for _ in range(40):
            if target.evaluate("e => e === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError("it cannot be reached")

    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("what about Varna?")
    page.keyboard.press("Enter")
    chip = page.locator(".said .chip")
    expect(chip).to_be_visible()
    tab_to(chip)
    page.keyboard.press("Enter")
    expect(page.locator("#article mark.focus")).to_be_focused()
    page.keyboard.press("Escape")
    tab_to(page.get_by_role("button", name="Good answer"))
    page.keyboard.press("Space")
    expect(page.locator(".why")).to_be_visible()
    tab_to(page.get_by_role("button", name="New conversation"))
    page.keyboard.press("Enter")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#question textarea")).to_be_focused()


def test_the_api_answers_as_json(url: str) -> None:
    client = Client(url, verbose=False)
    answer = client.predict(question="what about Varna?", api_name="/ask")

    assert answer["status"] == "answered"
    [citation] = answer["citations"]
    assert citation["quote"] == PORT.text[citation["start"] : citation["end"]]
    assert citation["article"]["published"] == "2023-12-03"


def test_the_api_takes_history_and_filters(url: str, fake: FakeAssistant) -> None:
    client = Client(url, verbose=False)
    history = [{"question": "what about Varna?", "answer": "It closed.", "quotes": []}]
    client.predict(question="and the ferries?", history=history, api_name="/ask")
    assert fake.turns[-1] == ("and the ferries?", 1)

    with pytest.raises(AppError, match="not a date"):
        client.predict(question="Varna?", published_from="yesterday", api_name="/ask")
    with pytest.raises(AppError, match="bring it back"):
        client.predict(question="error", api_name="/ask")


def test_the_page_over_the_real_assistant_answers_refuses_and_learns_what_readers_think(
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Assistant.open(tmp_path / "store") as assistant:
        assistant.add(STRIKE)
        for url in served(assistant):
            for page in opened(browser, url):
                answer = ask(page, "who claimed the Dibis strike?")
                answer.locator(".said .chip").first.click()
                expect(page.locator("#article mark.focus")).to_be_in_viewport(ratio=1)
                quote = page.locator("#article mark.focus").first.inner_text()
                judge(answer, "Good answer")
                refusal = ask(page, "who won the 2022 World Cup?")
                expect(refusal.locator(".refused")).to_be_visible()
                judge(refusal, "Bad answer")

    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "store"))
    capsys.readouterr()
    assert main(["feedback"]) == 0
    (tmp_path / "cases.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    right, refused = load_cases(tmp_path / "cases.jsonl")
    assert (right.answerable, right.articles) == (True, ("strike",))
    assert quote in right.sentences
    assert (refused.answerable, refused.articles) == (True, ())
    assert main(["eval", str(tmp_path / "cases.jsonl")]) == 0
    assert "right sentence @1" in capsys.readouterr().out


def judge(exchange: Locator, verdict: str) -> None:
    exchange.get_by_role("button", name=verdict).click()
    expect(exchange.locator(".why")).to_be_visible()


@needs_llama_server
@pytest.mark.timeout(600)
def test_prose_of_a_real_model_streams_and_its_citations_open_their_sentences(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts: list[str] = []
    shown = Semaphore(0)
    with llama_server() as (llm, _):
        settings = Settings(
            llm=LLMSettings(
                model="openai:small", base_url=llm, timeout=240, budget=200, temperature=0
            )
        )
        with Assistant.open(tmp_path / "store", settings=settings) as assistant:
            assistant.add(STRIKE)
            real = assistant.stream

            def stream(question: str, **options: Any) -> Iterator[Event]:
                """Wait after the first two pieces until the browser shows them."""
                for event in real(question, **options):
                    if isinstance(event, Draft):
                        drafts.append(event.text)
                    yield event
                    if isinstance(event, Draft) and len(drafts) <= 2:
                        assert shown.acquire(timeout=200)

            monkeypatch.setattr(assistant, "stream", stream)
            for url in served(assistant):
                for page in opened(browser, url):
                    page.fill("#question textarea", "how many people were injured in the strike?")
                    page.press("#question textarea", "Enter")
                    exchange = page.locator(".exchange")
                    said = exchange.locator(".said")
                    expect(said).to_be_visible(timeout=WRITING_MS)
                    expect(said).to_have_text(drafts[0])
                    shown.release()
                    expect(said).not_to_have_text(drafts[0])
                    expect(said).to_have_text("".join(drafts[:2]))
                    shown.release()
                    expect(exchange.locator(".coverage")).to_be_visible(timeout=WRITING_MS)

                    chip = exchange.locator(".chip").first
                    chip.click()
                    mark = page.locator("#article mark.focus")
                    expect(mark).to_be_focused()
                    assert mark.get_attribute("data-cites") == chip.get_attribute("data-cite")
                    assert mark.inner_text() in STRIKE.text
