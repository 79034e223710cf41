"""The only place where the pure rooms meet the stored ones.

`handle` takes one thing that arrived, finds its exercise, lets the engine decide, and writes what
was decided: all in one job of the store's writer. What is to be said leaves after the commit.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bot.library import DEFAULT_PACK, Files
from bot.platforms import Account, Incoming, Platform, PlatformError
from dialogs import course, engine, setup
from dialogs import events as e
from dialogs import facts as f
from dialogs.evolve import evolve, fold
from dialogs.exercise import Exercise
from dialogs.post import Reply
from dialogs.show import recipient, say, touched
from framework import assess
from storage.store import ExerciseRow, Store, StoreError, Tx

log = logging.getLogger("valuemap")

Keys = list[tuple[int, str]]


@dataclass(slots=True)
class Outcome:
    """What a job leaves to be done once it is committed."""

    reply: Reply | None = None
    exercise: int = 0
    person: int = 0
    text: str = ""
    keys: Keys = field(default_factory=list)
    compute: list[int] = field(default_factory=list)
    withdraw: list[tuple[str, str, str]] = field(default_factory=list)


class App:
    """Everything that is served: one store, one library, some platforms."""

    def __init__(
        self,
        store: "Store[Exercise]",
        library: Files,
        platforms: Mapping[str, Platform],
        now: Callable[[], float],
        *,
        zone: str = "UTC",
        language: str = "en",
    ) -> None:
        self.store = store
        self.library = library
        self.platforms = platforms
        self.now = now
        self.zone = zone
        self.language = language
        self.on_touched: Callable[[Keys], None] = lambda keys: None
        self._tasks: set[asyncio.Task[None]] = set()

    # -- in ------------------------------------------------------------------------------------

    async def take(self, arrived: Sequence[Incoming]) -> bool:
        """Handle a batch in order; True once all of it is durable, or known to be unusable."""
        entitled = [await self._entitle(incoming) for incoming in arrived]
        done = await asyncio.gather(*(self._handle(incoming) for incoming in entitled))
        return all(done)

    async def _entitle(self, incoming: Incoming) -> Incoming:
        """Ask the platform, outside any transaction, whether this person may set up here."""
        event, account = incoming.event, incoming.account
        if account is None or not isinstance(event, (e.Command, e.Entered)):
            return incoming
        place = incoming.place if isinstance(event, e.Command) and event.name == "new" else ""
        if isinstance(event, e.Entered):
            row = await self.store.run(lambda tx: tx.by_token(event.token))
            place = row.place if row and row.status == "draft" else ""
        if not place:
            return incoming
        try:
            entitled = await self.platforms[incoming.platform].entitled(place, account.id)
        except PlatformError:
            entitled = False
        return replace(incoming, event=replace(event, entitled=entitled))

    async def _handle(self, incoming: Incoming) -> bool:
        try:
            outcome = await self.store.run(partial(self._job, incoming))
        except StoreError:
            log.exception("not stored, will be taken again", extra=_about(incoming))
            await self._reply(incoming, self._not_saved(incoming))
            return False
        except Exception:
            log.exception("a mistake of ours; the update is set aside", extra=_about(incoming))
            await self._reply(incoming, self._not_saved(incoming))
            return await self._set_aside(incoming)
        self.after(outcome)
        self._spawn(self._reply(incoming, outcome.text))
        return True

    async def _set_aside(self, incoming: Incoming) -> bool:
        """Mark an update that we cannot handle as seen, so that it does not come for ever."""
        try:
            await self.store.run(
                lambda tx: tx.first_sight(incoming.platform, incoming.update_id, self.now())
            )
        except StoreError:
            return False
        return True

    def _not_saved(self, incoming: Incoming) -> str:
        language = incoming.account.language if incoming.account else self.language
        words = self.library.words.get(language) or self.library.words[self.language]
        return str(words.say("refuse.not_saved"))

    async def _reply(self, incoming: Incoming, text: str) -> None:
        """Say it; a tap is always answered, so that its button stops turning."""
        if not text and not isinstance(incoming.event, e.Tap):
            return
        try:
            await self.platforms[incoming.platform].reply(incoming, text)
        except PlatformError as error:
            log.info("a reply was lost: %s", error)

    def after(self, outcome: Outcome) -> None:
        """Set going what a committed job leaves to be done."""
        if outcome.keys:
            self.on_touched(outcome.keys)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        for platform, address, ref in outcome.withdraw:
            self._spawn(self._withdraw(platform, address, ref))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> bool:
        """Whether replies or arithmetic are still under way."""
        return bool(self._tasks)

    async def settle(self) -> None:
        """Wait for what was set going: replies, arithmetic."""
        while self._tasks:
            await asyncio.gather(*list(self._tasks))

    async def _withdraw(self, platform: str, address: str, ref: str) -> None:
        try:
            await self.platforms[platform].delete(address, ref)
        except PlatformError as error:
            log.info("an erased person's message stays in their chat: %s", error)

    # -- the job -------------------------------------------------------------------------------

    def _job(self, incoming: Incoming, tx: "Tx[Exercise]") -> Outcome:
        if not tx.first_sight(incoming.platform, incoming.update_id, incoming.event.at):
            return Outcome()
        outcome = self._route(tx, incoming)
        if outcome.reply:
            outcome.text = self._words_of(tx, incoming, outcome)
        return outcome

    def _words_of(self, tx: "Tx[Exercise]", incoming: Incoming, outcome: Outcome) -> str:
        assert outcome.reply  # noqa: S101 - only asked where there is one
        if outcome.exercise:
            return say(tx.exercise(outcome.exercise), outcome.reply, outcome.person)
        language = incoming.account.language if incoming.account else ""
        words = self.library.words.get(language) or self.library.words[self.language]
        return str(words.say(outcome.reply.key, **outcome.reply.values))

    def _route(self, tx: "Tx[Exercise]", incoming: Incoming) -> Outcome:
        """Find the exercise an event is for, and let it happen there."""
        event, account = incoming.event, incoming.account
        if isinstance(event, e.Moved):
            return self._moved(tx, incoming, event)
        if account is None:
            anonymous = isinstance(event, e.Command)
            return Outcome(Reply("refuse.anonymous")) if anonymous else Outcome()
        if isinstance(event, e.Unreachable | e.Returned):
            return self._everywhere(tx, incoming, account)
        if incoming.place and isinstance(event, e.Wrote):
            return Outcome(Reply("refuse.not_recorded"))
        row = self._row_for(tx, incoming, account)
        if row is None:
            return self._begin(tx, incoming, account)
        if isinstance(row, Reply):
            return Outcome(row)
        return self._happen(tx, row, incoming, account)

    def _row_for(
        self, tx: "Tx[Exercise]", incoming: Incoming, account: Account
    ) -> ExerciseRow | Reply | None:
        event = incoming.event
        if isinstance(event, e.Tap):
            number = event.data.partition(".")[0]
            row = tx.row(int(number)) if number.isdecimal() and len(number) < 12 else None
            fits = row and row.platform == incoming.platform
            return row if fits else Reply("refuse.unknown_button")
        if isinstance(event, e.Entered):
            return tx.by_token(event.token) or Reply("refuse.unknown_link")
        if not incoming.place:
            mine = tx.exercises_of(incoming.platform, account.id)
            return tx.row(mine[0]) if mine else Reply(_stranger(event))
        row = tx.at_place(incoming.platform, incoming.place)
        again = isinstance(event, e.Command) and event.name == "new"
        return None if again and row and row.status == "following" else row

    def _begin(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Outcome:
        """Nothing is here yet: the bot was added to a group, or somebody wrote to it there."""
        event = incoming.event
        if isinstance(event, e.Command) and event.name != "new":
            return Outcome(Reply("help"))
        if isinstance(event, e.Command) and not event.entitled:
            return Outcome(Reply("refuse.not_entitled"))
        if not isinstance(event, e.Added | e.Command):
            return Outcome()
        token = secrets.token_urlsafe(16)
        number = tx.create(incoming.platform, incoming.place, token, event.at)
        person = self._enrol(tx, number, incoming, account)
        language = account.language if account.language in self.library.words else self.language
        pack = self.library.newest("pack", DEFAULT_PACK)
        fact = setup.drafted(event.at, person, language, account.zone or self.zone, pack)
        tx.append(number, [fact])
        tx.want(number, "hello", 0)
        return Outcome(keys=[(number, "hello")])

    def _happen(
        self, tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming, account: Account
    ) -> Outcome:
        """One event in one exercise. A stranger is only written down if something comes of it."""
        x = tx.exercise(row.id)
        event = incoming.event
        known = tx.person(row.id, account.id)
        person = known.number if known else 0
        facts, reply = engine.decide(x, replace(event, person=person))
        if facts and (not person or isinstance(event, e.Entered)):
            person = self._enrol(tx, row.id, incoming, account)
            facts, reply = engine.decide(x, replace(event, person=person))
        outcome = self.apply(tx, x, facts, event.at)
        outcome.reply, outcome.exercise, outcome.person = reply, row.id, person
        return outcome

    def _enrol(self, tx: "Tx[Exercise]", number: int, incoming: Incoming, account: Account) -> int:
        person = tx.enrol(
            number,
            incoming.platform,
            account.id,
            account.name,
            account.language,
            account.address,
            incoming.event.at,
        )
        if number in tx.cached():
            tx.exercise(number).names[person.number] = person.name
        return person.number

    def _everywhere(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Outcome:
        outcome = Outcome()
        reachable = isinstance(incoming.event, e.Returned)
        for number in tx.exercises_of(incoming.platform, account.id):
            person = tx.person(number, account.id)
            if person is None:
                continue
            tx.set_reachable(number, person.number, reachable)
            x = tx.exercise(number)
            event = replace(incoming.event, person=person.number)
            facts, _ = engine.decide(x, event)
            _merge(outcome, self.apply(tx, x, facts, incoming.event.at))
        return outcome

    def _moved(self, tx: "Tx[Exercise]", incoming: Incoming, event: e.Moved) -> Outcome:
        outcome = Outcome()
        for number in tx.move(incoming.platform, incoming.place, event.to):
            outcome.keys += [(number, row.key) for row in tx.posts(number) if row.to == 0]
        return outcome

    # -- facts ---------------------------------------------------------------------------------

    def apply(self, tx: "Tx[Exercise]", x: Exercise, facts: Iterable[f.Fact], at: float) -> Outcome:
        """Write facts and what follows from them, evolve, and want the posts they touch."""
        keys: dict[str, None] = {}
        written: list[f.Fact] = []
        queue = list(facts)
        while queue or (follows := course.follow(x, at)):
            fact = queue.pop(0) if queue else follows
            assert fact is not None  # noqa: S101 - the loop's condition
            keys.update(dict.fromkeys(touched(x, fact)))
            evolve(x, fact)
            keys.update(dict.fromkeys(touched(x, fact)))
            written.append(fact)
        tx.append(x.id, written)
        for key in keys:
            tx.want(x.id, key, recipient(x, key))
        outcome = Outcome(keys=[(x.id, key) for key in keys])
        for fact in written:
            self._forget(tx, x, fact, outcome)
        self._mark(tx, x)
        if course.awaiting(x):
            outcome.compute.append(x.id)
        return outcome

    def _mark(self, tx: "Tx[Exercise]", x: Exercise) -> None:
        now = (x.standing, course.next_wake(x))
        if now != x.marked:
            tx.mark(x.id, *now)
            x.marked = now

    def _forget(self, tx: "Tx[Exercise]", x: Exercise, fact: f.Fact, outcome: Outcome) -> None:
        """What some facts do to the tables beside the facts."""
        if isinstance(fact, f.Repeated):
            tx.update_post(x.id, fact.key, phase="", lease_until=0.0)
        if isinstance(fact, f.Spoke):
            tx.set_language(x.id, fact.person, fact.language)
        for number, answers in _erasing(x, fact):
            row = tx.row(x.id)
            person = next((p for p in tx.people(x.id) if p.number == number), None)
            if row and person:
                mine = (p for p in tx.posts(x.id) if p.to == number and p.ref)
                outcome.withdraw += [(row.platform, person.address, p.ref) for p in mine]
                tx.erase(x.id, number, answers=answers)

    # -- time and arithmetic -------------------------------------------------------------------

    async def happen(self, number: int, event: e.Event) -> None:
        """An event that came from no platform: the clock, the arithmetic, a doubt."""

        def job(tx: "Tx[Exercise]") -> Outcome:
            x = tx.exercise(number)
            facts, _ = engine.decide(x, event)
            return self.apply(tx, x, facts, event.at)

        self.after(await self.store.run(job))

    async def compute(self, number: int) -> None:
        """Assess a closed round beside the writer, and let the result happen."""

        def copy(tx: "Tx[Exercise]") -> tuple[str, Any, Any, Any, int]:
            x = tx.exercise(number)
            small = x.framework.method.n_min_small_team
            n_min = small if x.small_team else x.framework.method.n_min
            return course.awaiting(x), x.framework, course.answers(x), course.notes(x), n_min

        label, framework, answers, notes, n_min = await self.store.run(copy)
        if not label:
            return
        result = await asyncio.to_thread(
            lambda: assess.to_dict(assess.assess(framework, answers, notes, n_min))
        )
        await self.happen(number, e.Computed(self.now(), label, result))

    async def recover(self) -> Keys:
        """After a start: fold what runs, finish arithmetic that was cut short."""

        def job(tx: "Tx[Exercise]") -> Outcome:
            for key, body in self.library.snapshots.items():
                tx.keep(key, body)
            running = [
                tx.exercise(row.id) for row in tx.rows(("draft", "running", "paused", "following"))
            ]
            keys = [(p.exercise, p.key) for p in tx.unsent()]
            return Outcome(keys=keys, compute=[x.id for x in running if course.awaiting(x)])

        outcome = await self.store.run(job)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        return outcome.keys


def _erasing(x: Exercise, fact: f.Fact) -> list[tuple[int, bool]]:
    """Who is erased by a fact, and whether their answers are."""
    if isinstance(fact, f.Erased):
        return [(fact.person, fact.answers)]
    if isinstance(fact, f.Cancelled) and fact.erase:
        return [(number, True) for number in x.people]
    if isinstance(fact, f.Purged):
        return [(number, False) for number in x.people if number not in fact.kept]
    return []


def _merge(outcome: Outcome, more: Outcome) -> None:
    outcome.keys += more.keys
    outcome.compute += more.compute
    outcome.withdraw += more.withdraw


def _stranger(event: e.Event) -> str:
    return "help" if isinstance(event, e.Command) else "refuse.not_joined"


def _about(incoming: Incoming) -> dict[str, str]:
    return {"platform": incoming.platform, "update": incoming.update_id}


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
