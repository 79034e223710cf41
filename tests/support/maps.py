"""Teams whose results are varied: for the picture, the report and the exports."""

from functools import cache

from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.items import PROMPT
from dialogs.findings.findings import findings
from framework.answers.public import counted
from tests.support.kept import kept
from tests.support.people import BOSS, DAY, Play, library, posted

IDS = tuple(c.id for c in library().pack(library().newest("pack", "public_value")).components)

ROWS = {
    "ECO-B1": "1 2 2 1 2 2 1 2 2",
    "ECO-B2": "4 5 5 4 5 4 5 5 4",
    "ECO-T2": "2 2 1 2 2 3 2 2 3",
    "ADM-B2": "NS NS NS NS 3 3 4 4 3",
    "ADM-T1": "2 4 2 4 2 4 2 4 3",
    "ADM-T4": "5 5 4 5 4 5 5 4 5",
    "DEM-T2": "NA NA NA NA NA 3 3 3 3",
    "DEM-R2": "4 4 4 4 4 4 4 4 2",
    "CIT-R1": "4 5 4 4 5 4 3 3 4",
    "CIT-R2": "1 5 1 5 1 5 1 5 1",
}
"""What nine people answer; of everything else 3."""

GOES = 7
"""Who is before this person says: pilot first. The others: not yet."""


@kept
def play(rows=ROWS, n=9, notes=(), public=None, **chosen) -> Play:
    """An exercise whose results are out. `notes`: person, component, text; all released.

    `public`: sheets of people who use the service.
    """
    made = posted(invited=8 if chosen.get("small_team") else 14, **chosen)
    people = range(2, n + 2)
    made.joins(*people)
    given = {id_: dict(zip(people, row.split(), strict=False)) for id_, row in rows.items()}
    for person in people:
        answer(made, person, given)
    for number, note in enumerate(notes, 1):
        release(made, number, *note)
    made.closes()
    made.compute()
    for person in people:
        answer(made, person, given)
    if public is not None:
        made.apply([f.PublicOpened(made.at, BOSS, "public")])
    made.closes()
    if public is not None:
        found = counted(public)
        fact = f.PublicCounted(made.at, "2", found.people, found.counts, ("link",))
        made.apply([fact])
    made.compute()
    made.wait(4 * DAY)
    assert gate.nothing(made.x) or not made.x.stages["results"].open
    return made


def answer(made, person, given):
    """Everything that somebody is asked, the same in every round; `-`: left out."""
    for stage in list(made.x.asking()):
        for item in stage.items:
            said = given.get(item, {}).get(person, "3")
            if item.startswith(PROMPT) or item in ("worked", "differently"):
                said = "skip"
            elif item in ("go", "view"):
                said = {"go": "pilot" if person < GOES else "later", "view": "same"}[item]
            if said != "-":
                made.tap(person, f"{stage.label}.{item}.{said}")


def release(made, number, person, component, text):
    """Somebody writes a note to a component and releases it."""
    made.at += 1
    made.apply([f.Noted(made.at, person, number, component, text)])
    made.apply([f.Released(made.at, person, number)])


@cache
def varied(language="en"):
    """The nine, with two released comments on either side; exercise, findings and words."""
    made = play(
        notes=(
            (2, "CIT-R2", "Clerks retire faster than we hire."),
            (4, "CIT-R2", "It will take years before a post is touched."),
            (3, "CIT-R2", "Contract staff do exactly this work."),
            (4, "ADM-T4", "We have no rule on how long chat records are kept."),
        ),
        languages="en es",
    )
    return made.x, findings(made.x, language), made.x.library.words[language]
