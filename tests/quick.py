"""What `make quick` runs: the lint of what was changed, and the tests that concern it.

    python -m tests.quick            what differs from main, committed or not
    python -m tests.quick dialogs    all tests of a room, a folder below tests/

The tests of a changed module are those that import it, carry its name, or reach it through its
room; of a page, words file, pack or script, those that read it. A changed scenario is played. The
other scenarios and the crashes are left to `make test`: what is quick is run often. Everything is
decided from the names of files, so that it can be tested without git.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent

# A pattern is matched at the beginning of a file's name. Most modules are reached through a door of
# their room, so that no test imports them or carries their name; pages and words are no modules.
ALSO = {
    r"dialogs/(words|templates)/": ("tests/dialogs/test_words.py", "tests/dialogs/test_show.py"),
    r"dialogs/scripts/": ("tests/dialogs/test_script.py",),
    r"dialogs/core/addresses/": ("tests/dialogs/test_addresses.py",),
    r"dialogs/core/due/": ("tests/dialogs/test_copilot.py", "tests/dialogs/test_course.py"),
    r"dialogs/core/evolve/": ("tests/dialogs/test_evolve.py",),
    r"dialogs/core/facts/": ("tests/dialogs/test_evolve.py", "tests/storage/test_ledger.py"),
    r"dialogs/core/public/": ("tests/dialogs/test_public.py",),
    r"dialogs/core/\w+\.py": ("tests/dialogs/test_evolve.py",),
    r"dialogs/findings/\w+\.py": ("tests/dialogs/test_findings.py",),
    r"dialogs/talk/": ("tests/dialogs/test_engine.py", "tests/dialogs/test_show.py"),
    r"dialogs/phrases\.py": ("tests/dialogs/test_show.py",),
    r"framework/packs/": ("tests/**/test_pack.py",),
    r"framework/.*\.py": ("tests/**/test_assess.py",),
    r"storage/": ("tests/storage/test_tables.py", "tests/storage/test_ledger.py"),
    r"bot/app/": ("tests/bot/test_app.py", "tests/bot/test_way.py"),
    r"bot/delivery/": ("tests/bot/test_delivery.py", "tests/bot/test_way.py"),
    r"bot/commands/": ("tests/bot/test_admin.py", "tests/bot/test_readme.py"),
    r"bot/inputs/": ("tests/bot/test_inputs.py",),
    r"bot/outputs/": ("tests/bot/test_picture.py", "tests/bot/test_report.py"),
    r"bot/platforms/(\w+)/": (r"tests/platforms/\1/test_adapter.py", "tests/bot/test_way.py"),
    r"bot/platforms/\w+\.py": ("tests/platforms/conformance/test_*.py",),
    r"bot/platforms/memory/": ("tests/bot/test_play.py",),
    r"bot/rehearsal/": ("tests/bot/test_play.py",),
    r"bot/\w+\.py": ("tests/bot/test_run.py",),
    r"docs/": ("tests/bot/test_way.py", "tests/bot/test_readme.py", "tests/house/test_habits.py"),
    r"docs/facilitator\.md": ("tests/dialogs/test_commands.py",),
    r"(README|CONTRIBUTING|SECURITY)\.md": ("tests/bot/test_readme.py",),
    r"CHANGELOG\.md|\.pre-commit|.*/__init__\.py": ("tests/house/test_habits.py",),
    r"Makefile|pyproject\.toml|compose\.yaml": ("tests/bot/test_readme.py",),
    r"(Docker|\.docker|deploy/)": ("tests/bot/test_container.py",),
}
"""Which tests concern files beside those that import them or carry their name."""

SLOW = ("test_crash", "test_scenario", "test_crowd", "test_outage", "test_changes")
"""Tests that take longer than anybody waits; `make test` runs them."""

LONG = (*SLOW, "test_fit", "test_disclosure")
"""Left out of a whole room, too; what they are about, when it is changed, runs them."""

CHANGED_MOST = 8
"""With more changed modules than this, only tests that carry a module's name are run."""


