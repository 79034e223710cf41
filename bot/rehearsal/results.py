"""What a rehearsal leaves in a folder: its database, and the results as files."""

import json
from dataclasses import replace
from pathlib import Path

from bot.outputs import files as outputs
from bot.outputs.tables import FORMATS, export
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.findings.findings import findings
from dialogs.markup import plain
from dialogs.talk import results
from framework.publish import to_dict

DATABASE = "exercise.db"


def prepare(out: Path) -> None:
    """An empty place for the database of this play. Raises `OSError`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (out / name).unlink(missing_ok=True)


def leave(x: Exercise, out: Path, language: str) -> None:
    """The results as text and as JSON; picture, brief, report; the exports, for nobody else."""
    found = findings(x, language)
    if found:
        found = replace(found, name="")
        made = outputs.folder(found, x.language_of(language))
        names = {".png": "picture.png", ".html": "report.html", ".docx": "report.docx"}
        outputs.write(out, {names.get(n, n.removeprefix("-")): made[n] for n in made})
        found = replace(found, name="export")
        for form in FORMATS:
            exported = export(x, found, x.language_of(language), form)
            outputs.write(out, exported, private=True)
    post, published = results.results(x, language), gate.latest(x)
    if post:
        (out / "results.txt").write_text(plain(post.text) + "\n", encoding="utf-8")
    if published:
        text = json.dumps(to_dict(published), ensure_ascii=False, indent=2)
        (out / "results.json").write_text(text + "\n", encoding="utf-8")
