"""The Articles tab, the filters and the login, in a real browser."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Article, Assistant, PageSettings, Settings
from tests.page import test_page as pages

pytestmark = pages.pytestmark
browser = pages.browser

MARKUP = "<img src=http://127.0.0.1:9/a.png onerror=document.title='owned'>"
SHELF = [
    Article(
        f"{n:02}",
        f"The ferry number {n} sank in the harbour.",
        title=f"Ferry {n}",
        source="The Post" if n % 2 else "Wire",
        published=date(2023, 1, 1 + n % 28),
    )
    for n in range(60)
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with articles enough for two pages of the table."""
    settings = Settings(page=PageSettings(questions_per_minute=0))
    with Assistant.open(tmp_path_factory.mktemp("shelf"), settings=settings) as assistant:
        assistant.add(SHELF)
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    """Where the page over the shelf is."""
    yield from pages.served(shelf)


@pytest.fixture
def tab(browser: Browser, url: str) -> Iterator[Page]:
    """The page, opened at its Articles tab."""
    for page in pages.opened(browser, url):
        page.get_by_role("tab", name="Articles").click()
        expect(page.locator("#listing tbody tr")).to_have_count(50)
        yield page


def test_the_table_is_paged_sorted_searched_and_read(tab: Page) -> None:
    titles = tab.locator("#listing td.title")
    tab.get_by_role("button", name="Next").click()
    expect(titles).to_have_count(10)
    expect(tab.locator(".pages")).to_contain_text("51 to 60 of 60")

    tab.get_by_role("button", name="Title").click()
    expect(titles.first).to_have_text("Ferry 0")
    expect(tab.locator("th.title")).to_have_attribute("aria-sort", "ascending")
    expect(tab.get_by_role("button", name="Title")).to_be_focused()
    assert tab.locator(".timeline rect").count() == 28

    tab.get_by_label("Search").fill("ferry 59")
    expect(titles).to_have_text(["Ferry 59"])
    titles.get_by_role("button").click()
    expect(tab.locator("#reader .body")).to_have_text(SHELF[59].text)
    tab.get_by_label("Search").fill("zeppelin")
    expect(tab.locator("#listing")).to_contain_text("No article fits")


def test_filters_narrow_down_the_table_and_what_is_asked(tab: Page) -> None:
    tab.get_by_label("From").fill("2023-01-20")
    tab.get_by_label("From").press("Enter")
    expect(tab.locator("#listing td.title")).to_have_count(18)
    tab.get_by_label("Sources").click()
    tab.get_by_role("option", name="Wire (30)").click()
    expect(tab.locator("#listing td.title")).to_have_count(8)

    tab.get_by_role("tab", name="Ask").click()
    line = tab.locator("#asked")
    expect(line).to_contain_text("Asks 8 articles: Wire · since 20 Jan 2023.")
    exchange = pages.ask(tab, "what sank in the harbour?")
    expect(exchange.locator(".coverage")).to_contain_text("Searched 8 of 60 articles")
    line.get_by_role("button", name="Ask all").click()
    expect(line).to_contain_text("Asks all 60 articles.")


def test_dropped_files_are_added_or_said_why_not_and_removed_after_a_yes(
    tab: Page, shelf: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "good.json").write_text(
        json.dumps({"id": "new", "text": f"{MARKUP} landed.", "title": MARKUP, "source": MARKUP})
    )
    (tmp_path / "bad <b>.pdf").write_bytes(b"%PDF")
    tab.set_input_files("#drop input[type=file]", list(tmp_path.iterdir()))

    report = tab.locator("#report")
    expect(report).to_contain_text("1 added, 1 failed.")
    expect(report).to_contain_text("its format is not read")
    assert str(tmp_path.parent) not in report.inner_text()
    expect(tab.locator("#masthead")).to_contain_text("61 articles")
    tab.get_by_label("Search").fill("landed")
    row = tab.locator("#listing tbody tr")
    expect(row).to_have_count(1)
    row.locator("td.title button").click()
    expect(tab.locator("#reader h2")).to_have_text(MARKUP)
    assert tab.locator("#shelf img, #shelf [onerror]").count() == 0
    assert tab.title() == "Articles Assistant"
    assert pages.barriers(tab) == []

    tab.once("dialog", lambda dialog: dialog.dismiss())
    row.locator("td.remove button").click()
    tab.once("dialog", lambda dialog: dialog.accept())
    row.locator("td.remove button").click()
    expect(tab.locator("#listing")).to_contain_text("No article fits")
    assert len(shelf.articles()) == 60


def test_with_editing_off_and_a_password_the_page_asks_for_it_and_cannot_be_changed(
    browser: Browser, dibis: Assistant
) -> None:
    dibis.settings = Settings.from_env(
        {"ASSISTANT_PASSWORD": "a secret", "ASSISTANT_EDITING": "false"}
    )
    for url in pages.served(dibis):
        page = browser.new_page()
        page.goto(url)
        page.get_by_label("username").fill("anybody")
        page.get_by_label("password").fill("a secret")
        page.get_by_role("button", name="Login").click()
        page.get_by_role("tab", name="Articles").click()
        expect(page.locator("#listing tbody tr")).to_have_count(1)
        assert page.locator("#drop, td.remove").count() == 0
        page.close()
