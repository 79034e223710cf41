"""What `valuemap ballot` writes for the team: of an exercise, or of a framework by itself."""

from pathlib import Path
from typing import Literal

from bot.app import clock
from bot.app.library import Files
from bot.commands.shared.published import leave, read, wording
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.outputs.paper import staff
from dialogs.ballot import Ballot, ballot
from dialogs.core.exercise import Exercise
from dialogs.findings.collected import draft
from dialogs.findings.names import title
from dialogs.words import Words

Format = Literal["html", "docx", "csv", "xlsx", "xlsform"]
FORMATS: tuple[Format, ...] = ("html", "docx", "csv", "xlsx", "xlsform")
ENDING = {"xlsform": "xlsform.xlsx"}
"""What a file's name ends in, if it is not the format."""


def write(
    exercise: int | None,
    framework: str,
    topics: dict[str, str],
    form: str,
    language: str,
    out: Path,
) -> None:
    """The team's ballot in this format, or an end if there is none to write."""
    x, words = _asked(exercise, framework, topics, language)
    name = f"{x.id or x.framework.id}-ballot-{words.language}.{ENDING.get(form, form)}"
    leave(out, {name: _written(x, words, form)})


def _asked(
    exercise: int | None, framework: str, topics: dict[str, str], language: str
) -> tuple[Exercise, Words]:
    """The exercise, or an empty one of the framework; and the language."""
    chosen = settings()
    files = library(chosen.valuemap_files)
    if exercise is None:
        return _empty(files, framework, topics, language)
    with opened(chosen, files) as store:
        x = read(store, exercise)
        return x, wording(x, language)


def _empty(
    files: Files, framework: str, topics: dict[str, str], language: str
) -> tuple[Exercise, Words]:
    framework = framework or next(iter(files.packs))
    if framework not in files.packs:
        stop(f"there is no framework {framework}. There is: {', '.join(files.packs)}", WRONG)
    languages = [c for c in files.packs[framework].languages if c in files.words]
    if language and language not in languages:
        stop(f"--language: {framework} is in {', '.join(languages)}", WRONG)
    x = draft(files, framework, language or languages[0], "UTC", topics, clock.now())
    return x, x.language_of(x.language)


def _written(x: Exercise, words: Words, form: str) -> bytes:
    made = _of(x, words)
    if form == "html":
        return staff.page(made)
    if form == "docx":
        from bot.outputs.paper.sheet import word  # here: its library is slow to load

        return word(made)
    if form == "xlsform":
        return staff.xlsform([made, *(_of(x, w) for w in _others(x, words))])
    return staff.table(made) if form == "csv" else staff.book(made)


def _of(x: Exercise, words: Words) -> Ballot:
    return ballot(x, words, title(x, words))


def _others(x: Exercise, words: Words) -> list[Words]:
    """The other languages in which it is asked: of an exercise its own."""
    codes = x.languages if x.id else x.spoken
    return [x.language_of(code) for code in codes if code != words.language]