def changed() -> list[str]:
    """The files that differ from main, or from the last commit on main itself; new ones too."""
    base = _git("merge-base", "HEAD", "main") or _git("merge-base", "HEAD", "origin/main")
    found = _git("diff", "--name-only", "--diff-filter=d", (base or ["HEAD"])[0])
    return sorted({*found, *_git("ls-files", "--others", "--exclude-standard")})


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else []


def tests_of(files: Iterable[str]) -> list[str]:
    """The test files that concern these files."""
    files = list(files)
    modules = [name for name in files if name.endswith(".py") and not name.startswith("tests/")]
    found = {name for name in files if re.fullmatch(r"tests/.*/test_\w+\.py", name)}
    found |= {path for name in files for path in _also(name)}
    for path in _glob("tests/**/test_*.py"):
        if any(_concerns(path, _read(path), name, many=len(modules)) for name in modules):
            found.add(path)
    return sorted(path for path in found if not any(name in path for name in SLOW))


def whole(room: str) -> list[str]:
    """The test files of a room, but for the long ones."""
    return sorted(p for p in _glob(f"tests/{room}/**/test_*.py") if not any(s in p for s in LONG))


def _also(name: str) -> Iterator[str]:
    """The tests that the table names for a file, as far as they are there."""
    for start, patterns in ALSO.items():
        if there := re.match(start, name):
            for pattern in patterns:
                yield from _glob(there.expand(pattern))


def untested(files: Iterable[str]) -> list[str]:
    """The modules among these files that no test was found for."""
    modules = [name for name in files if name.endswith(".py") and not name.startswith("tests/")]
    return [name for name in modules if not tests_of([name])]


def scenarios_of(files: Iterable[str]) -> list[str]:
    """The conversations among these files."""
    return [name for name in files if re.fullmatch(r"tests/scenarios/\w+\.txt", name)]


@cache
def _glob(pattern: str) -> tuple[str, ...]:
    return tuple(str(path.relative_to(ROOT)) for path in ROOT.glob(pattern))


@cache
def _read(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def _concerns(path: str, text: str, module: str, *, many: int) -> bool:
    """Whether a test carries a module's name, or imports it."""
    *folders, stem = Path(module).with_suffix("").parts
    if Path(path).stem == f"test_{stem.strip('_')}":
        return True
    folder = re.escape(".".join(folders))
    imports = rf"from {folder}\.{stem} import|from {folder} import .*\b{stem}\b"
    return many <= CHANGED_MOST and bool(re.search(imports, text))


def commands(files: list[str], room: str = "") -> Iterator[list[str]]:
    """What is run, one after the other."""
    python = [name for name in files if name.endswith(".py")]
    if python:
        yield [f"{BIN}/ruff", "check", "--force-exclude", *python]
        yield [f"{BIN}/ruff", "format", "--check", "--force-exclude", *python]
    if any(not name.startswith("tests/") for name in python):
        yield [f"{BIN}/mypy"]
        yield [f"{BIN}/lint-imports"]
    if tests := whole(room) if room else tests_of(files):
        yield [sys.executable, "-m", "pytest", "-n", "2", "--maxfail=10", *tests]
    for scenario in [] if room else scenarios_of(files):
        yield [sys.executable, "-m", "bot", "play", "--quiet", scenario]


def main(room: str = "") -> int:
    """Run it all, until something fails; gives the exit code."""
    files = changed()
    if room and not (ROOT / "tests" / room).is_dir():
        print(f"There is no tests/{room}.")
        return 2
    for words in commands(files, room):
        print("$", " ".join(words).replace(f"{BIN}/", ""))
        fewer = {**os.environ, "TIMES": os.environ.get("TIMES", "0.1")}
        if code := subprocess.run(words, cwd=ROOT, env=fewer, check=False).returncode:
            return code
    for name in untested(files):
        print(f"No test was found for {name}: `make test` runs them all.")
    differ = "1 file differs" if len(files) == 1 else f"{len(files)} files differ"
    print(f"{differ} from main: nothing is wrong, as far as this looks.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
