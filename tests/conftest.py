"""What tests share: the real embedder, stores in temporary folders, and a fake chat model."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import settings
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant import Assistant, Settings
from assistant.answers import Citation, Draft
from assistant.asking.forms import Form
from assistant.asking.generation import Assignment, Generation, Writer
from assistant.asking.material import Material
from assistant.models.embedder import Embedder

pytest_plugins = ["pytester", "tests.plugins.no_skips"]

# The first example pays for loading a model; time is no part of what is tested.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged embedder, loaded once."""
    return Embedder()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """An assistant with an empty store."""
    with Assistant.open(tmp_path / "store", settings=Settings()) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def dibis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with the corpus, for a module's questions; do not change its store."""
    with Assistant.open(tmp_path_factory.mktemp("dibis"), settings=Settings()) as assistant:
        assistant.add(ROOT / "corpus")
        yield assistant


def fake_llm(*responses: str) -> FakeListChatModel:
    """A chat model that gives these responses in turn, streamed letter by letter."""
    return FakeListChatModel(responses=list(responses))


def assigned(question: str, sentences: Sequence[Citation], **more: Any) -> Assignment:
    """What an LLM is to write from sentences; for a fact, unless another form is given."""
    told: dict[str, Any] = {"form": Form.FACT, "now": date(2023, 12, 5), **more}
    return Assignment(question, Material(tuple(sentences)), **told)


def written_by(writer: Writer, assignment: Assignment) -> tuple[str, Generation]:
    """Let an LLM write; give the draft, and what came of it."""
    events = writer.write(assignment, {})
    drafts: list[Draft] = []
    while True:
        try:
            drafts.append(next(events))
        except StopIteration as end:
            return "".join(draft.text for draft in drafts), end.value


def scripted_llm(*pieces: str | AIMessageChunk | Exception | Event) -> BaseChatModel:
    """A chat model that streams these pieces; it raises an error and waits for an event."""
    return _Scripted(pieces=list(pieces))


class _Scripted(BaseChatModel):
    pieces: list[Any]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            if isinstance(piece, Event):
                piece.wait()
                continue
            chunk = AIMessageChunk(content=piece) if isinstance(piece, str) else piece
            yield ChatGenerationChunk(message=chunk)

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> ChatResult:
        raise NotImplementedError("it only streams")
