"""The public round between its pages and the database: what a page says, an answer, the count.

An answer is one row, whatever the number of people: the exercise is only read for whether its
round is open. It hears of them at a few numbers, and is given the counts once its rounds are over.
"""

import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.app.library import Files
from bot.app.record import Effects, record
from dialogs.core import course
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.public import round as outside
from dialogs.core.public.page import Page
from dialogs.talk.public import pages
from dialogs.words import Words
from framework.answers.public import counted
from framework.pack import nearest
from storage.public.sheets import PublicSheet
from storage.store import Store, Tx

TOLD = frozenset({10, 25, 50, 100, 250, 500, *range(1000, 100_000, 1000)})
"""The numbers of people at which the exercise hears how many there are: never under ten."""


@dataclass(frozen=True, slots=True)
class StoredPublic:
    """The public rounds, as the database has them. `follow` does what a commit leaves to do."""

    store: "Store[Exercise]"
    library: Files
    now: Callable[[], float]
    follow: Callable[[Effects], None]

    @property
    def words(self) -> Mapping[str, Words]:
        """The languages that pages can be read in."""
        return self.library.words

    async def look(self, token: str, secret: str, language: str, item: str = "") -> Page | None:
        """The page for who shows this secret; None if the token leads nowhere."""

        def job(tx: "Tx[Exercise]") -> Page | None:
            number = tx.public_of(token)
            if number is None:
                return None
            x, sheet = tx.exercise(number), tx.sheet(number, hashed(tx, number, secret))
            words = x.language_of(nearest(language, x.spoken) or x.languages[0])
            given = (sheet.answers if sheet else {}) if secret else None
            page = pages.page(x, words, self.now(), given, item)
            return replace(page, coded=tx.coded(number))

        return await self.store.run(job)

    async def opens(self, token: str, code: str) -> bool:
        """Whether somebody with this code may begin."""

        def job(tx: "Tx[Exercise]") -> bool:
            number = tx.public_of(token)
            if number is None:
                return False
            return not tx.coded(number) or tx.has_code(number, hashed(tx, number, code))

        return await self.store.run(job)

    async def answer(
        self, token: str, secret: str, item: str, answer: str, way: str, *, burst: bool
    ) -> bool:
        """Keep an answer; False if it is none, or comes too late."""

        def job(tx: "Tx[Exercise]") -> Effects | None:
            number = tx.public_of(token)
            if number is None or not secret:
                return None
            x = tx.exercise(number)
            if not pages.takes(x, item, answer, self.now()):
                return None
            if tx.coded(number) and not tx.has_code(number, hashed(tx, number, secret)):
                return None
            sheet = PublicSheet(way, burst)
            return _keep(tx, x, hashed(tx, number, secret), {item: answer}, sheet, self.now())

        effects = await self.store.run(job)
        if effects is not None:
            self.follow(effects)
        return effects is not None


def hashed(tx: "Tx[Exercise]", number: int, secret: str, of: str = "browser") -> str:
    """What is kept of a secret or a code: nobody can go back from it. Empty once results are out.

    With the round's own key, since what names a sheet of paper is easily guessed ("12", a name).
    Then the key goes: whoever has the file later has nothing to hold a guess against. And apart
    from each other: a browser may show any secret, and must not find a sheet `of` paper by it.
    """
    key = tx.sheet_key(number)
    return hmac.digest(key, f"{of}\n{secret}".encode(), "sha256").hex()[:40] if key else ""


def _keep(
    tx: "Tx[Exercise]",
    x: Exercise,
    secret: str,
    answers: Mapping[str, str],
    new: PublicSheet,
    at: float,
) -> Effects:
    """Keep answers on a sheet, a `new` one if there is none; the exercise hears of some numbers."""
    before = tx.sheet(x.id, secret)
    sheet = before or new
    tx.keep_sheet(x.id, secret, replace(sheet, answers={**sheet.answers, **answers}))
    people, bursts = tx.sheets_kept(x.id)
    if before is None and people in TOLD:
        return record(tx, x, [f.PublicHeard(at, people, bursts)], at)
    return Effects()


def take_in(
    tx: "Tx[Exercise]", x: Exercise, sheets: Mapping[str, Mapping[str, str]], at: float
) -> int:
    """Keep sheets that were filled in on paper, by what names them; gives how many are new."""
    new = 0
    for name, answers in sheets.items():
        secret = hashed(tx, x.id, name, "paper")
        new += tx.sheet(x.id, secret) is None
        _keep(tx, x, secret, answers, PublicSheet("paper"), at)
    return new


def count(tx: "Tx[Exercise]", x: Exercise, at: float) -> None:
    """Before the last round is assessed, give the exercise the counts of its public round."""
    label = course.awaiting(x)
    if not label or not outside.to_count(x, label):
        return
    assert x.public is not None  # noqa: S101 - there is something to count
    every = [sheet for sheet in tx.sheets(x.id) if sheet.answers]
    taken = [sheet for sheet in every if x.public.weighed or not sheet.burst]
    record(tx, x, [_counted(x, label, taken, len(every) - len(taken), at)], at)


def _counted(
    x: Exercise, label: str, taken: Iterable[PublicSheet], aside: int, at: float
) -> f.PublicCounted:
    asked = set(x.framework.public)
    sheets = list(taken)
    found = counted({i: a for i, a in sheet.answers.items() if i in asked} for sheet in sheets)
    by_way = Counter(sheet.way for sheet in sheets)
    ways = tuple(way for way in outside.WAYS if by_way[way])
    bursts = sum(sheet.burst for sheet in sheets)
    return f.PublicCounted(at, label, found.people, found.counts, ways, bursts, aside)
