"""The house rules that no tool checks: light imports, pinned dependencies, clean files."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PACKAGE = "assistant"

MODULES = sorted((ROOT / PACKAGE).rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines]
    for name, lines in PROJECT["optional-dependencies"].items()
}

# A path of somebody's machine: not one inside a longer path or a URL.
MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:root|work|opt|mnt|(?:home|Users)/\w+)/")


LIGHT = """
import sys
import {module}
heavy = {{
    "assistant.models", "assistant.store", "chromadb", "langchain", "langchain_core",
    "openvino", "sentence_transformers", "sqlite3", "tokenizers", "torch", "transformers",
}}
found = heavy & set(sys.modules)
assert not found, found
"""


@pytest.mark.parametrize(
    "module", ["assistant.text.words", "assistant.asking.query", "assistant.asking.suggestions"]
)
def test_what_is_about_words_alone_loads_at_once(module: str) -> None:
    subprocess.run([sys.executable, "-c", LIGHT.format(module=module)], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.name == "__init__.py" and path.parent.name != PACKAGE],
    ids=lambda path: path.parent.name,
)
def test_a_room_holds_nothing_at_its_door(path: Path) -> None:
    assert path.parent.name == "models" or len(ast.parse(path.read_text("utf-8")).body) == 1


def test_what_is_declared_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins: dict[str, Version] = {}
    for line in lines:
        if not line.startswith("#"):
            name, version = line.split("==")  # nothing but pins: no hosts, no paths
            assert version == Version(version).public, f"{line}: a local build is not for all"
            pins[canonicalize_name(name)] = Version(version)
    for requirement in [*REQUIREMENTS, *(r for extra in EXTRAS.values() for r in extra)]:
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier


def test_no_file_names_a_path_of_a_machine() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listing.returncode != 0:
        pytest.skip("optional: not a git checkout")
    found = [
        f"{path}: {match.group()}"
        for path in filter(None, listing.stdout.split("\0"))
        if (ROOT / path).is_file()
        for match in MACHINE_PATH.finditer((ROOT / path).read_text("utf-8", errors="replace"))
    ]
    assert not found


NO_SKIPS = ("-p", "tests.plugins.no_skips")
SKIPPING = """
import pytest

@pytest.mark.parametrize("reason", ["optional: slow", "no chromium"])
def test_skips(reason):
    pytest.skip(reason)

@pytest.mark.xfail
def test_known_to_fail():
    assert False
"""


@pytest.mark.parametrize(
    ("ci", "outcomes"),
    [("true", {"failed": 1, "skipped": 1, "xfailed": 1}), ("", {"skipped": 2, "xfailed": 1})],
)
def test_a_skipped_test_fails_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcomes: dict[str, int]
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makepyfile(SKIPPING)
    assert pytester.runpytest_inprocess(*NO_SKIPS).parseoutcomes() == outcomes


@pytest.mark.parametrize(
    ("ci", "exit_code"),
    [("true", pytest.ExitCode.INTERRUPTED), ("", pytest.ExitCode.NO_TESTS_COLLECTED)],
)
def test_a_skipped_module_fails_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, exit_code: pytest.ExitCode
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makepyfile("import pytest\npytest.importorskip('no_such_library')")
    assert pytester.runpytest_inprocess(*NO_SKIPS).ret == exit_code
