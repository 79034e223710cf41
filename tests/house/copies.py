"""A copy of the project in which something is changed, and which is then run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.process import OURS, ROOT

ROOMS = ("bot", "dialogs", "framework", "storage", "tests", "docs")
PAGES = ("README.md", "pyproject.toml", "Makefile", ".env.example")
NOT_COPIED = shutil.ignore_patterns("benchmarks", "*.db", "*.png", "*.pyc.*")
"""What is compiled goes along and is still true there, as long as its source is not changed."""


class House:
    """A copy of the project. `touched` are the files by which it differs from ours."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        for room in ROOMS:
            shutil.copytree(ROOT / room, folder / room, ignore=NOT_COPIED)
        for page in PAGES:
            shutil.copy(ROOT / page, folder)

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        """Make a file, or put another text into it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def put(self, path: str, before: str, after: str) -> None:
        """Replace what stands in a file once."""
        text = self.read(path)
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {path}"
        self.write(path, text.replace(before, after))

    @property
    def touched(self) -> set[str]:
        return {name for name, text in self._files() if _ours(name) != text}

    def _files(self) -> Iterator[tuple[str, bytes]]:
        paths = [p for room in ROOMS for p in (self.root / room).rglob("*")]
        for path in [*paths, *(self.root / page for page in PAGES)]:
            name = str(path.relative_to(self.root))
            if path.is_file() and "__pycache__" not in name:
                yield name, path.read_bytes()

    def run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """`valuemap …` as it is in this copy."""
        return self.python("-m", "bot", *words, **settings)

    def python(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Python in this copy."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=self.root, env=bare(**settings), capture_output=True, text=True, check=False,
        )  # fmt: skip


def bare(**settings: str) -> dict[str, str]:
    """An environment with these settings and none of this machine's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return {**kept, **settings}


def _ours(name: str) -> bytes | None:
    return (ROOT / name).read_bytes() if (ROOT / name).is_file() else None
