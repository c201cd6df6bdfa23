"""What tests share: the real embedder, stores in temporary folders, and a fake chat model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from langchain_core.language_models import FakeListChatModel

from assistant import Assistant, Settings
from assistant.models import Embedder

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
