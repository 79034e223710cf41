"""What is to be said of an organisation's own files: what was left out, what stands in for it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.platforms.checking import Check
from framework.pack.files import Problem

LISTED = 40
"""So many entries that are missing in a file are named; of more, how many."""

MISSING = "is missing"


def notes(found: Iterable[Problem]) -> Iterator[Check]:
    """A line for each entry that does not fit, and one for all that a file lacks."""
    missing: dict[str, list[str]] = {}
    for problem in found:
        if problem.reason.startswith(MISSING):
            missing.setdefault(problem.file, []).append(problem.entry)
        else:
            yield Check("files", str(problem), "Mend that entry, or take it out.")
    for file, entries in missing.items():
        yield Check("files", f"{file}: {_lacks(entries)}", "Translate them when you can.")


def _lacks(entries: list[str]) -> str:
    more = f", and {len(entries) - LISTED} more" if len(entries) > LISTED else ""
    named = ", ".join(entries[:LISTED]) + more
    return f"{len(entries)} texts are missing; ours stand there, in another language: {named}"


def summed(found: Iterable[Problem]) -> Iterator[str]:
    """A sentence for each file, for the start of the service."""
    for file, n in Counter(problem.file for problem in found).items():
        yield f"{file}: {n} of its texts are missing or do not fit; ours stand there. See `check`."
