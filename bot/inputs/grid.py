"""A file of rows and columns, whatever it was saved as: CSV, tab-separated, Excel.

What the cells mean is not looked at here. What had to be guessed is said in `said`.
"""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from bot.inputs.errors import AnswersError

DELIMITERS = ",;\t|"

SAMPLE = 10
"""So many lines tell what a file is parted by."""

NAMED = "sep="
"""Spreadsheets understand a first line `sep=;`."""

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

UNPACKED = 50 * 1024 * 1024
"""Bytes that an Excel file may unpack to: thousands of people have a fifth of it. A small file can
be made that unpacks to more than there is memory for."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
)
"""What the reader of Excel files raises at one that is none, or is broken."""

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: `name` of its sheet, and its lines that are not blank, each with its number."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds: one table, or of a spreadsheet one a sheet. `said`: what was guessed."""

    grids: tuple[Grid, ...]
    said: tuple[str, ...] = ()


def read(path: Path) -> Book:
    """The cells of a file, without the spaces around them. Raises `AnswersError`."""
    content = _content(path)
    if content.startswith(OLD_EXCEL):
        raise AnswersError(["is an old Excel file; save it as XLSX or as CSV UTF-8"])
    if content.startswith(ZIP):
        return Book(tuple(_sheets(content)))
    text, said = _decoded(content)
    return Book((Grid("", _records(text)),), said)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise AnswersError(["is a directory, not a table"]) from None
    except OSError as error:
        raise AnswersError([f"cannot be read: {error.strerror}"]) from None


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, and what to say where its encoding is a guess."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), ()
    try:
        text, said = content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        text = _strictly(content, "cp1252")
        said = f"It is not UTF-8 (line {line}), so it was read as Windows-1252: look at accents."
    if text.startswith(("%PDF", "<html", "<!DOCTYPE", "<?xml", "{")):
        raise AnswersError(["is no table; save it as XLSX or as CSV UTF-8"])
    return text, (said,) if said else ()


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise AnswersError(["is no text in an encoding known here; save it as CSV UTF-8"]) from None


def _records(text: str) -> list[Line]:
    """The records with the line each begins on, without blank ones."""
    first, _, rest = text.lstrip().partition("\n")
    named = first.strip().strip('"')
    if named.casefold().startswith(NAMED) and len(named) <= len(NAMED) + 1:
        above = text[: len(text) - len(rest)].count("\n")
        return list(_lines(rest, named[len(NAMED) :] or "\t", above + 1))
    return list(_lines(text, _delimiter(text)))


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into most fields: of most lines, not of the longest.

    A heading may be a sentence with commas in it, a note too.
    """

    def fields(delimiter: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        widths = [len(row) for row in islice((row for row in rows if row), SAMPLE)]
        return (median(widths), widths[0]) if widths else (0, 0)

    return max(DELIMITERS, key=fields)


def _lines(text: str, delimiter: str, line: int = 1) -> Iterable[Line]:
    source, begin = io.StringIO(text, newline=""), line
    try:
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = begin + reader.line_num
    except csv.Error as error:
        raise AnswersError([f"line {line}: is not CSV: {error}"]) from None


def _sheets(content: bytes) -> Iterable[Grid]:
    """The sheets of an Excel file that can be seen."""
    import openpyxl  # here, since everything that starts would wait for it

    try:
        if sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(content)).filelist) > UNPACKED:
            raise AnswersError(["is far too large for a table of answers; save it as CSV UTF-8"])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms and styles, which nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield Grid(sheet.title, list(_rows(sheet.iter_rows(values_only=True))))
    except UNREADABLE:
        raise AnswersError(["is no Excel file that can be read; save it as CSV UTF-8"]) from None


def _rows(rows: Iterable[Iterable[object]]) -> Iterable[Line]:
    """The rows that are not blank, without the blank cells at their end."""
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _cell(value: object) -> str:
    """What a cell shows: 4, not 4.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
