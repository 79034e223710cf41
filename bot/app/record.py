"""What was decided is recorded: facts, the posts they touch, the tables beside them.

Everything here runs inside a job of the store's writer and touches nothing but its transaction
and the exercises that gives. What a job leaves to be done after the commit is its `Effects`.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.app.outbox import NO_REF, Wanted, addressed, with_edit
from dialogs.apply import apply
from dialogs.core import course
from dialogs.core import facts as f
from dialogs.core.addresses import LIVE, kind_of
from dialogs.core.exercise import Exercise, Library
from dialogs.show import recipient
from storage.facts.stored import DRAFT_TEXT, MAIL_TEXT
from storage.store import Tx

TOKEN_BYTES = 16
"""Random bytes of a link: nobody guesses one."""


@dataclass(slots=True)
class Effects:
    """What a job leaves to be done once it is committed, all of it outside the database.

    `exercise`: the one in which something was done, if in one. `reply`: small HTML for whom the
    update came from; `aside`: for them alone. `posts` may have changed. `assess`: exercises with a
    closed round. `withdraw`: messages to delete (platform, address, reference). `erased`: what was
    made of answers and texts may say what is gone.
    """

    reply: str = ""
    exercise: int = 0
    aside: bool = False
    posts: list[Wanted] = field(default_factory=list)
    assess: list[int] = field(default_factory=list)
    withdraw: list[tuple[str, str, str]] = field(default_factory=list)
    erased: bool = False

    def add(self, more: "Effects") -> None:
        """Do these as well, without their reply."""
        self.posts += more.posts
        self.assess += more.assess
        self.withdraw += more.withdraw
        self.erased |= more.erased


def record(
    tx: "Tx[Exercise]", x: Exercise, facts: Iterable[f.Fact], at: float, by: int = 0
) -> Effects:
    """Append facts and what follows from them, evolve, and raise `wanted` of the posts they touch.

    `by` is the person whose doing it is, and who waits to see it.
    """
    applied, keys = apply(x, facts, at)
    append(tx, x.id, applied, x.library)
    to = {key: recipient(x, key) for key in keys}
    rows = {key: tx.want(x.id, key, to[key]) for key in keys}
    posts = addressed(tx, x.id, to.items(), by)
    effects = Effects(exercise=x.id, posts=[with_edit(x, post, rows[post.key]) for post in posts])
    for fact in applied:
        _beside(tx, x, fact, effects)
    waits = bool(course.awaiting(x))
    tx.mark(x.id, x.standing, course.next_wake(x), unfinished=waits or (x.barred and x.under_way))
    if waits:
        effects.assess.append(x.id)
    return effects


def append(tx: "Tx[Exercise]", exercise: int, facts: Sequence[f.Fact], library: Library) -> None:
    """Append facts, and keep the packs and scripts that they name by the hash of what these say."""
    tx.append(exercise, facts)
    for fact in facts:
        named = [fact.pack] if isinstance(fact, f.Drafted | f.Framed | f.Began) else []
        named += [fact.script] if isinstance(fact, f.Began) else []
        for name in named:
            if said := library.snapshot(name):
                tx.keep(name, said)


def _beside(tx: "Tx[Exercise]", x: Exercise, fact: f.Fact, effects: Effects) -> None:
    """What some facts do to the tables beside the facts."""
    if isinstance(fact, f.Repeated):
        tx.refuse_post(x.id, fact.key, "", None)
    if isinstance(fact, f.Confirmed):
        _stands(tx, x.id, fact.key)
        waiting = ((post.key, post.to) for post in tx.waiting(x.id))
        effects.posts += addressed(tx, x.id, waiting)
    if isinstance(fact, f.Relinked):
        x.token = secrets.token_urlsafe(TOKEN_BYTES)
        tx.set_token(x.id, x.token)
    _of_public(tx, x, fact)
    if isinstance(fact, f.Purged) and x.group:
        x.group = ""
        tx.set_title(x.id, "")
    if isinstance(fact, f.Spoke):
        tx.set_language(x.id, fact.person, fact.language)
    _texts(tx, x, fact)
    effects.erased |= isinstance(fact, f.Erased | f.Purged | f.Cancelled)
    for number, answers in _erasing(x, fact):
        person = tx.member(x.id, number)
        if person:
            mine = (p for p in tx.posts(x.id) if p.to == number and p.ref)
            effects.withdraw += [(person.platform, person.address, p.ref) for p in mine]
            tx.erase(x.id, number, answers=answers)


def _texts(tx: "Tx[Exercise]", x: Exercise, fact: f.Fact) -> None:
    """What some facts make of texts that were written before."""
    if isinstance(fact, f.Mailed) and not fact.text:
        tx.erase_texts(x.id, fact.person, MAIL_TEXT)
    for number in fact.kept if isinstance(fact, f.Purged) else ():
        tx.erase_said(x.id, number)
    if isinstance(fact, f.Cancelled) and x.began is None:
        for number in x.people:
            tx.erase_texts(x.id, number, DRAFT_TEXT)


def _of_public(tx: "Tx[Exercise]", x: Exercise, fact: f.Fact) -> None:
    """What some facts do to the tables of the public round."""
    if isinstance(fact, f.PublicOpened):
        tx.open_public(x.id, fact.token)
    if isinstance(fact, f.Purged) or (isinstance(fact, f.Cancelled) and fact.erase):
        tx.forget_sheets(x.id)
    if isinstance(fact, f.Published | f.Finished | f.Cancelled) and x.status != "running":
        tx.forget_sheet_key(x.id)


def _stands(tx: "Tx[Exercise]", exercise: int, key: str) -> None:
    """A message in doubt is there, under a reference that nobody told us.

    What lives on is therefore looked at again: it may have changed since, and is then posted anew.
    """
    row = tx.post(exercise, key)
    if row and row.phase == "doubt":
        sent = row.sent if kind_of(key) in LIVE else row.wanted
        tx.update_post(exercise, key, phase="", sent=sent, ref=NO_REF)


def _erasing(x: Exercise, fact: f.Fact) -> list[tuple[int, bool]]:
    """Who is erased by a fact, and whether their answers are."""
    if isinstance(fact, f.Erased):
        return [(fact.person, fact.answers)]
    if isinstance(fact, f.Cancelled) and fact.erase:
        return [(number, True) for number in x.people]
    if isinstance(fact, f.Purged):
        return [(number, False) for number in x.people if number not in fact.kept]
    return []
