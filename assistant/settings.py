"""The settings, read once from the environment."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"


class _Group(BaseModel):
    """Settings that belong together; what is set stays set, and nothing unknown is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LLMSettings(_Group):
    """Which LLM writes, and how it is asked.

    Args:
        model: `provider:model` as LangChain's `init_chat_model` takes it; empty for none.
        base_url: where an OpenAI-compatible server (or the provider's own kind) is, if not at
            the provider's; its own environment variable does as well.
        timeout: seconds to wait for the LLM before the quoted answer is given instead; a third
            of them to understand a follow-up, and a third to plan searches.
        budget: the most tokens an answer may cost, about: a quarter is for the prose, the rest
            for what is read.
        temperature: how freely the LLM chooses its words; the model's own by default.
        unsupported: what becomes of a sentence that the LLM wrote and no given sentence
            supports: `drop` it, or `show` it marked as unsupported.
    """

    model: str = ""
    base_url: str = ""
    timeout: float = Field(default=60, gt=0)
    budget: int = Field(default=8000, ge=200)
    temperature: float | None = Field(default=None, ge=0, le=2)
    unsupported: Literal["drop", "show"] = "drop"


class PageSettings(_Group):
    """Where the page is, and who may do what on it.

    Args:
        host: the address the page listens on.
        port: the port the page listens on.
        password: the one password of all readers; empty to let in everybody.
        users: a file of `name:hash` lines, as `assistant user NAME` makes them, instead of one
            password for all.
        questions_per_minute: how many questions a reader may ask; 0 for any number.
        editing: whether articles can be added and removed on the page.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    password: SecretStr = SecretStr("")
    users: Path | None = None
    questions_per_minute: int = Field(default=30, ge=0)
    editing: bool = True


class SlackSettings(_Group):
    """Where in Slack the bot answers, and whom.

    Args:
        channels: ids of the channels to answer in, separated by commas in the environment; empty
            for all. Direct messages are not channels.
        users: ids of the users to answer; empty for all.
        sources: by channel id, the outlets that may answer there, in the environment as JSON
            such as `{"C0123456789": ["AFP", "Reuters"]}`; other channels ask all outlets.
    """

    channels: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("channels", "users", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("sources", mode="before")
    @classmethod
    def _read_json(cls, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise ValueError('not JSON such as {"C0123456789": ["AFP"]}') from None


class Settings(_Group):
    """Everything that can be set; `VARIABLES` names the environment variable of each.

    Args:
        store: the folder that holds the articles and their index.
        embedder: `packaged` for the built-in all-MiniLM-L6-v2, or the name or the folder of
            a sentence-transformers model.
        reader: `packaged` for the built-in evidence model, or the name or the folder of a Hugging
            Face cross-encoder, extractive-QA model or sentence pruner; measure the threshold anew
            with it.
        reader_code: run the code that such a model brings; read it first.
        passages: how many passages are read for an answer.
        threshold: the least score, from 0 to 1, at which the best sentence counts as an answer;
            a higher one refuses more. The reader's own by default.
        max_citations: the most sentences a quoted answer has.
        llm: which LLM writes; none by default.
        page: where the page is, and who may do what on it.
        slack: where in Slack the bot answers.
    """

    store: Path = Path("store")
    embedder: str = "packaged"
    reader: str = "packaged"
    reader_code: bool = False
    passages: int = Field(default=10, ge=1, le=100)
    threshold: float | None = Field(default=None, ge=0, le=1)
    max_citations: int = Field(default=4, ge=1, le=20)
    llm: LLMSettings = LLMSettings()
    page: PageSettings = PageSettings()
    slack: SlackSettings = SlackSettings()

    def with_llm(self, model: str) -> Self:
        """Return these settings with another LLM.

        Args:
            model: `provider:model`.
        """
        return self.model_copy(update={"llm": self.llm.model_copy(update={"model": model})})

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from environment variables.

        Args:
            environ: `os.environ`, or any mapping like it; an empty value counts as unset.

        Raises:
            SettingsError: an `ASSISTANT_…` variable is unknown or its value cannot be used.
        """
        given = {name: v for name, v in environ.items() if name.startswith(PREFIX) and v}
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in VARIABLES:
                known = ", ".join(VARIABLES)
                raise SettingsError(f"{name} is not a setting; the settings are {known}")
            *group, field = VARIABLES[name]
            (values.setdefault(group[0], {}) if group else values)[field] = value
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = next(n for n, path in VARIABLES.items() if path == first["loc"][: len(path)])
            raise SettingsError(f"{name} is {given[name]!r}: {first['msg']}") from None


def _variables() -> Iterator[tuple[str, tuple[str, ...]]]:
    # The LLM's own name is the LLM, and the page's settings were there before the groups.
    prefixes = {"llm": "LLM_", "page": "", "slack": "SLACK_"}
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if not (isinstance(group, type) and issubclass(group, _Group)):
            yield PREFIX + name.upper(), (name,)
            continue
        for inner in group.model_fields:
            path = (name, inner)
            short = "LLM" if path == ("llm", "model") else prefixes[name] + inner.upper()
            yield PREFIX + short, path


VARIABLES: Mapping[str, tuple[str, ...]] = dict(_variables())
"""Each environment variable with where its value goes: `("store",)`, `("llm", "budget")`."""
