"""The plan for whatever the team uses: a table to import, and the due dates for a calendar."""

import csv
import io
from collections.abc import Iterable

from bot.outputs.calendar import ics
from bot.outputs.formats import harmless
from dialogs.core.post import Appointment
from dialogs.findings.chart import said
from dialogs.findings.findings import Findings
from dialogs.words import Words

HEAD = ("number", "issue", "action", "owner", "due", "status", "outcome")


def actions(of: Findings, words: Words) -> dict[str, bytes]:
    """Both by file name; none where there is no plan. Public, as the plan is."""
    if not of.plan:
        return {}
    name = f"{of.name}-{said(words, 'brief.actions')}"
    files = {f"{name}.csv": _table(of, words)}
    dated = tuple(_entries(of))
    return files | ({f"{name}.ics": ics(dated, of.made)} if dated else {})


def _table(of: Findings, words: Words) -> bytes:
    """A row an action; the due day as every program reads it, else as somebody wrote it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([said(words, f"report.{key}") for key in HEAD])
    for line in of.plan:
        row = (line.issue, line.what, line.owner, line.day or line.due, line.status)
        writer.writerow([line.number, *map(harmless, (*row, line.chain.outcome))])
    return text.getvalue().encode("utf-8-sig")


def _entries(of: Findings) -> Iterable[Appointment]:
    for line in of.plan:
        if line.day:
            uid = f"{of.exercise}-{of.made}-action-{line.number}@valuemap"
            yield Appointment(uid, of.made, f"{line.what} ({line.owner})", line.day)
