"""The settings, read once from the environment."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"


class Settings(BaseModel):
    """Everything that can be set; each has an `ASSISTANT_…` environment variable.

    Args:
        store: the folder that holds the articles and their index.
        embedder: `packaged` for the built-in all-MiniLM-L6-v2, or the name or the folder of
            a sentence-transformers model.
        reader: `packaged` for the built-in evidence model, or the name or the folder of a Hugging
            Face cross-encoder or extractive-QA model; measure the threshold anew with it.
        llm: `provider:model` as LangChain's `init_chat_model` takes it; empty for none.
        llm_base_url: where an OpenAI-compatible server (or the provider's own kind) is, if
            not at the provider's; its own environment variable does as well.
        llm_timeout: seconds to wait for the LLM before the quoted answer is given instead;
            a third of them to understand a follow-up.
        llm_budget: the most tokens an answer may cost, about: a quarter is for the prose,
            the rest for the evidence.
        llm_temperature: how freely the LLM chooses its words; the model's own by default.
        llm_unsupported: what becomes of a sentence that the LLM wrote and no given sentence
            carries: `drop` it, or `show` it marked as unsupported.
        passages: how many passages are read for an answer.
        threshold: the least score, from 0 to 1, at which the best sentence counts as an answer;
            more makes it refuse more.
        max_citations: the most sentences a quoted answer has.
        host: the address the page listens on.
        port: the port the page listens on.
        password: lets in whoever gives it; empty for all.
        users: a file of `name:hash` lines, as `assistant user NAME` makes them, in the place
            of one password for all.
        questions_per_minute: how many questions a reader may ask on the page; 0 for any number.
        editing: whether articles can be added and removed on the page.
        slack_channels: ids of the Slack channels to answer in, separated by commas; empty
            for all. Direct messages are no channels.
        slack_users: ids of the Slack users to answer; empty for all.
        slack_sources: by Slack channel id, the outlets that may answer there, as JSON such as
            `{"C0123456789": ["AFP", "Reuters"]}`; a channel that is not named asks all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: Path = Path("store")
    embedder: str = "packaged"
    reader: str = "packaged"
    llm: str = ""
    llm_base_url: str = ""
    llm_timeout: float = Field(default=60, gt=0)
    llm_budget: int = Field(default=4000, ge=200)
    llm_temperature: float | None = Field(default=None, ge=0, le=2)
    llm_unsupported: Literal["drop", "show"] = "drop"
    passages: int = Field(default=10, ge=1, le=100)
    threshold: float = Field(default=0.25, ge=0, le=1)
    max_citations: int = Field(default=4, ge=1, le=20)
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    password: SecretStr = SecretStr("")
    users: Path | None = None
    questions_per_minute: int = Field(default=30, ge=0)
    editing: bool = True
    slack_channels: tuple[str, ...] = ()
    slack_users: tuple[str, ...] = ()
    slack_sources: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from environment variables.

        Args:
            environ: `os.environ`, or any mapping like it; an empty value counts as unset.

        Raises:
            SettingsError: an `ASSISTANT_…` variable is unknown or its value cannot be used.
        """
        values = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and value
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError(_explain(error)) from None

    @field_validator("slack_channels", "slack_users", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("slack_sources", mode="before")
    @classmethod
    def _read_json(cls, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise ValueError('not JSON such as {"C0123456789": ["AFP"]}') from None


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    name = PREFIX + str(first["loc"][0]).upper()
    if first["type"] == "extra_forbidden":
        known = ", ".join(PREFIX + field.upper() for field in Settings.model_fields)
        return f"{name} is not a setting; the settings are {known}"
    return f"{name} is {first['input']!r}: {first['msg']}"
