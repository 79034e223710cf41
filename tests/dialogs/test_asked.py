"""No sentence is forgotten, none is left over, and those about buttons say what stands on them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from bot.app.library import DIALOGS, Files
from dialogs import asked, commands
from dialogs.sentences import LABELS, WordsError, flatten, parse
from dialogs.words import environment
from framework.files import DataError
from tests.support.process import ROOT

LAYOUTS = environment(DIALOGS / "templates")
WORDS = Files().words
LANGUAGES = sorted(WORDS)
ENGLISH = WORDS["en"].sentences
PLATFORMS = ("telegram", "slack", "demo")
FREE = ("article.", "language.name")
"""What each language has as it needs it, or says of itself."""


@cache
def raw(language):
    return tomllib.loads((DIALOGS / "words" / f"{language}.toml").read_text("utf-8"))


def whole(key):
    """A key without its plural."""
    return key.removesuffix(".one").removesuffix(".other")


# -- what the code asks for ------------------------------------------------------------------------

CALLS = {
    "refuse": (0, "refuse."),
    "button": (2, "button."),
    "entry": (2, "button."),
    "Reply": (0, ""),
    "say": (0, ""),
    "text": (0, ""),
    "said": (1, ""),
}
"""Functions that are given a key: at which place, and what they put before it."""

LISTS = {
    "dialogs/findings/about.py": "report.",
    "bot/outputs/report.py": "report.",
    "bot/outputs/tables.py": "export.",
}
"""Files whose lists of words are keys of this section, as far as it has them."""

SECTIONS = {key.partition(".")[0] for key in ENGLISH if "." in key}


def texts(node):
    return (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and type(n.value) is str)


def given(call):
    """The keys that a call is given whole, also those of either side of a condition."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    place, before = CALLS.get(name, (-1, ""))
    key = call.args[place] if 0 <= place < len(call.args) else None
    sides = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
    for side in sides:
        if isinstance(side, ast.Constant) and isinstance(side.value, str):
            yield before + side.value
    for keyword in call.keywords:
        if keyword.arg == "say":
            yield from filter(None, texts(keyword.value))


def asks(path) -> Iterator[tuple[str, int]]:
    """Every key that stands whole in a file of the program, and its line."""
    section = LISTS.get(str(path.relative_to(ROOT)), "")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            own = getattr(node.func, "attr", "") == "say" and section == "report."
            for key in given(node):
                yield (f"report.{key}" if own else key), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            head, dot, rest = node.value.partition(".")
            if dot and head in SECTIONS and rest.isidentifier() and rest not in ("py", "toml"):
                yield node.value, node.lineno
            elif section + node.value in ENGLISH:
                yield section + node.value, node.lineno


@cache
def asked_for():
    """Every key, with a place that asks for it."""
    found = {key: "a table" for key in asked.of_tables()}
    found |= {key: "a layout" for key in asked.of_layouts(LAYOUTS)}
    found |= {f"privacy.platform_{name}": "a platform" for name in PLATFORMS}
    for room in ("dialogs", "bot"):
        for path in sorted((ROOT / room).rglob("*.py")):
            found |= {key: f"{path.relative_to(ROOT)}:{line}" for key, line in asks(path)}
    return found


def forgotten(there):
    """What is asked for and not there: key by place."""
    known = {whole(key) for key in there} | set(there)
    return {key: place for key, place in asked_for().items() if key not in known}


def test_x():
    print(forgotten(ENGLISH))
    print({whole(k) for k in ENGLISH if whole(k) not in asked_for() and k not in asked_for() and not k.startswith(FREE)})
    assert 0
