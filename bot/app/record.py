"""What was decided is written down: facts, the messages they touch, and what follows from them.

Everything here runs inside a job of the store's writer and touches nothing but its transaction
and the exercises that gives. What a job leaves to be done after the commit is its `Outcome`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.app.library import Files
from bot.app.outbox import Todo, Wanted, addressed
from dialogs.core import course
from dialogs.core import facts as f
from dialogs.core.evolve import evolve, fold
from dialogs.core.exercise import Exercise
from dialogs.core.post import Reply
from dialogs.show import recipient, touched
from storage.store import Tx


@dataclass(slots=True)
class Outcome:
    """What a job leaves to be done once it is committed.

    `text` is the `reply` in words; `ahead` is the call for one of the posts that are `wanted`,
    where that is known already. `withdraw`: messages to delete (platform, address, reference).
    """

    reply: Reply | None = None
    exercise: int = 0
    person: int = 0
    text: str = ""
    wanted: list[Wanted] = field(default_factory=list)
    ahead: Todo | None = None
    compute: list[int] = field(default_factory=list)
    withdraw: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, more: "Outcome") -> None:
        """Do what another one leaves as well; its reply is not heard."""
        self.wanted += more.wanted
        self.compute += more.compute
        self.withdraw += more.withdraw


def apply(
    tx: "Tx[Exercise]", x: Exercise, facts: Iterable[f.Fact], at: float, by: int = 0
) -> Outcome:
    """Write facts and what follows from them, evolve, and want the posts they touch.

    `by` is the person whose doing it is, and who waits to see it.
    """
    written, keys = _evolve(x, facts, at)
    tx.append(x.id, written)
    posts = [(key, recipient(x, key)) for key in keys]
    for key, to in posts:
        tx.want(x.id, key, to)
    outcome = Outcome(wanted=addressed(tx, x.id, posts, by))
    for fact in written:
        _besides(tx, x, fact, outcome)
    _mark(tx, x)
    if course.awaiting(x):
        outcome.compute.append(x.id)
    return outcome


def _evolve(x: Exercise, facts: Iterable[f.Fact], at: float) -> tuple[list[f.Fact], list[str]]:
    """Let facts happen, and what follows; gives all of them, and the posts they touch."""
    written: list[f.Fact] = []
    keys: dict[str, None] = {}
    queue = list(facts)
    while queue or (follows := course.follow(x, at)):
        fact = queue.pop(0) if queue else follows
        assert fact is not None  # noqa: S101 - the loop's condition
        keys.update(dict.fromkeys(touched(x, fact)))
        evolve(x, fact)
        keys.update(dict.fromkeys(touched(x, fact)))
        written.append(fact)
    return written, list(keys)


def _mark(tx: "Tx[Exercise]", x: Exercise) -> None:
    """Where it stands and when it wants to be woken, if that is new."""
    now = (x.standing, course.next_wake(x))
    if now != x.marked:
        tx.mark(x.id, *now)
        x.marked = now


def _besides(tx: "Tx[Exercise]", x: Exercise, fact: f.Fact, outcome: Outcome) -> None:
    """What some facts do to the tables beside the facts."""
    if isinstance(fact, f.Repeated):
        tx.update_post(x.id, fact.key, phase="", lease_until=0.0)
    if isinstance(fact, f.Spoke):
        tx.set_language(x.id, fact.person, fact.language)
    for number in fact.kept if isinstance(fact, f.Purged) else ():
        tx.erase_texts(x.id, number)
    for number, answers in _erasing(x, fact):
        row = tx.row(x.id)
        person = tx.member(x.id, number)
        if row and person:
            mine = (p for p in tx.posts(x.id) if p.to == number and p.ref)
            outcome.withdraw += [(row.platform, person.address, p.ref) for p in mine]
            tx.erase(x.id, number, answers=answers)


def _erasing(x: Exercise, fact: f.Fact) -> list[tuple[int, bool]]:
    """Who is erased by a fact, and whether their answers are."""
    if isinstance(fact, f.Erased):
        return [(fact.person, fact.answers)]
    if isinstance(fact, f.Cancelled) and fact.erase:
        return [(number, True) for number in x.people]
    if isinstance(fact, f.Purged):
        return [(number, False) for number in x.people if number not in fact.kept]
    return []


def loader(library: Files) -> "Callable[[Tx[Exercise], int], Exercise]":
    """How the store makes an exercise from what is kept of it."""

    def load(tx: "Tx[Exercise]", number: int) -> Exercise:
        row = tx.row(number)
        if row is None:
            raise KeyError(number)
        history = tx.facts(number)
        for fact in history:
            if isinstance(fact, f.Drafted | f.Began):
                library.remember(fact.pack, tx.snapshot)
            if isinstance(fact, f.Began):
                library.remember(fact.script, tx.snapshot)
        names = {person.number: person.name for person in tx.people(number)}
        x = fold(Exercise(number, row.platform, library, row.token), history, names)
        x.marked = (row.status, row.wake)
        return x

    return load
