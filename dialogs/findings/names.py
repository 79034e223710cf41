"""What an exercise is called, and its files."""

import re
import unicodedata

from dialogs.core import calendar as when
from dialogs.core.exercise import Exercise
from dialogs.findings.about import moment
from dialogs.findings.chart import said
from dialogs.phrases import capital
from dialogs.words import Words

SLUG = 50
"""Characters of the title in a file name: long paths are refused by some mail programs."""


def title(x: Exercise, words: Words) -> str:
    """`A chatbot for the Civil Registry`."""
    system, service = x.topic("system", words.language), x.topic("service", words.language)
    return said(words, "report.title", system=capital(system), service=service)


def file_name(x: Exercise, language: str, at: float | None = None) -> str:
    """How the files of an exercise begin: what it was about, and its day, or that of `at`.

    Where it is read in several languages the name says which: a title is the same in some.
    """
    text = unicodedata.normalize("NFKD", title(x, x.language_of(language))).lower()
    words = re.findall(r"[a-z0-9]+", text.encode("ascii", "ignore").decode())
    about = "-".join(words)[:SLUG].strip("-") or f"exercise-{x.id}"
    day = when.local(moment(x) if at is None else at, x.zone).date()
    which = f"-{language}" if len(x.languages) > 1 else ""
    return f"{about}-{day.isoformat()}{which}"
