"""The README's examples run, and its table of settings is the settings."""

import re
import shlex
from operator import attrgetter
from pathlib import Path

import pytest

from assistant.cli import parser
from assistant.settings import PREFIX, VARIABLES, Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of a language, also where a list indents them."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """Every command of the shell blocks, without the variables set before it."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    split = [shlex.split(line, comments=True) for line in lines]
    return [[word for word in words if not re.match(r"[A-Z_]+=", word)] for words in split]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert "[1]" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [words[1:] for words in commands() if words[0] == "assistant"], ids=" ".join
)
def test_assistant_commands_are_understood(arguments: list[str]) -> None:
    assert parser().parse_args(arguments).run


def test_make_targets_are_there() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = {words[1] for words in commands() if words[0] == "make"}
    assert {"run", "test"} <= named <= set(targets)


def test_the_table_of_settings_is_complete() -> None:
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| (.+?) \|", README, re.MULTILINE)
    told = {name: default.strip("`") for name, default in rows}
    defaults = {name: attrgetter(".".join(path))(Settings()) for name, path in VARIABLES.items()}
    assert told == {name: str(value) if value else "none" for name, value in defaults.items()}


def test_pictures_are_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file()
