"""What other programs can call, with Gradio's own client and MCP's own client."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, AuthenticationError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from assistant import Assistant, PageSettings, Settings
from assistant.page.access import user_line
from assistant.page.running import start

# Gradio's own queue warns about how it calls pandas.
pytestmark = pytest.mark.filterwarnings("ignore:::gradio")

QUESTION = "who claimed the Dibis strike?"
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    path.write_text(f"{user_line('ada', PASSWORD)}\n\n{user_line('eve', 'a pony')}\n")
    return path


@pytest.fixture(scope="module")
def url(dibis: Assistant, users: Path) -> Iterator[str]:
    """Where the page is that asks for a login."""
    dibis.settings = Settings(page=PageSettings(users=users, questions_per_minute=3, editing=False))
    page = start(dibis, "127.0.0.1", 0)
    yield str(page.local_url)
    page.close(verbose=False)


@asynccontextmanager
async def mcp_session(url: str, auth: tuple[str, str] | None) -> AsyncIterator[ClientSession]:
    async with (
        httpx.AsyncClient(auth=auth, timeout=60) as http,
        streamable_http_client(f"{url}gradio_api/mcp/", http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


async def called(session: ClientSession, tool: str, **arguments: Any) -> Any:
    result = await session.call_tool(tool, arguments)
    [content] = result.content
    assert isinstance(content, TextContent)
    return content.text if result.isError else json.loads(content.text)


def test_programs_ask_and_search_after_a_login(url: str) -> None:
    client = Client(url, auth=("ada", PASSWORD), verbose=False)
    endpoints = client.view_api(return_format="dict")
    assert sorted(endpoints["named_endpoints"]) == ["/ask", "/search"]
    assert not endpoints["unnamed_endpoints"]

    answer = client.predict(question=QUESTION, api_name="/ask")
    found = client.predict(question=QUESTION, count=2, api_name="/search")
    assert answer["status"] == "answered"
    assert len(found) == 2
    assert found[0]["quote"] == answer["citations"][0]["quote"]
    assert found[0]["start"] == answer["citations"][0]["start"]
    assert "text" not in found[0]["article"]

    with pytest.raises(AppError, match="not a date"):
        client.predict(question="Varna?", published_from="yesterday", api_name="/ask")
    # As many as a slow machine needs to have too many within a minute.
    jobs = (client.submit(question=QUESTION, api_name="/search") for _ in range(50))
    errors = (job.exception() for job in jobs)
    assert any("3 questions within a minute" in str(error) for error in errors)


def test_mcp_offers_ask_and_search_to_who_gives_the_password(url: str) -> None:
    async def use() -> None:
        async with mcp_session(url, ("eve", "a pony")) as session:
            tools = (await session.list_tools()).tools
            assert sorted(tool.name for tool in tools) == ["ask", "search"]
            assert all("request" not in tool.inputSchema["properties"] for tool in tools)
            answer = await called(session, "ask", question=QUESTION)
            assert answer["status"] == "answered"
            found = await called(session, "search", question=QUESTION, count=1)
            assert found[0]["quote"] == answer["citations"][0]["quote"]
            assert "not a date" in await called(session, "ask", question="?", published_to="x")

    asyncio.run(use())


def test_without_a_login_every_route_is_closed(url: str) -> None:
    with pytest.raises(AuthenticationError):
        Client(url, verbose=False)
    with httpx.Client(base_url=url) as http:
        routes = http.get("/").text
        assert "Dibis" not in routes
        for path in ("config", "gradio_api/info", "gradio_api/mcp/schema", "gradio_api/queue/data"):
            assert http.get(path).status_code == 401
        for path in ("gradio_api/mcp/", "gradio_api/run/ask", "gradio_api/queue/join"):
            assert http.post(path, json={"data": [QUESTION]}).status_code == 401
        assert http.post("gradio_api/upload", files={"files": b"x"}).status_code == 403
        assert http.get("gradio_api/file=https://news.example/x").status_code == 404
        wrong = http.get("gradio_api/mcp/schema", auth=("ada", "a pony"))
        assert wrong.status_code == 401
        assert http.post("login", data={"username": "zoe", "password": "?"}).status_code == 400
        tries = (http.post("login", data={"username": "ada", "password": "?"}) for _ in range(99))
        assert any(answer.status_code == 429 for answer in tries)
