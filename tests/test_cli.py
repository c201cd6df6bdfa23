"""The command line: what is printed, and the exit codes."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

import assistant
from assistant import Assistant
from assistant.cli import main
from tests.conftest import ROOT

HEAVY = {"chromadb", "gradio", "langchain_core", "rich", "slack_sdk", "tokenizers", "torch"}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "store"))


Output = pytest.CaptureFixture[str]


def test_add_ask_list_remove(capsys: Output) -> None:
    assert main(["add", str(ROOT / "corpus")]) == 0
    assert "1 added" in capsys.readouterr().out

    assert main(["ask", "How many people were injured in the strike?"]) == 0
    printed = capsys.readouterr().out
    assert "[1]" in printed
    assert "five injuries" in printed
    assert "dibis-strike" in printed

    assert main(["ask", "--json", "who won the 2022 World Cup?"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "unanswered"

    assert main(["articles"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert main(["remove", line.split()[0]]) == 0
    assert main(["articles"]) == 0
    assert not capsys.readouterr().out


def test_a_damaged_index_is_named_and_rebuilt(capsys: Output, tmp_path: Path) -> None:
    assert main(["add", str(ROOT / "corpus")]) == 0
    [chroma] = (tmp_path / "store").rglob("chroma.sqlite3")
    chroma.write_bytes(b"garbage" * 1000)
    question = "How many people were injured in the strike?"
    assert main(["ask", question]) == 2
    assert "run 'assistant rebuild'" in capsys.readouterr().err
    assert main(["rebuild"]) == 0
    assert "1 added" in capsys.readouterr().out
    assert main(["ask", question]) == 0


def test_failures_are_named_and_the_rest_is_added(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0")
    (tmp_path / "good.txt").write_text("It rained.")
    assert main(["add", str(tmp_path / "bad.txt"), str(tmp_path / "good.txt")]) == 0
    output = capsys.readouterr()
    assert "1 added, 0 updated, 0 unchanged, 1 failed" in output.out
    assert "bad.txt: it is binary" in output.err
    assert main(["add", str(tmp_path / "bad.txt")]) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "no-such-file"], "there is no file or folder 'no-such-file'"),
        (["ask", " "], "the question is empty"),
        (["remove", "nobody"], "no article has the id 'nobody'"),
        (["ask", "why?", "--from", "2023-02-01", "--to", "2023-01-01"], "swap them"),
    ],
)
def test_wrong_use_is_one_line(capsys: Output, arguments: list[str], message: str) -> None:
    assert main(arguments) == 2
    [line] = [row for row in capsys.readouterr().err.splitlines() if row.startswith("assistant: ")]
    assert message in line


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["ask"], ["ask", "why?", "--from", "x"]])
def test_wrong_arguments_exit_with_2(capsys: Output, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_wrong_setting_is_one_line(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_SOTRE", "x")
    assert main(["articles"]) == 2
    assert capsys.readouterr().err.startswith("assistant: ASSISTANT_SOTRE is not a setting")


@pytest.mark.parametrize(
    "code",
    [
        "import assistant; assistant.Answer, assistant.Settings",
        "from assistant.cli import parser; parser().format_help()",
        "from assistant.cli import main; assert main(['articles']) == 0",
        "from assistant.cli import main; assert main(['feedback']) == 0",
    ],
)
def test_what_needs_no_model_loads_none(dibis: Assistant, code: str) -> None:
    loaded = "import sys; print('loaded:', *sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; {loaded}"],
        env=os.environ | {"ASSISTANT_STORE": str(dibis.retriever.store.folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    printed, _, modules = run.stdout.rpartition("loaded:")
    assert not HEAVY & set(modules.split())
    # It lists them although the store is open in this process.
    assert ("dibis-strike" in printed) is ("articles" in code)


def test_every_public_name_can_be_imported() -> None:
    assert all(hasattr(assistant, name) for name in dir(assistant))
    assert not hasattr(assistant, "no_such_name")


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "assistant", "articles"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "")


def test_a_users_line_is_made_of_a_password_from_standard_input(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("a secret\n"))
    assert main(["user", "ada"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("ada:$2b$")
    assert "secret" not in printed
