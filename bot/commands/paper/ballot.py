"""`valuemap ballot`: the poster and the paper form of a public round, and codes that work once."""

import secrets
from collections.abc import Iterable
from pathlib import Path

import click

from bot.app.public import hashed
from bot.commands.paper import staff
from bot.commands.shared.options import LANGUAGE, OUT
from bot.commands.shared.published import leave, read, wording
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.outputs.paper import ballot as printed
from bot.platforms import registry
from dialogs.core.exercise import Exercise
from dialogs.core.public import round as outside
from dialogs.talk.public import paper
from storage.store import Store

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for another on paper."""

LONG = 12
"""Letters of a code: nobody guesses one of a few thousand among so many."""

CODES_MOST = 5000

PUBLIC = ("html", "docx")
"""What there is of a public round: to print, and to adapt."""


@click.command()
@click.argument("exercise", metavar="[ID]", type=int, required=False)
@click.option("--public", is_flag=True, help="For people who use the service, not for the team.")
@click.option(
    "--framework", default="", help="Without an exercise: what is asked; the first if not said."
)
@click.option("--system", default="", metavar="TEXT", help="Without an exercise: about what.")
@click.option("--service", default="", metavar="TEXT", help="Without an exercise: which service.")
@click.option(
    "--format",
    "form",
    default="html",
    type=click.Choice(staff.FORMATS),
    help="A paper form, for Word too; an empty table; a form for KoboToolbox and ODK. "
    "--public: html or docx.",
)
@click.option(
    "--codes",
    default=0,
    type=click.IntRange(0, CODES_MOST),
    metavar="N",
    help="Also so many slips with a code each; from then on it takes one to answer.",
)
@OUT
@LANGUAGE
def ballot(
    exercise: int | None,
    public: bool,
    framework: str,
    system: str,
    service: str,
    form: str,
    codes: int,
    out: Path,
    language: str,
) -> None:
    """Write what is answered on paper or in a form: of an exercise, or of a framework by itself.

    What comes back is taken in by `import` and `analyse` as it is.

    With --public a page to print: the poster with its QR code, the paper form, slips with codes. A
    code works once, for one person. They stand on these slips and nowhere else: the database keeps
    what they can be known by, not the codes.
    """
    if not public:
        if codes:
            stop("--codes goes with --public", WRONG)
        staff.write(
            exercise, framework, {"system": system, "service": service}, form, language, out
        )
        return
    if exercise is None:
        stop("--public is about an exercise: say its number", WRONG)
    if form not in PUBLIC:
        stop(f"--public: there is --format {' and '.join(PUBLIC)}", WRONG)
    chosen = settings()
    site = registry.link(chosen.platforms).removesuffix("/room/{}")
    files = library(chosen.valuemap_files).with_pages(site)
    with opened(chosen, files) as store:
        x = read(store, exercise)
        words = wording(x, language)
        if not site or not outside.is_open(x, x.last_at):
            stop(f"exercise {exercise} has no public round that is open", WRONG)
        made = [_code() for _ in range(codes)]
        _keep(store, x, made)
    name = f"{exercise}-ballot-{words.language}.{form}"
    leave(out, {name: _written(form, paper.ballot(x, words), made)}, private=bool(made))


def _written(form: str, ballot: paper.Ballot, codes: list[str]) -> bytes:
    if form == "html":
        return printed.page(ballot, codes)
    from bot.outputs.paper.word import word

    return word(ballot, codes)


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def _keep(store: "Store[Exercise]", x: Exercise, codes: Iterable[str]) -> None:
    if made := list(codes):
        store.run_sync(lambda tx: tx.add_codes(x.id, [hashed(tx, x.id, code) for code in made]))
