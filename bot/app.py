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
from bot.outbox import Wanted, addressed, move, waiting
from bot.platforms import Account, Incoming, Platform, PlatformError
from dialogs import course, engine, forms, setup
from dialogs import events as e
from dialogs import facts as f
from dialogs.evolve import evolve, fold
from dialogs.exercise import Exercise
from dialogs.post import Reply
from dialogs.show import recipient, say, touched
from framework import assess
from storage.store import ExerciseRow, Store, StoreError, Tx

log = logging.getLogger("valuemap")

RETRY = 2.0
"""Seconds before arithmetic that the storage did not take is tried again."""

TOLD_MOST = 1000
"""How many updates we remember having said "not saved" to: once is enough for each."""


@dataclass(slots=True)
class Outcome:
    """What a job leaves to be done once it is committed."""

    reply: Reply | None = None
    exercise: int = 0
    person: int = 0
    text: str = ""
    wanted: list[Wanted] = field(default_factory=list)
    compute: list[int] = field(default_factory=list)
    withdraw: list[tuple[str, str, str]] = field(default_factory=list)
    used: tuple[str, str, int] | None = None


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
        self.on_touched: Callable[[list[Wanted]], None] = lambda wanted: None
        self.on_said: Callable[[Incoming], None] = lambda incoming: None
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: dict[tuple[str, str], None] = {}
        self._used: dict[tuple[str, str], int] = {}

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
        except PlatformError as error:
            if error.unreachable and isinstance(event, e.Command):
                return replace(incoming, event=replace(event, name="absent"))
            entitled = False
        return replace(incoming, event=replace(event, entitled=entitled))

    async def _handle(self, incoming: Incoming) -> bool:
        try:
            outcome = await self.store.run(partial(self._job, incoming))
        except StoreError:
            log.exception("not stored, will be taken again", extra=_about(incoming))
            self._spawn(self._say_not_saved(incoming))
            return False
        except Exception:
            log.exception("a mistake of ours; the update is set aside", extra=_about(incoming))
            self._spawn(self._say_not_saved(incoming))
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

    async def _say_not_saved(self, incoming: Incoming) -> None:
        """Once for each update, however often it comes again meanwhile."""
        update = (incoming.platform, incoming.update_id)
        if update not in self._told:
            self._told[update] = None
            if len(self._told) > TOLD_MOST:
                self._told.pop(next(iter(self._told)))
            await self._reply(incoming, self._not_saved(incoming))

    def _not_saved(self, incoming: Incoming) -> str:
        language = incoming.account.language if incoming.account else self.language
        words = self.library.words.get(language) or self.library.words[self.language]
        return str(words.say("refuse.not_saved"))

    async def _reply(self, incoming: Incoming, text: str) -> None:
        """Say it; a tap is always answered, so that its button stops turning."""
        if not text and not isinstance(incoming.event, e.Tap):
            return
        if not isinstance(incoming.event, e.Tap):
            self.on_said(incoming)
        try:
            await self.platforms[incoming.platform].reply(incoming, text)
        except PlatformError as error:
            log.info("a reply was lost: %s", error)

    def after(self, outcome: Outcome) -> None:
        """Set going what a committed job leaves to be done."""
        if outcome.used:
            platform, account, number = outcome.used
            self._used[platform, account] = number
        if outcome.wanted:
            self.on_touched(outcome.wanted)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        for platform, address, ref in outcome.withdraw:
            self._spawn(self._withdraw(platform, address, ref))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a mistake of ours in the background", exc_info=error)

    @property
    def busy(self) -> bool:
        """Whether replies or arithmetic are still under way."""
        return bool(self._tasks)

    async def settle(self) -> None:
        """Wait for what was set going: replies, arithmetic."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

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
        if account is None and isinstance(event, e.Added | e.Dropped):
            return self._to_group(tx, incoming)
        if account is None:
            anonymous = isinstance(event, e.Command)
            return Outcome(Reply("refuse.anonymous")) if anonymous else Outcome()
        if account.outside and not isinstance(event, e.Added):
            return Outcome(Reply("refuse.outside"))
        if isinstance(event, e.Unreachable | e.Returned):
            return self._everywhere(tx, incoming, account)
        if incoming.place and isinstance(event, e.Wrote):
            return Outcome(Reply("refuse.not_recorded"))
        row = self._row_for(tx, incoming, account)
        if row is None:
            return self._begin(tx, incoming, account)
        if isinstance(row, Reply):
            return Outcome(row)
        if isinstance(event, e.Tap) and event.data == f"{row.id}.repeat":
            return self._repeat(tx, row, incoming, account)
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
            row = tx.by_token(event.token)
            fits = row and row.platform == incoming.platform
            return row if fits else Reply("refuse.unknown_link")
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
            absent = event.name == "absent"
            return Outcome(Reply("refuse.absent" if absent else "help"))
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
        return Outcome(wanted=addressed(tx, number, [("hello", 0)]))

    def _repeat(
        self, tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming, account: Account
    ) -> Outcome:
        """The facilitator of an exercise that is over begins the same one again."""
        x = tx.exercise(row.id)
        known = tx.person(row.id, account.id)
        if known is None or known.number != x.facilitator:
            name = x.names.get(x.facilitator, "–")
            return Outcome(Reply("refuse.only_facilitator", {"name": name}))
        there = tx.at_place(row.platform, row.place)
        if there and there.id != row.id:
            return Outcome(Reply("refuse.running"))
        at, token = incoming.event.at, secrets.token_urlsafe(16)
        number = tx.create(row.platform, row.place, token, at)
        person = self._enrol(tx, number, incoming, account)
        pack = self.library.newest("pack", x.framework.id)
        tx.append(number, setup.repeated(x, at, person, pack))
        key = f"card/{person}/1"
        tx.want(number, key, person)
        return Outcome(Reply("in_private"), wanted=addressed(tx, number, [(key, person)], person))

    def _happen(
        self, tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming, account: Account
    ) -> Outcome:
        """One event in one exercise. A stranger is only written down if something comes of it."""
        x = tx.exercise(row.id)
        event = _with_guess(incoming)
        known = tx.person(row.id, account.id)
        person = known.number if known else 0
        facts, reply = engine.decide(x, replace(event, person=person))
        if facts and (not person or isinstance(event, e.Entered)):
            person = self._enrol(tx, row.id, incoming, account)
            facts, reply = engine.decide(x, replace(event, person=person))
        outcome = self.apply(tx, x, facts, event.at, by=person)
        if reply is None and incoming.place and isinstance(event, e.Entered):
            reply = Reply("entered")
        outcome.reply, outcome.exercise, outcome.person = reply, row.id, person
        if person and self._used.get((row.platform, account.id)) != row.id:
            # What somebody writes next belongs to the exercise they used last.
            tx.touch_person(row.id, person, event.at)
            outcome.used = (row.platform, account.id, row.id)
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
            if reachable:
                missed = [(p.key, p.to) for p in tx.posts(number) if p.to == person.number]
                outcome.wanted += addressed(tx, number, missed)
        return outcome

    def _to_group(self, tx: "Tx[Exercise]", incoming: Incoming) -> Outcome:
        """The group can be written to again, or no longer; the platform does not say by whom."""
        row = tx.at_place(incoming.platform, incoming.place)
        if row is None:
            return Outcome()
        x = tx.exercise(row.id)
        facts, _ = engine.decide(x, incoming.event)
        return self.apply(tx, x, facts, incoming.event.at)

    def _moved(self, tx: "Tx[Exercise]", incoming: Incoming, event: e.Moved) -> Outcome:
        return Outcome(wanted=move(tx, incoming.platform, incoming.place, event.to) or [])

    # -- pages ---------------------------------------------------------------------------------

    async def view(self, incoming: Incoming, kind: str) -> forms.Form | forms.Home | None:
        """What a page shows to whom it came from: the `form` a tap asks for, or their `home`."""
        shown: Callable[[Tx[Exercise], Incoming], forms.Form | forms.Home | None]
        shown = self._home if kind == "home" else self._form
        return await self.store.run(lambda tx: shown(tx, incoming))

    def _form(self, tx: "Tx[Exercise]", incoming: Incoming) -> forms.Form | None:
        """`12.form.ADM`: that dimension; `12.form`: where the person is."""
        account, event = incoming.account, incoming.event
        row = self._row_for(tx, incoming, account) if account else None
        if account is None or not isinstance(row, ExerciseRow) or not isinstance(event, e.Tap):
            return None
        person = tx.person(row.id, account.id)
        p = tx.exercise(row.id).people.get(person.number) if person else None
        return forms.form(tx.exercise(row.id), p, event.data.split(".")[-1]) if p else None

    def _home(self, tx: "Tx[Exercise]", incoming: Incoming) -> forms.Home | None:
        account = incoming.account
        if account is None or account.outside:
            return None
        mine = []
        for number in tx.exercises_of(incoming.platform, account.id):
            x, person = tx.exercise(number), tx.person(number, account.id)
            if person and person.number in x.people:
                mine.append((x, x.people[person.number]))
        language = mine[0][1].language if mine else account.language
        words = self.library.words.get(language) or self.library.words[self.language]
        return forms.home(mine, words)

    # -- facts ---------------------------------------------------------------------------------

    def apply(
        self, tx: "Tx[Exercise]", x: Exercise, facts: Iterable[f.Fact], at: float, by: int = 0
    ) -> Outcome:
        """Write facts and what follows from them, evolve, and want the posts they touch.

        `by` is the person whose doing it is, and who waits to see it.
        """
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
        posts = [(key, recipient(x, key)) for key in keys]
        for key, to in posts:
            tx.want(x.id, key, to)
        outcome = Outcome(wanted=addressed(tx, x.id, posts, by))
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
            person = tx.member(x.id, number)
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
        while True:
            try:
                return await self._compute(number)
            except StoreError as error:
                log.warning("no result is stored yet: %s", error, extra={"exercise": number})
                await asyncio.sleep(RETRY)

    async def _compute(self, number: int) -> None:
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

    async def recover(self) -> list[Wanted]:
        """After a start: fold what runs, finish arithmetic that was cut short.

        Gives what is not on view as it should be.
        """

        def job(tx: "Tx[Exercise]") -> Outcome:
            for key, body in self.library.snapshots.items():
                tx.keep(key, body)
            running = [
                tx.exercise(row.id) for row in tx.rows(("draft", "running", "paused", "following"))
            ]
            compute = [x.id for x in running if course.awaiting(x)]
            return Outcome(wanted=waiting(tx), compute=compute)

        outcome = await self.store.run(job)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        return outcome.wanted


def _erasing(x: Exercise, fact: f.Fact) -> list[tuple[int, bool]]:
    """Who is erased by a fact, and whether their answers are."""
    if isinstance(fact, f.Erased):
        return [(fact.person, fact.answers)]
    if isinstance(fact, f.Cancelled) and fact.erase:
        return [(number, True) for number in x.people]
    if isinstance(fact, f.Purged):
        return [(number, False) for number in x.people if number not in fact.kept]
    return []


def _with_guess(incoming: Incoming) -> e.Event:
    """The event; of somebody who comes in, with the language that their platform believes in."""
    event = incoming.event
    if isinstance(event, e.Entered) and incoming.account:
        return replace(event, language=incoming.account.language)
    return event


def _merge(outcome: Outcome, more: Outcome) -> None:
    outcome.wanted += more.wanted
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
