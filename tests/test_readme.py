"""The README's examples run, and its table of settings is the settings."""

import re
import shlex
from pathlib import Path

import pytest

from assistant.cli import parser
from assistant.settings import PREFIX, Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert "[1]" in capsys.readouterr().out


@pytest.mark.parametrize("line", [row for block in blocks("sh") for row in block.splitlines()])
def test_commands_are_understood(line: str) -> None:
    command, *arguments = shlex.split(line, comments=True)
    if command == "assistant":
        assert parser().parse_args(arguments).run
    else:
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert command == "make"
        assert arguments[0] in targets


def test_the_table_of_settings_is_complete() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (.+?) \|", README, re.MULTILINE)
    defaults = {name.lower(): default.strip("`") for name, default in rows}
    expected = {name: str(field.default) or "none" for name, field in Settings.model_fields.items()}
    assert {n: d.removesuffix(".0") for n, d in expected.items()} == defaults


def test_pictures_are_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file()
