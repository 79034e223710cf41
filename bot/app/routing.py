"""Which exercise something that arrived is for, and what happens there.

All of it runs inside one job of the store's writer. What the exercise itself does is the engine's;
here are the cases around it: nothing is there yet, nobody is known yet, it is for several at once.
"""

import secrets
from dataclasses import dataclass, replace

from bot.app.library import DEFAULT_PACK, Files
from bot.app.outbox import addressed, move
from bot.app.record import Outcome, apply
from bot.platforms.base import Account, Incoming
from dialogs import engine
from dialogs.core import events as e
from dialogs.core.addresses import ActionData, CardKey, HelloKey, read_data
from dialogs.core.exercise import Exercise
from dialogs.core.post import Reply
from dialogs.show import say
from dialogs.talk import forms, setup
from dialogs.words import Words
from storage.store import ExerciseRow, Tx


@dataclass(frozen=True, slots=True)
class Routing:
    """The way of what arrives; a draft gets this zone and language where the person has none."""

    library: Files
    zone: str
    language: str

    def once(self, tx: "Tx[Exercise]", incoming: Incoming) -> Outcome:
        """Handle it, unless it was handled before: platforms deliver again."""
        if not tx.first_sight(incoming.platform, incoming.update_id, incoming.event.at):
            return Outcome()
        outcome = self.route(tx, incoming)
        if outcome.reply and outcome.exercise:
            x = tx.exercise(outcome.exercise)
            outcome.text = say(x, outcome.reply, outcome.person)
        elif outcome.reply:
            words = self.words(incoming.account)
            outcome.text = str(words.say(outcome.reply.key, **outcome.reply.values))
        return outcome

    def route(self, tx: "Tx[Exercise]", incoming: Incoming) -> Outcome:
        """Find the exercise an event is for, and let it happen there."""
        event, account = incoming.event, incoming.account
        if isinstance(event, e.Moved):
            return Outcome(wanted=move(tx, incoming.platform, incoming.place, event.to) or [])
        if account is None:
            return self._nameless(tx, incoming)
        if account.outside and not isinstance(event, e.Added):
            return Outcome(Reply("refuse.outside"))
        if isinstance(event, e.Unreachable | e.Returned):
            return _everywhere(tx, incoming, account, reachable=isinstance(event, e.Returned))
        if incoming.place and isinstance(event, e.Wrote):
            return Outcome(Reply("refuse.not_recorded"))
        if not _away(tx, incoming, account):
            return self._arrived(tx, incoming, account)
        returned = replace(incoming, event=e.Returned(event.at))
        back = _everywhere(tx, returned, account, reachable=True)
        outcome = self._arrived(tx, incoming, account)
        outcome.add(back)
        return outcome

    def _arrived(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Outcome:
        """What somebody did who can be written to, in the exercise that it is for."""
        event = incoming.event
        row = find(tx, incoming, account)
        if row is None:
            return self._begin(tx, incoming, account)
        if isinstance(row, Reply):
            return Outcome(row)
        if isinstance(event, e.Tap) and event.data == str(ActionData(row.id, "repeat")):
            return self._repeat(tx, row, incoming, account)
        return _happen(tx, row, incoming, account)

    def words(self, account: Account | None) -> Words:
        """The words of somebody who is in no exercise."""
        own = self.library.words.get(account.language) if account else None
        return own or self.library.words[self.language]

    def _nameless(self, tx: "Tx[Exercise]", incoming: Incoming) -> Outcome:
        """The group can be written to again, or no longer; the platform does not say by whom."""
        event = incoming.event
        if isinstance(event, e.Command):
            return Outcome(Reply("refuse.anonymous"))
        row = tx.at_place(incoming.platform, incoming.place)
        if row is None or not isinstance(event, e.Added | e.Dropped):
            return Outcome()
        x = tx.exercise(row.id)
        facts, _ = engine.decide(x, event)
        return apply(tx, x, facts, event.at)

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
        number, person = _create(tx, incoming.place, incoming, account)
        language = account.language if account.language in self.library.words else self.language
        pack = self.library.newest("pack", DEFAULT_PACK)
        fact = setup.drafted(event.at, person, language, account.zone or self.zone, pack)
        tx.append(number, [fact])
        hello = str(HelloKey())
        tx.want(number, hello, 0)
        return Outcome(wanted=addressed(tx, number, [(hello, 0)]))

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
        number, person = _create(tx, row.place, incoming, account)
        pack = self.library.newest("pack", x.framework.id)
        tx.append(number, setup.repeated(x, incoming.event.at, person, pack))
        key = str(CardKey(person, 1))
        tx.want(number, key, person)
        return Outcome(Reply("in_private"), wanted=addressed(tx, number, [(key, person)], person))

    def home(self, tx: "Tx[Exercise]", incoming: Incoming) -> forms.Home | None:
        """Where somebody stands in all their exercises; None for whom none of it is."""
        account = incoming.account
        if account is None or account.outside:
            return None
        mine = []
        for number in tx.exercises_of(incoming.platform, account.id):
            x, person = tx.exercise(number), tx.person(number, account.id)
            if person and person.number in x.people:
                mine.append((x, x.people[person.number]))
        language = self.library.words.get(mine[0][1].language) if mine else None
        return forms.home(mine, language or self.words(account))


def form(tx: "Tx[Exercise]", incoming: Incoming) -> forms.Form | None:
    """`12.form.ADM`: the questions of that dimension; `12.form`: of where the person is."""
    account, event = incoming.account, incoming.event
    row = find(tx, incoming, account) if account else None
    if account is None or not isinstance(row, ExerciseRow) or not isinstance(event, e.Tap):
        return None
    person = tx.person(row.id, account.id)
    p = tx.exercise(row.id).people.get(person.number) if person else None
    data = read_data(event.data)
    if p is None or not isinstance(data, ActionData):
        return None
    return forms.form(tx.exercise(row.id), p, "".join(data.rest[:1]))


def find(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> ExerciseRow | Reply | None:
    """The exercise that a button, a link, a group or a person means; None: nothing is there yet."""
    event = incoming.event
    if isinstance(event, e.Tap):
        data = read_data(event.data)
        row = tx.row(data.exercise) if data else None
        fits = row and row.platform == incoming.platform
        return row if fits else Reply("refuse.unknown_button")
    if isinstance(event, e.Entered):
        row = tx.by_token(event.token)
        fits = row and row.platform == incoming.platform
        return row if fits else Reply("refuse.unknown_link")
    if not incoming.place:
        mine = tx.exercises_of(incoming.platform, account.id)
        stranger = "help" if isinstance(event, e.Command) else "refuse.not_joined"
        return tx.row(mine[0]) if mine else Reply(stranger)
    row = tx.at_place(incoming.platform, incoming.place)
    again = isinstance(event, e.Command) and event.name == "new"
    return None if again and row and row.status == "following" else row


def _happen(tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming, account: Account) -> Outcome:
    """One event in one exercise. A stranger is only written down if something comes of it."""
    x = tx.exercise(row.id)
    event = _with_guess(incoming)
    known = tx.person(row.id, account.id)
    person = known.number if known else 0
    facts, reply = engine.decide(x, replace(event, person=person))
    if facts and (not person or isinstance(event, e.Entered)):
        person = _enrol(tx, row.id, incoming, account)
        facts, reply = engine.decide(x, replace(event, person=person))
    outcome = apply(tx, x, facts, event.at, by=person)
    if reply is None and incoming.place and isinstance(event, e.Entered):
        reply = Reply("entered")
    outcome.reply, outcome.exercise, outcome.person = reply, row.id, person
    if person and tx.exercises_of(row.platform, account.id)[:1] != [row.id]:
        # What somebody writes next belongs to the exercise they used last.
        tx.touch_person(row.id, person, event.at)
    return outcome


def _away(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> bool:
    """Whether somebody acts with whom we could not speak: not every platform says who is back.

    What they do in a group says nothing, unless it leads into their private chat.
    """
    if incoming.place and not isinstance(incoming.event, e.Entered):
        return False
    there = [tx.person(n, account.id) for n in tx.exercises_of(incoming.platform, account.id)]
    return any(person and not person.reachable for person in there)


def _everywhere(
    tx: "Tx[Exercise]", incoming: Incoming, account: Account, *, reachable: bool
) -> Outcome:
    """Somebody can no longer be written to, or can again, whatever they take part in."""
    outcome = Outcome()
    for number in tx.exercises_of(incoming.platform, account.id):
        person = tx.person(number, account.id)
        if person is None:
            continue
        tx.set_reachable(number, person.number, reachable)
        x = tx.exercise(number)
        facts, _ = engine.decide(x, replace(incoming.event, person=person.number))
        outcome.add(apply(tx, x, facts, incoming.event.at))
        if reachable:
            missed = [(p.key, p.to) for p in tx.posts(number) if p.to == person.number]
            outcome.wanted += addressed(tx, number, missed)
    return outcome


def _create(
    tx: "Tx[Exercise]", place: str, incoming: Incoming, account: Account
) -> tuple[int, int]:
    """A draft at this place; gives its number, and that of who sets it up."""
    token = secrets.token_urlsafe(16)
    number = tx.create(incoming.platform, place, token, incoming.event.at)
    return number, _enrol(tx, number, incoming, account)


def _enrol(tx: "Tx[Exercise]", number: int, incoming: Incoming, account: Account) -> int:
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


def _with_guess(incoming: Incoming) -> e.Event:
    """The event; of somebody who comes in, with the language that their platform believes in."""
    event = incoming.event
    if isinstance(event, e.Entered) and incoming.account:
        return replace(event, language=incoming.account.language)
    return event
