"""Loading: which models come with the project, and loading them before they are used."""

from contextlib import suppress
from threading import Thread
from typing import Protocol

from assistant.errors import ModelError

PACKAGED = "packaged"
"""The settings' word for a model that is installed with the project."""


class Loadable(Protocol):
    """A model that is loaded when it is first used, or ahead of that."""

    def load(self) -> None:
        """Load the model now, if it is not loaded yet."""
        ...


def load_ahead(*models: Loadable) -> None:
    """Load models in a thread; one that cannot be loaded says so when it is used.

    Args:
        models: what will be used soon.
    """

    def load() -> None:
        for model in models:
            with suppress(ModelError):
                model.load()

    Thread(target=load, name="models").start()
