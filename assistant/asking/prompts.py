"""Prompts: Markdown files whose placeholders are checked when they are loaded."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from langchain_core.prompts import (
    ChatPromptTemplate,
    HumanMessagePromptTemplate,
    PromptTemplate,
    SystemMessagePromptTemplate,
)
from langchain_core.prompts.string import get_template_variables

from assistant.errors import PromptError

PLACEHOLDERS = {
    "understand": frozenset({"question", "history"}),
    "write": frozenset({"question", "evidence", "not_said"}),
}
"""The prompts there are, each with the placeholders that its file must have."""


def load_prompt(name: str, folder: Traversable | None = None) -> ChatPromptTemplate:
    """Load a prompt and check its placeholders.

    Args:
        name: the file's name without `.md`. Its first part is what the model is told as a
            system message; a line `---` parts it from the user's message.
        folder: where the file is; the project's own prompts by default.

    Raises:
        PromptError: the file is missing, has no `---` line, or its placeholders are not
            those the code fills in.
    """
    path = (folder or _own_folder()).joinpath(f"{name}.md")
    if not path.is_file():
        raise PromptError(f"prompt {name!r} is missing at {path}; reinstall the package")
    system, line, human = path.read_text(encoding="utf-8").partition("\n---\n")
    if not line:
        raise PromptError(f"prompt {path} has no line '---' between system and user message")
    found = set(get_template_variables(system + human, "f-string"))
    if found != PLACEHOLDERS[name]:
        raise PromptError(
            f"prompt {path} has the placeholders {sorted(found)}; "
            f"it must have {sorted(PLACEHOLDERS[name])}"
        )
    return ChatPromptTemplate.from_messages([("system", system.strip()), ("human", human.strip())])


def prompt_hash(prompt: ChatPromptTemplate) -> str:
    """Return a short hash of a prompt's words, placeholders unfilled: equal only if they are."""
    return hashlib.sha256("\n---\n".join(_templates(prompt)).encode()).hexdigest()[:12]


def system_text(prompt: ChatPromptTemplate) -> str:
    """Return what a prompt tells the model as a system message, placeholders unfilled."""
    return _templates(prompt)[0]


def _templates(prompt: ChatPromptTemplate) -> list[str]:
    return [
        str(message.prompt.template)
        for message in prompt.messages
        if isinstance(message, (SystemMessagePromptTemplate, HumanMessagePromptTemplate))
        and isinstance(message.prompt, PromptTemplate)
    ]


def _own_folder() -> Traversable:
    """Find the prompts: inside an installed wheel, or beside the package in a checkout."""
    packaged = files("assistant").joinpath("_prompts")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "prompts"
