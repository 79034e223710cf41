"""The files that an exercise ends in, made from its findings: for the channel, and for a directory.

Everything here works on an exercise that is nobody else's, and waits for other processes: it is
called in a thread.
"""

import pickle
from collections.abc import Iterable
from pathlib import Path

from bot.outputs.actions import actions
from bot.outputs.apart import apart, forgetful
from bot.outputs.calendar import ics
from bot.outputs.html import html
from bot.outputs.pages.blocks import Entry, Report
from bot.outputs.pages.brief import brief
from bot.outputs.pages.nextform import nextform
from bot.outputs.pages.report import report
from bot.outputs.picture import png, svg
from bot.platforms.base import Upload
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from dialogs.findings.chart import said
from dialogs.findings.findings import Findings, findings
from dialogs.findings.nextforms import NextForm
from dialogs.words import Words


@forgetful()
def make(x: Exercise, file: File, entry: Entry | None = None) -> Upload:
    """The file that a post stands for; a report ends with the `entry` of its result in the record.

    Raises `ApartError` if it cannot be drawn, `ValueError` if there is nothing to show yet.
    """
    if file.kind == "dates":
        return Upload(file.name, ics(file.entries, file.made), file.caption)
    found = findings(x, file.language)
    if found is None:
        raise ValueError("there are no results yet")
    words = x.language_of(file.language)
    if file.kind == "brief":
        return Upload(file.name, _word(brief(found, words), b""), file.caption)
    image = png(svg(found, words))
    if file.kind == "picture":
        return Upload(file.name, image, file.caption, picture=True, alt=found.alt)
    return Upload(file.name, _word(report(found, words, entry), image), file.caption)


def brief_files(found: Findings, words: Words) -> dict[str, bytes]:
    """The one page, by file name: as a page and for Word. Raises `ApartError`."""
    page = brief(found, words)
    name = f"{found.name}-{said(words, 'brief.name')}"
    return {f"{name}.html": html(page).encode(), f"{name}.docx": _word(page, b"")}


def form_files(found: Findings, forms: Iterable[NextForm], words: Words) -> dict[str, bytes]:
    """The forms that come next, each for Word, by file name. Raises `ApartError`."""
    return {
        f"{found.name}-{form.id}.docx": _word(nextform(found, form, words), b"") for form in forms
    }


def _word(it: Report, image: bytes) -> bytes:
    return apart("bot.outputs.docx", pickle.dumps((it, image)))


def folder(
    found: Findings,
    words: Words,
    theme: str = "light",
    entry: Entry | None = None,
    marking: str = "",
) -> dict[str, bytes]:
    """Everything for a directory, by name: picture, report, brief, and the plan as table and dates.

    The report ends with the `entry` of its result in the record; `marking` says who may have it.
    Raises `ApartError`.
    """
    image, written = svg(found, words, theme), report(found, words, entry, marking)
    light = image if theme == "light" else svg(found, words)
    drawn = png(image)
    return {
        f"{found.name}.png": drawn,
        f"{found.name}.html": html(written, light).encode(),
        f"{found.name}.docx": _word(written, drawn),
        **actions(found, words),
        **brief_files(found, words),
    }


def write(directory: Path, files: dict[str, bytes], *, private: bool = False) -> list[Path]:
    """Write files, those that are `private` for their owner only. Raises `OSError`."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        path = directory / name
        if private:
            path.unlink(missing_ok=True)
            path.touch(0o600, exist_ok=False)
        path.write_bytes(content)
        paths.append(path)
    return paths
