"""Prompts: Markdown files whose placeholders are checked when they are loaded."""

import hashlib
from collections.abc import Mapping
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

from assistant.asking.forms import Form
from assistant.errors import PromptError

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "understand": frozenset({"question", "history"}),
    "plan": frozenset({"question", "titles"}),
    "write": frozenset({"question", "material", "not_said", "today", "note", "form"}),
    **{form: frozenset[str]() for form in Form},
}
"""The files there are, each with the placeholders that it must have."""


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
    return _prompt(name, _read(name, folder))


def load_writing(folder: Traversable | None = None) -> dict[Form, ChatPromptTemplate]:
    """Load the prompts to write with: `write.md` with what each form's own file says in it.

    Args:
        folder: where the files are; the project's own prompts by default.

    Raises:
        PromptError: as for `load_prompt`.
    """
    whole = _read("write", folder)
    return {
        form: _prompt("write", whole.replace("{form}", _read(form, folder).strip()))
        for form in Form
    }


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


def _read(name: str, folder: Traversable | None) -> str:
    """Read a file and check its placeholders."""
    path = (folder or _own_folder()).joinpath(f"{name}.md")
    if not path.is_file():
        raise PromptError(f"prompt {name!r} is missing at {path}; reinstall the package")
    text = path.read_text(encoding="utf-8")
    found = set(get_template_variables(text, "f-string"))
    if found != PLACEHOLDERS[name]:
        raise PromptError(
            f"prompt {path} has the placeholders {sorted(found)}; "
            f"it must have {sorted(PLACEHOLDERS[name])}"
        )
    return text


def _prompt(name: str, text: str) -> ChatPromptTemplate:
    system, line, human = text.partition("\n---\n")
    if not line:
        raise PromptError(f"prompt {name}.md has no line '---' between system and user message")
    return ChatPromptTemplate.from_messages([("system", system.strip()), ("human", human.strip())])


def _own_folder() -> Traversable:
    """Find the prompts: inside an installed wheel, or beside the package in a checkout."""
    packaged = files("assistant").joinpath("_prompts")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "prompts"
