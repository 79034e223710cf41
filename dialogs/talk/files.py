"""The two files of the results: the picture of the map, then the report.

The channel gets the report as a Word file, not as a page: a ministry comments on it, puts it on
file and takes the action plan out of it; every phone opens it; and mail gateways refuse pages
that are sent as attachments. `valuemap report` writes the page too.
"""

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from dialogs.findings.about import moment
from dialogs.findings.findings import file_name, title
from dialogs.talk.results import asked


def picture(x: Exercise, language: str) -> File | None:
    """The map, once the results are out."""
    return _file(x, language, "picture", "png")


def report(x: Exercise, language: str) -> File | None:
    """The report, once the results are out."""
    return _file(x, language, "report", "docx")


def _file(x: Exercise, language: str, kind: str, ending: str) -> File | None:
    result = gate.latest(x)
    if gate.released(x, "results") is None or result is None or not gate.over(x):
        return None
    if language not in x.languages or not gate.anything(result):
        return None
    words = x.library.words[language]
    caption = words.say(
        f"{kind}.caption",
        title=title(x, words),
        day=words.day(moment(x), x.zone),
        n=result.participants,
        of=asked(x, result),
    )
    name = f"{file_name(x, language)}.{ending}"
    return File(kind, name, str(caption), language=language)
