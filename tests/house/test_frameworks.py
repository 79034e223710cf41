"""What belongs to one framework stands in its pack: no id of it, and no count, in code."""

import ast
from collections.abc import Iterator

import pytest

from framework.pack import installed, load
from tests.support.process import ROOT

CODE = [p for top in ("bot", "dialogs", "framework", "storage") for p in (ROOT / top).rglob("*.py")]
PACKS = [load(folder) for folder in installed().values()]
IDS = {pack.id for pack in PACKS} | {
    part.id for pack in PACKS for part in (*pack.components, *pack.dimensions)
}
COMPONENTS, DIMENSIONS, CATEGORIES = 26, 4, 3
COUNTS = {COMPONENTS, DIMENSIONS, CATEGORIES}
"""How many there are of each in the first framework."""

WHOSE = ("ECLAC", "CEPAL")
"""Whose exercise the first one is, in whichever language: its pack says so, and nothing else."""

OF_SHAPE = {"components", "dimensions", "categories"}
"""What is counted of a framework."""

SIZES = {"bot/outputs/picture.py"}
"""Where such a number is a size of letters."""


def texts(tree: ast.AST) -> Iterator[str]:
    """The strings of a module that are no docstring, nor a text that stands alone."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def counted(tree: ast.AST) -> Iterator[str]:
    """Where such a count stands: by itself, or a small one beside what is counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.BinOp | ast.Call):
            beside = {p.value for p in ast.iter_child_nodes(node) if isinstance(p, ast.Constant)}
            if beside & COUNTS and OF_SHAPE & set(attributes(node)):
                yield ast.unparse(node)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value == COMPONENTS:
            yield str(node.value)


def attributes(tree: ast.AST) -> Iterator[str]:
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def test_no_framework_stands_in_code() -> None:
    found = {}
    for path in CODE:
        tree, name = ast.parse(path.read_text("utf-8")), str(path.relative_to(ROOT))
        wrong = [t for t in texts(tree) if t in IDS or any("-" in i and i in t for i in IDS)]
        wrong += [t for t in texts(tree) if any(whose in t for whose in WHOSE)]
        wrong += [] if name in SIZES else counted(tree)
        found[name] = wrong
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_it_looks_for() -> None:
    tree = ast.parse('"""ADM-T4."""\nx = "ADM-T4"\n"""ECO."""')
    assert [*texts(tree)] == ["ADM-T4"]
    source = "a = 4 * len(pack.dimensions)\nb = 4 + 5\nc = people * 26"
    assert [*counted(ast.parse(source))] == ["4 * len(pack.dimensions)", "26"]
    assert {"public_value", "readiness", "ADM-T4", "ECO", "STR-1"} <= IDS
    first = next(pack for pack in PACKS if pack.id == "public_value")
    shape = (first.components, first.dimensions, first.categories)
    assert {len(part) for part in shape} == COUNTS


@pytest.mark.parametrize("ending", ["toml", "j2", "js", "css"])
def test_what_is_for_all_frameworks_names_none(ending: str) -> None:
    """Neither whose exercise it is, nor how many questions it has."""
    found = {}
    for top in ("bot", "dialogs"):
        for path in (ROOT / top).rglob(f"*.{ending}"):
            lines = path.read_text("utf-8").splitlines()
            said = (line for line in lines if not line.startswith("#"))
            found[path] = [line for line in said if any(w in line for w in (*WHOSE, " 26 "))]
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}
