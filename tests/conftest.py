"""What tests share: the real embedder, stores in temporary folders, and a fake chat model."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from langchain_core.language_models import FakeListChatModel

from assistant import Assistant, Settings
from assistant.articles import TEXT_RULES, Article
from assistant.models import Embedder
from assistant.store import Signature, Store

# The first example pays for loading a model; time is no part of what is tested.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged embedder, loaded once."""
    return Embedder()


@pytest.fixture
def store(tmp_path: Path, embedder: Embedder) -> Iterator[Store]:
    """An empty store."""
    with Store.open(tmp_path / "store", Signature(embedder.name, TEXT_RULES)) as store:
        yield store
