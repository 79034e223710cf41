"""The house as docs/design.md says it is: rooms, names, habits."""

import ast
import re
import subprocess
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from bot import VERSION
from tests import quick
from tests.support.process import ROOT

MODULES_MOST = 14
ROOMS = [
    path.parent
    for top in ("bot", "dialogs", "framework", "storage")
    for path in sorted((ROOT / top).rglob("*.py"))
    if path.name == "__init__.py"
]
DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))
LINES_MOST = 50
"""A page, at a hundred columns."""


def modules(room: Path) -> list[str]:
    """Its modules, without its first page."""
    return sorted(path.stem for path in room.glob("*.py") if path.stem != "__init__")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_a_room_is_small_and_says_what_belongs_there(room: Path) -> None:
    assert len(modules(room)) <= MODULES_MOST
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))


def test_no_module_stands_outside_a_room() -> None:
    for top in ("bot", "dialogs", "framework", "storage"):
        for path in (ROOT / top).rglob("*.py"):
            assert path.parent in ROOMS, path


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_no_two_modules_are_a_letter_apart(room: Path) -> None:
    for one, other in combinations(modules(room), 2):
        assert not one_edit(one.strip("_"), other.strip("_")), f"{one}, {other}"


def one_edit(one: str, other: str) -> bool:
    """Whether one name becomes the other by adding, dropping or changing one letter."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    steps = SequenceMatcher(None, short, long, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for what, a, b, c, d in steps if what != "equal") <= 1


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("pace", "place", True),
        ("note", "notes", True),
        ("card", "cart", True),
        ("erase", "export", False),
        ("desk", "plan", False),
    ],
)
def test_what_a_letter_apart_is(one: str, other: str, near: bool) -> None:
    assert one_edit(one, other) == near


# -- names of others -------------------------------------------------------------------------------


def private_imports(source: str) -> list[str]:
    """What is imported of others that begins with an underscore."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        found += [each for each in names if re.search(r"(^|\.)_(?!_)", each)]
    return found


@pytest.mark.parametrize(
    "path", sorted(p for t in ("bot", "storage") for p in (ROOT / t).rglob("*.py")), ids=name
)
def test_nothing_private_of_a_dependency_is_used(path: Path) -> None:
    assert private_imports(path.read_text("utf-8")) == []


def test_a_private_import_is_noticed() -> None:
    bad = "from click._termui_impl import Bar\nimport a._b\nfrom c import _d\n"
    assert private_imports(bad) == ["click._termui_impl.Bar", "a._b", "c._d"]
    assert private_imports("from __future__ import annotations\nimport a.b_c") == []


# -- names of ours ---------------------------------------------------------------------------------

MODULES = [p for t in ("bot", "dialogs", "framework", "storage") for p in (ROOT / t).rglob("*.py")]
FILES = {path.name for path in MODULES}


def named(source: str) -> set[str]:
    """The files that docstrings of a module name: `card.py`, `dialogs/core/post.py`."""
    nodes = ast.walk(ast.parse(source))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {name for text in texts for name in re.findall(r"`([\w/]+\.py)`", text)}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_that_a_docstring_names_is_there(path: Path) -> None:
    for each in named(path.read_text("utf-8")):
        there = (ROOT / each).is_file() if "/" in each else each in FILES
        assert there, f"{path} speaks of {each}, which is not there"


def test_a_name_that_is_gone_is_noticed() -> None:
    assert named('"""As `gone.py` has it."""\nx = 1\n"""Not `x`, but `a/b.py`."""') == {
        "gone.py", "a/b.py"
    }  # fmt: skip
    assert "gone.py" not in FILES
    assert "card.py" in FILES


# -- habits ----------------------------------------------------------------------------------------


def test_decisions_are_a_page_with_context_decision_and_consequences() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    assert len(DECISIONS) >= 10
    for number, path in enumerate(DECISIONS, 1):
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= LINES_MOST, path
        assert lines[0].startswith(f"# {number}. "), path
        assert [line for line in lines if line.startswith("## ")] == [
            "## Context", "## Decision", "## Consequences"
        ], path  # fmt: skip
        assert f"({path.name})" in index


def test_the_change_log_knows_this_release_and_the_next() -> None:
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## Unreleased", log, re.M)
    assert re.search(rf"^## (Unreleased \()?{re.escape(VERSION)}\b", log, re.M)


def test_commit_hooks_are_local() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"entry: (\S+)", hooks)) == {
        ".venv/bin/ruff", ".venv/bin/mypy", ".venv/bin/lint-imports"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("bot/commands/play.py", "tests/bot/test_play.py"),
        ("bot/rehearsal/acting.py", "tests/bot/test_play.py"),
        ("dialogs/words/en.toml", "tests/dialogs/test_words.py"),
        ("README.md", "tests/bot/test_readme.py"),
        ("docs/design.md", "tests/bot/test_way.py"),
        ("docs/facilitator.md", "tests/dialogs/test_commands.py"),
        ("docs/decisions/README.md", "tests/house/test_habits.py"),
        ("CHANGELOG.md", "tests/house/test_habits.py"),
        ("bot/platforms/telegram/polling.py", "tests/platforms/telegram/test_adapter.py"),
        ("bot/platforms/telegram/sending.py", "tests/bot/test_way.py"),
        ("bot/platforms/checking.py", "tests/platforms/conformance/test_conformance.py"),
        ("storage/tx.py", "tests/storage/test_tables.py"),
        ("tests/bot/test_play.py", "tests/bot/test_play.py"),
    ],
)
def test_quick_runs_what_concerns_a_change(changed: str, tests: str) -> None:
    found = quick.tests_of([changed])
    assert tests in found
    assert all((ROOT / path).is_file() for path in found)


def test_quick_finds_tests_for_every_module() -> None:
    ours = [path for room in ROOMS for path in map(name, room.glob("*.py"))]
    assert quick.untested(ours) == []
    assert quick.untested(["bot/app/app.py", "nowhere/near.py"]) == ["nowhere/near.py"]


def test_quick_plays_a_changed_scenario() -> None:
    (words,) = quick.commands(["tests/scenarios/notes.txt"])
    assert words[1:] == ["-m", "bot", "play", "--quiet", "tests/scenarios/notes.txt"]


def test_quick_runs_nothing_where_nothing_changed() -> None:
    assert list(quick.commands([])) == []


def test_quick_lints_only_what_changed() -> None:
    words = list(quick.commands(["bot/cli.py", "docs/design.md"]))
    assert [each[1:3] for each in words if each[0].endswith("ruff")] == [
        ["check", "--force-exclude"], ["format", "--check"]
    ]  # fmt: skip
    assert all("docs/design.md" not in each for each in words)


def test_nothing_that_was_made_by_the_way_is_kept() -> None:
    """What stands at the top is a room, a page, or something a tool looks for there."""
    git = ["git", "ls-files"]
    told = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    top = {name for name in told.splitlines() if "/" not in name and not name.startswith(".")}
    pages = {name for name in top if re.fullmatch(r"[A-Z]+\.md|requirements(-\w+)?\.txt", name)}
    known = {"Dockerfile", "LICENSE", "Makefile", "NOTICE", "compose.yaml", "pyproject.toml"}
    assert top - pages - known == set()
