"""Tables as files: CSV, JSON, and workbooks that print well and say what they are."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Value = str | int | float | bool | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60
"""Characters that a column is wide at most."""

HEAD = {"bold": True, "bg_color": "#E1EDF9"}

PAPER = 9
"""A4, as Excel numbers papers."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; `key` and `head` are what programs call it, `title` and `shown` what people do."""

    key: str
    title: str
    head: tuple[str, ...]
    shown: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def harmless(value: Value) -> Value:
    """A text that no spreadsheet takes for a formula."""
    risky = isinstance(value, str) and value.lstrip(" ").startswith(FORMULA)
    return f"'{value}" if risky else value


def as_csv(sheet: Sheet) -> bytes:
    """With a mark at the beginning that tells spreadsheets its encoding."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(sheet.head)
    writer.writerows([harmless(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_json(made: Sequence[Sheet], whole: Mapping[str, Any]) -> bytes:
    """All tables, and the whole assessment."""
    tables = {
        sheet.key: [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows] for sheet in made
    }
    return dumped({**tables, "assessment": whole})


def dumped(data: Mapping[str, Any]) -> bytes:
    """Data as JSON that can be read."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def as_xlsx(made: Sequence[Sheet], title: str, only: str, author: str, at: int) -> bytes:
    """A sheet each, its columns named for people. `only` says on each page whom it is for."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # here, since everything that starts would wait for it

    with xlsxwriter.Workbook(written, options) as book:
        created = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
        told = {"title": title, "author": author or "valuemap", "comments": only}
        book.set_properties({**told, "created": created})
        bold = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E1EDF9"}
        )
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in made:
            page = book.add_worksheet(sheet.title[:31])
            _filled(page, sheet, bold, wrapped)
            _printed(page, sheet, title, only)
    return written.getvalue()


def _filled(page: Any, sheet: Sheet, bold: Any, wrapped: Any) -> None:
    """The cells; the head stays in view, and its columns can be filtered."""
    page.freeze_panes(1, 0)
    page.write_row(0, 0, sheet.shown, bold)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.head) - 1)
    for n, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            if value is not None:
                page.write(n, column, harmless(value), wrapped)
    for column, name in enumerate(sheet.shown):
        found = [len(str(row[column])) for row in sheet.rows] + [len(name)]
        page.set_column(column, column, min(WIDEST, max(found) + 2))


def _printed(page: Any, sheet: Sheet, title: str, only: str) -> None:
    """On paper: across, as wide as a page, the head again on each, and what it is."""
    page.set_landscape()
    page.set_paper(PAPER)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&L{_plain(title)}&R{_plain(sheet.title)}")
    page.set_footer(f"&L{_plain(only)}&R&P / &N")


def _plain(text: str) -> str:
    """A text for a head or foot, in which & begins a command; 255 characters are the limit."""
    return text[:90].replace("&", "&&")
