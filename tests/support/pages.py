"""The blocks of code on the pages: what stands in fences, and what is indented."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^ *```(\w*)$")
INDENTED = re.compile(r"^ {4,}\S")


@dataclass(frozen=True)
class Block:
    """One block: where it begins, of what kind (a fence's word, else empty), its lines."""

    page: str
    line: int
    kind: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def blocks(page: Path) -> Iterator[Block]:
    """Every block of a page, in order."""
    name = str(page.relative_to(ROOT))
    lines = page.read_text(encoding="utf-8").splitlines()
    at = 0
    while at < len(lines):
        begin, kind = at, FENCE.match(lines[at])
        if kind:
            at = next(n for n in range(at + 1, len(lines)) if FENCE.match(lines[n]))
            yield Block(name, begin + 1, kind[1] or "?", tuple(lines[begin + 1 : at]))
        elif INDENTED.match(lines[at]) and not lines[at - 1].strip():
            while at < len(lines) and INDENTED.match(lines[at]):
                at += 1
            inside = (line.strip() for line in lines[begin:at])
            yield Block(
                name, begin + 1, "", tuple(line.partition("  #")[0].strip() for line in inside)
            )
        at += 1
