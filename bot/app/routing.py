"""Which exercise an update is for, and what happens there.

All of it runs inside one job of the store's writer. What the exercise itself does is the engine's;
here are the cases around it: nothing is there yet, nobody is known yet, it is for several at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.app.library import Files
from bot.app.outbox import addressed, move
from bot.app.record import TOKEN_BYTES, Effects, record
from bot.platforms.base import Account, Incoming
from bot.platforms.seal import Seal, bare
from dialogs import engine
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import ActionData, CardKey, HelloKey, read_data
from dialogs.core.exercise import Exercise, Participant
from dialogs.core.items import dimension_of
from dialogs.core.post import Form, Home, Reply
from dialogs.show import say
from dialogs.talk import forms, setup
from dialogs.words import Words
from storage.store import ExerciseRow, Tx

CHOICE = 3
"""Parts of a tap in a form: the round, the item, the answer."""

RECORDED = 3.0
"""Seconds within which an edit is made and written down, where nothing holds it up."""


@dataclass(frozen=True, slots=True)
class Router:
    """Handles updates; a draft gets this zone and language where the person has none."""

    library: Files
    zone: str
    language: str

    def handle(self, incoming: Incoming, tx: "Tx[Exercise]") -> Effects:
        """Handle an update, unless it was handled before: platforms deliver again."""
        if not tx.first_sight(incoming.platform, incoming.update_id, incoming.event.at):
            return Effects()
        event, account = incoming.event, incoming.account
        if isinstance(event, e.Moved):
            return Effects(posts=move(tx, incoming.platform, incoming.place, event.to) or [])
        if account is None:
            return self._nameless(tx, incoming)
        if account.outside and not isinstance(event, e.Added):
            return self._say(account, Reply("refuse.outside"))
        if isinstance(event, e.Unreachable | e.Returned):
            return _everywhere(tx, incoming, account, event)
        if incoming.place and isinstance(event, e.Wrote):
            return self._say(account, Reply("refuse.not_recorded"))
        if isinstance(event, e.Tap):
            data = signed_data(tx, incoming, account, event)
            if data is None:
                return self._say(account, Reply("refuse.unknown_button"))
            incoming = replace(incoming, event=replace(event, data=data))
        if incoming.stranger:
            return self._say(account, Reply("refuse.not_member"))
        back = _mark_reachable(tx, incoming, account)
        back.add(_there(tx, incoming))
        effects = self._act(tx, incoming, account)
        effects.add(back)
        return effects

    def _act(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
        """Somebody does something: find the exercise that it is for, decide, record."""
        event = incoming.event
        if isinstance(event, e.Command) and event.name == "erase" and event.private:
            return self._erase(tx, incoming, account)
        row = find(tx, incoming, account)
        if row is None:
            return self._begin(tx, incoming, account)
        if isinstance(row, Reply):
            return self._say(account, row)
        if isinstance(event, e.Tap) and event.data == str(ActionData(row.id, "repeat")):
            return self._repeat(tx, row, incoming, account)
        x = tx.exercise(row.id)
        person, facts, reply = _decide(tx, x, incoming, account)
        effects = record(tx, x, facts, event.at, by=person)
        effects.reply = say(x, reply, person) if reply else ""
        if person and tx.exercises_of(row.platform, account.id)[:1] != [row.id]:
            # What somebody writes next belongs to the exercise they used last.
            tx.touch_person(row.id, person, event.at)
        return effects

    def _erase(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
        """Ask in every exercise that keeps something of somebody, over or not; each says which."""
        effects, asked = Effects(), 0
        for number, person in tx.known(incoming.platform, account.id):
            x = tx.exercise(number)
            facts, reply = engine.decide(x, replace(incoming.event, person=person))
            effects.add(record(tx, x, facts, incoming.event.at, by=person))
            effects.reply = effects.reply or (say(x, reply, person) if reply else "")
            asked += bool(facts)
        if asked > 1:
            effects.reply = str(self.words(account).say("erase.several", n=asked))
        if not tx.known(incoming.platform, account.id):
            return self._say(account, Reply("refuse.nothing_kept"))
        return effects

    def words(self, account: Account | None) -> Words:
        """The words of somebody who is in no exercise."""
        own = self.library.words.get(account.language) if account else None
        return own or self.library.words[self.language]

    def _say(self, account: Account | None, reply: Reply) -> Effects:
        """Nothing but a word to somebody who is in no exercise."""
        return Effects(str(self.words(account).say(reply.key, **reply.values)))

    def _nameless(self, tx: "Tx[Exercise]", incoming: Incoming) -> Effects:
        """The group can be written to again, or no longer; the platform does not say by whom."""
        event = incoming.event
        if isinstance(event, e.Command):
            return self._say(None, Reply("refuse.anonymous"))
        row = tx.at_place(incoming.platform, incoming.place)
        if row is None or not isinstance(event, e.Added | e.Shut | e.Dropped):
            return Effects()
        x = tx.exercise(row.id)
        facts, _ = engine.decide(x, event)
        return record(tx, x, facts, event.at)

    def _begin(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
        """Nothing is here yet: the bot was added to a group, or somebody wrote to it there."""
        event = incoming.event
        if isinstance(event, e.Command) and event.name != "new":
            absent = event.name == "absent"
            return self._say(account, Reply("refuse.absent" if absent else "help"))
        if isinstance(event, e.Command) and not event.entitled:
            return self._say(account, Reply("refuse.not_entitled"))
        if not isinstance(event, e.Added | e.Command):
            return Effects()
        number, person = _create(tx, incoming.place, incoming, account)
        language = account.language if account.language in self.library.words else self.language
        pack = self.library.newest("pack", self.library.framework)
        fact = setup.drafted(event.at, person, language, account.zone or self.zone, pack)
        tx.append(number, [fact])
        hello = str(HelloKey())
        tx.want(number, hello, 0)
        return Effects(posts=addressed(tx, number, [(hello, 0)]))

    def _repeat(
        self, tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming, account: Account
    ) -> Effects:
        """The facilitator of an exercise that is over begins the same one again."""
        x = tx.exercise(row.id)
        known = tx.person(row.id, account.id)
        if known is None or known.number != x.facilitator:
            name = x.names.get(x.facilitator, "–")
            return self._say(account, Reply("refuse.only_facilitator", {"name": name}))
        there = tx.at_place(row.platform, row.place)
        if there and there.id != row.id:
            return self._say(account, Reply("refuse.running"))
        number, person = _create(tx, row.place, incoming, account)
        pack = self.library.newest("pack", x.framework.id)
        tx.append(number, setup.repeated(x, incoming.event.at, person, pack))
        key = str(CardKey(person, 1))
        tx.want(number, key, person)
        effects = self._say(account, Reply("in_private"))
        effects.posts += addressed(tx, number, [(key, person)], person)
        return effects

    def home(self, tx: "Tx[Exercise]", incoming: Incoming) -> Home | None:
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


def form(tx: "Tx[Exercise]", incoming: Incoming) -> Form | None:
    """`12.form.ADM`: the questions of that dimension; `12.form`: of where the person is.

    Of a choice in a form, `12.form.1.ADM-T4.5`: the page on which it was made.
    """
    account, event = incoming.account, incoming.event
    if account is None or not isinstance(event, e.Tap):
        return None
    event = replace(event, data=signed_data(tx, incoming, account, event) or "")
    row = find(tx, replace(incoming, event=event), account)
    if not isinstance(row, ExerciseRow):
        return None
    person = tx.person(row.id, account.id)
    p = tx.exercise(row.id).people.get(person.number) if person else None
    data = read_data(event.data)
    if p is None or not isinstance(data, ActionData):
        return None
    x = tx.exercise(row.id)
    chosen = len(data.rest) == CHOICE
    return forms.form(x, p, dimension_of(x, data.rest[1]) if chosen else "".join(data.rest[:1]))


def signed_data(
    tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Tap
) -> str | None:
    """What a button of ours sent back from the chat in which it stands; None for any other data.

    Of a message that is gone a platform may not say the topic: then it is that of the exercise.
    """
    chats = [incoming.place or account.address]
    named = read_data(bare(event.data))
    row = tx.row(named.exercise) if named and incoming.place else None
    if row and row.place.partition("/")[0] == incoming.place:
        chats.append(row.place)
    return Seal(tx.key).data(chats, event.data)


TAKES_PART = ("join", "take")
"""The buttons by which somebody becomes a part of an exercise."""


def vouched(tx: "Tx[Exercise]", incoming: Incoming) -> tuple[str, str]:
    """What the platform is to be asked of who acts, `entitled` or `member`, and of which place.

    Only those in the group may take part: a link is passed on, and a public group's buttons are
    seen by everybody. Who does so already, or facilitates, need not be asked about.
    """
    event, account = incoming.event, incoming.account
    if account is None:
        return "", ""
    if isinstance(event, e.Command):
        return ("entitled", incoming.place) if event.name == "new" and incoming.place else ("", "")
    if isinstance(event, e.Tap):
        event = replace(event, data=signed_data(tx, incoming, account, event) or "")
    row = find(tx, replace(incoming, event=event), account)
    if not isinstance(row, ExerciseRow):
        return "", ""
    if row.status == "draft":
        return ("entitled", row.place) if isinstance(event, e.Entered) else ("", "")
    known, x = tx.person(row.id, account.id), tx.exercise(row.id)
    number = known.number if known else 0
    inside = number in x.people and (x.people[number].joined or number == x.facilitator)
    return ("", "") if inside else ("member", row.place)


def find(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> ExerciseRow | Reply | None:
    """The exercise that a button, a link, a group or a person means; None: nothing is there yet."""
    event = incoming.event
    if isinstance(event, e.Tap):
        data = read_data(event.data)
        row = tx.row(data.exercise) if data else None
        return row if row and _fits(tx, row, incoming) else Reply("refuse.unknown_button")
    if isinstance(event, e.Entered):
        row = tx.by_token(event.token)
        return row if row and _fits(tx, row, incoming) else Reply("refuse.unknown_link")
    if not incoming.place:
        mine = tx.exercises_of(incoming.platform, account.id)
        stranger = "help" if isinstance(event, e.Command) else "refuse.not_joined"
        return tx.row(mine[0]) if mine else Reply(stranger)
    row = tx.at_place(incoming.platform, incoming.place)
    again = isinstance(event, e.Command) and event.name == "new"
    return None if again and row and row.status == "following" else row


def _fits(tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming) -> bool:
    """Whether what came from there can mean this exercise.

    From a page, one whose group is elsewhere: by its link, or from who came by it once.
    """
    if row.platform == incoming.platform:
        return incoming.room in ("", row.place)
    known = incoming.account and tx.person(row.id, incoming.account.id)
    return bool(incoming.room) and (incoming.room == row.token or known is not None)


def _decide(
    tx: "Tx[Exercise]", x: Exercise, incoming: Incoming, account: Account
) -> tuple[int, Sequence[f.Fact], Reply | None]:
    """Who does it, and what comes of it. A stranger is only written down if something does."""
    known = tx.person(x.id, account.id)
    person = known.number if known else 0
    event = _with_guess(incoming)
    if isinstance(event, e.Wrote) and person in x.people:
        event = replace(event, shown=_on_screen(tx, x, x.people[person], event.at))
    facts, reply = engine.decide(x, replace(event, person=person))
    if facts and (not person or isinstance(event, e.Entered)):
        person = _enrol(tx, x.id, incoming, account)
        facts, reply = engine.decide(x, replace(event, person=person))
    if reply is None and incoming.place and isinstance(event, e.Entered):
        reply = Reply("entered")
    return person, facts, reply


def _mark_reachable(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
    """Mark somebody reachable again when they act in private: not every platform says who is back.

    What they do in a group says nothing, unless it leads into their private chat.
    """
    event = incoming.event
    if incoming.place and not isinstance(event, e.Entered):
        return Effects()
    there = [tx.person(n, account.id) for n in tx.exercises_of(incoming.platform, account.id)]
    if all(person.reachable for person in there if person):
        return Effects()
    return _everywhere(tx, incoming, account, e.Returned(event.at))


def _there(tx: "Tx[Exercise]", incoming: Incoming) -> Effects:
    """What somebody does in a group reaches us only while we are there: an exercise goes on."""
    event = incoming.event
    row = tx.at_place(incoming.platform, incoming.place) if incoming.place else None
    if row is None or row.status != "paused" or isinstance(event, e.Dropped | e.Shut):
        return Effects()
    x = tx.exercise(row.id)
    facts, _ = engine.decide(x, e.Added(event.at))
    return record(tx, x, facts, event.at)


def _everywhere(
    tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Unreachable | e.Returned
) -> Effects:
    """Somebody can no longer be written to, or can again, whatever they take part in."""
    effects = Effects()
    reachable = isinstance(event, e.Returned)
    for number in tx.exercises_of(incoming.platform, account.id):
        person = tx.person(number, account.id)
        if person is None:
            continue
        tx.set_reachable(number, person.number, reachable)
        x = tx.exercise(number)
        facts, _ = engine.decide(x, replace(event, person=person.number))
        effects.add(record(tx, x, facts, event.at))
        if reachable:
            missed = [(p.key, p.to) for p in tx.posts(number) if p.to == person.number]
            effects.posts += addressed(tx, number, missed)
    return effects


def _create(
    tx: "Tx[Exercise]", place: str, incoming: Incoming, account: Account
) -> tuple[int, int]:
    """A draft at this place; gives its number, and that of who sets it up."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
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


def _on_screen(tx: "Tx[Exercise]", x: Exercise, p: Participant, at: float) -> bool:
    """Whether what somebody's card asks for has reached their screen, as far as is known.

    A send that was begun may have; so may an edit, whose record is written with the next commit.
    """
    row = tx.post(x.id, str(CardKey(p.number, p.cards)))
    if row is None or row.phase == "sending":
        return row is not None
    return bool(row.ref) and (row.sent >= row.wanted or at - p.prompted_at <= RECORDED)


def _with_guess(incoming: Incoming) -> e.Event:
    """The event; of somebody who comes in, with language and zone as their platform has them."""
    event, account = incoming.event, incoming.account
    if isinstance(event, e.Entered) and account:
        language, zone = account.language, account.zone
        return replace(event, language=language, zone=zone, platform=incoming.platform)
    return event
