"""The font of the picture: which characters it has, and how wide they are.

A renderer drops a character that its font lacks without a word: a missing minus sign turned −2
into 2. So every text is compared with the font's own character map before it is drawn, and what
is missing is drawn as a box and written to the log.
"""

import logging
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "inter"
FILES = (FOLDER / "Inter-Regular.otf", FOLDER / "Inter-Bold.otf")
BOX = "□"
"""Stands for a character that the font does not have."""

log = logging.getLogger("valuemap")


class Font:
    """One font file, as far as layout needs it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        tables = self._tables()
        (units,) = struct.unpack_from(">H", content, tables["head"] + 18)
        (measured,) = struct.unpack_from(">H", content, tables["hhea"] + 34)
        self._advances: list[float] = [
            struct.unpack_from(">H", content, tables["hmtx"] + 4 * n)[0] / units
            for n in range(measured)
        ]
        self.glyphs = dict(self._characters(tables["cmap"]))

    def _tables(self) -> dict[str, int]:
        """Where each table begins, by its name."""
        (count,) = struct.unpack_from(">H", self._content, 4)
        rows = (struct.unpack_from(">4s3I", self._content, 12 + 16 * n) for n in range(count))
        return {tag.decode("latin-1"): offset for tag, _, offset, _ in rows}

    def _characters(self, cmap: int) -> Iterator[tuple[str, int]]:
        """Each character with the number of its glyph, from a map of format 4 (OpenType, cmap)."""
        (first,) = struct.unpack_from(">I", self._content, cmap + 8)
        start = cmap + first
        form, _, _, doubled = struct.unpack_from(">4H", self._content, start)
        if form != 4:
            raise ValueError(f"a character map of format {form}")
        size = doubled // 2
        row = f">{size}H"
        ends = struct.unpack_from(row, self._content, start + 14)
        starts = struct.unpack_from(row, self._content, start + 16 + doubled)
        deltas = struct.unpack_from(row, self._content, start + 16 + 2 * doubled)
        offsets_at = start + 16 + 3 * doubled
        offsets = struct.unpack_from(row, self._content, offsets_at)
        for n in range(size):
            for code in range(starts[n], min(ends[n], 0xFFFE) + 1):
                glyph = code
                if offsets[n]:
                    at = offsets_at + 2 * n + offsets[n] + 2 * (code - starts[n])
                    (glyph,) = struct.unpack_from(">H", self._content, at)
                if number := (glyph + deltas[n]) % 65536:
                    yield chr(code), number

    def width(self, text: str, size: float) -> float:
        """How wide a line is, in the unit of `size`."""
        last = len(self._advances) - 1
        return size * sum(self._advances[min(self.glyphs.get(c, 0), last)] for c in text)


@cache
def fonts() -> tuple[Font, Font]:
    """Regular and bold."""
    regular, bold = (Font(path.read_bytes()) for path in FILES)
    return regular, bold


def legible(text: str) -> str:
    """The text as the fonts can draw it: a box for whatever they lack, white space as a space."""
    regular, bold = fonts()
    have = regular.glyphs.keys() & bold.glyphs.keys()
    missing = sorted({c for c in text if c not in have and not c.isspace()})
    if missing:
        codes = ", ".join(f"U+{ord(c):04X}" for c in missing)
        log.warning("the picture's font lacks %s: drawn as a box", codes)
    return " ".join("".join(c if c in have or c.isspace() else BOX for c in text).split())


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width`; a word wider than that is cut, never dropped."""
    font = fonts()[bold]
    lines = [""]
    for word in legible(text).split(" "):
        while word:
            candidate = f"{lines[-1]} {word}".strip()
            if font.width(candidate, size) <= width:
                lines[-1], word = candidate, ""
            elif lines[-1]:
                lines.append("")
            else:
                fits = _fitting(font, word, width, size)
                lines[-1], word = word[:fits], word[fits:]
                lines += [""] if word else []
    return [line for line in lines if line]


def _fitting(font: Font, word: str, width: float, size: float) -> int:
    """How many characters of a word fit, one at least."""
    fits = 1
    while fits < len(word) and font.width(word[: fits + 1], size) <= width:
        fits += 1
    return fits
