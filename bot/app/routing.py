"""Which exercise an update is for, and what happens there.

All of it runs inside one job of the store's writer. What the exercise itself does is the engine's;
here are the cases around it: nothing is there yet, nobody is known yet, it is for several at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.app import several
from bot.app.finding import find, signed_data
from bot.app.library import Files
from bot.app.outbox import addressed, move
from bot.app.record import TOKEN_BYTES, Effects, append, record
from bot.platforms.base import Account, Incoming
from dialogs import engine
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import ActionData, CardKey, HelloKey
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Home, Reply
from dialogs.show import say
from dialogs.talk import home, which
from dialogs.talk.setup import draft
from dialogs.words import Words
from framework.pack import nearest
from storage.store import ExerciseRow, Tx

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
            return _moved(tx, incoming, event)
        if account is None:
            return self._nameless(tx, incoming)
        if account.outside and not isinstance(event, e.Added):
            return self._say(incoming, Reply("refuse.outside"))
        if isinstance(event, e.Belongs | e.Unreachable | e.Returned):
            return several.reach(tx, incoming, account, event)
        if incoming.place and isinstance(event, e.Wrote):
            return self._say(incoming, Reply("refuse.not_recorded"))
        if isinstance(event, e.Tap):
            data = signed_data(tx, incoming, account, event)
            if data is None:
                return self._say(incoming, Reply("refuse.unknown_button"))
            incoming = replace(incoming, event=replace(event, data=data))
        if incoming.stranger:
            return self._say(incoming, Reply("refuse.not_member"))
        back = several.mark_reachable(tx, incoming, account)
        back.add(_there(tx, incoming))
        effects = self._act(tx, incoming, account)
        effects.add(back)
        return effects

    def _act(self, tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
        """Somebody does something: find the exercise that it is for, decide, record."""
        event = incoming.event
        if isinstance(event, e.Command) and event.private:
            asked = self._in_several(tx, incoming, account, event)
            if asked is not None:
                return asked
        row = find(tx, incoming, account)
        if row is None:
            return self._begin(tx, incoming, account)
        if isinstance(row, Reply):
            return self._say(incoming, row)
        if isinstance(event, e.Tap) and event.data == str(ActionData(row.id, "repeat")):
            return self._repeat(tx, row, incoming, account)
        x = tx.exercise(row.id)
        several.retitle(tx, x, row, incoming)
        person, facts, reply = _decide(tx, x, incoming, account)
        effects = record(tx, x, facts, event.at, by=person)
        effects.reply = _said(x, event, reply, person) if reply else ""
        effects.aside = reply is not None and _aside(reply)
        effects.add(several.name_each(tx, incoming, account))
        if person and tx.exercises_of(incoming.platform, account.id)[:1] != [row.id]:
            # What somebody writes next belongs to the exercise they used last.
            tx.touch_person(row.id, person, event.at)
        return effects

    def _in_several(
        self, tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Command
    ) -> Effects | None:
        """A command in private that may be for several exercises; None for any other."""
        words = self.words(incoming.platform, account)
        if event.name == "erase":
            return several.erase(tx, incoming, account, words)
        if event.name == "start":
            return several.start(tx, incoming, account, words)
        run = several.run_by(tx, incoming, account) if event.name in several.WHICH else []
        if len(run) < 2:
            return None
        return several.ask_each(tx, incoming, run, words, "which.several")

    def words(self, platform: str, account: Account | None) -> Words:
        """The words of somebody who is in no exercise."""
        every = self.library.on(platform).words
        own = nearest(account.language, every) if account else ""
        return every[own or self.language]

    def _say(self, incoming: Incoming, reply: Reply) -> Effects:
        """Nothing but a word to somebody who is in no exercise."""
        words = self.words(incoming.platform, incoming.account)
        return Effects(str(words.say(reply.key, **reply.values)), aside=_aside(reply))

    def _nameless(self, tx: "Tx[Exercise]", incoming: Incoming) -> Effects:
        """The group can be written to again, or no longer; the platform does not say by whom."""
        event = incoming.event
        if isinstance(event, e.Command):
            return self._say(incoming, Reply("refuse.anonymous"))
        row = tx.at_place(incoming.platform, incoming.place)
        if row is None and isinstance(event, e.Added):
            return self._greet(tx, incoming, _nobodys(tx, incoming), 0)
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
            return self._say(incoming, Reply("refuse.absent" if absent else "help"))
        if isinstance(event, e.Command) and not event.entitled:
            return self._say(incoming, Reply("refuse.not_entitled"))
        if not isinstance(event, e.Added | e.Command):
            return Effects()
        return self._greet(tx, incoming, *_create(tx, incoming.place, incoming, account))

    def _greet(self, tx: "Tx[Exercise]", incoming: Incoming, number: int, person: int) -> Effects:
        """Say hello to a group, in the language of who added us, if that is known.

        Whoever is hidden behind the group itself is nobody: the draft is whose administrator comes.
        """
        account = incoming.account or Account("", "")
        language = nearest(account.language, self.library.words) or self.language
        framework = self.library.first(language)
        pack = self.library.newest("pack", framework.id)
        if language not in framework.languages:
            language = framework.languages[0]
        zone = account.zone or self.zone
        drafted = draft.drafted(incoming.event.at, person, language, zone, pack)
        append(tx, number, [drafted], self.library)
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
            return self._say(incoming, Reply("refuse.only_facilitator", {"name": name}))
        there = tx.at_place(row.platform, row.place)
        if there and there.id != row.id:
            return self._say(incoming, Reply("refuse.running"))
        number, person = _create(tx, row.place, incoming, account)
        pack = self.library.newest("pack", x.framework.id)
        append(tx, number, draft.repeated(x, incoming.event.at, person, pack), self.library)
        key = str(CardKey(person, 1))
        tx.want(number, key, person)
        effects = self._say(incoming, Reply("in_private"))
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
        return home.home(mine, language or self.words(incoming.platform, account))


def _moved(tx: "Tx[Exercise]", incoming: Incoming, event: e.Moved) -> Effects:
    """The group has a new address. A draft that was begun there meanwhile gives way to what runs.

    Of the new group we hear, as of one that we were added to, before we hear that it is the old.
    """
    effects = Effects()
    old, new = (tx.at_place(incoming.platform, place) for place in (incoming.place, event.to))
    if old and new and old.id != new.id and "draft" in (old.status, new.status):
        x = tx.exercise(new.id if new.status == "draft" else old.id)
        thrown = f.Cancelled(event.at, x.facilitator, erase=True)
        effects = record(tx, x, [thrown], event.at)
    effects.posts += move(tx, incoming.platform, incoming.place, event.to) or []
    return effects


def _aside(reply: Reply) -> bool:
    """Whether this concerns nobody but who hears it: why something cannot be done."""
    sentence = reply.key
    return sentence.startswith("refuse.")


def _said(x: Exercise, event: e.Event, reply: Reply, person: int) -> str:
    """A reply; to a command in private under the name of the exercise, where there are several."""
    text = say(x, reply, person)
    known = x.people.get(person)
    if known is None or not known.named or not isinstance(event, e.Command) or not event.private:
        return text
    return f"<b>{which.name(x, x.words(person), known)}</b>\n{text}"


def _decide(
    tx: "Tx[Exercise]", x: Exercise, incoming: Incoming, account: Account
) -> tuple[int, Sequence[f.Fact], Reply | None]:
    """Who does it, and what comes of it. A stranger is only written down if something does."""
    known = tx.person(x.id, account.id)
    person = known.number if known else 0
    event = _with_guess(incoming)
    if isinstance(event, e.Wrote) and person in x.people:
        shown = bool(event.on_page) or _on_screen(tx, x, x.people[person], event.at)
        event = replace(event, shown=shown)
    facts, reply = engine.decide(x, replace(event, person=person))
    if facts and (not person or isinstance(event, e.Entered)):
        person = _enrol(tx, x.id, incoming, account)
        facts, reply = engine.decide(x, replace(event, person=person))
    if reply is None and incoming.place and isinstance(event, e.Entered):
        reply = Reply("entered")
    return person, facts, reply


def _there(tx: "Tx[Exercise]", incoming: Incoming) -> Effects:
    """What somebody does in a group reaches us only while we are there: an exercise goes on."""
    event = incoming.event
    row = tx.at_place(incoming.platform, incoming.place) if incoming.place else None
    if row is None or row.status != "paused" or isinstance(event, e.Dropped | e.Shut):
        return Effects()
    x = tx.exercise(row.id)
    facts, _ = engine.decide(x, e.Added(event.at))
    return record(tx, x, facts, event.at)


def _create(
    tx: "Tx[Exercise]", place: str, incoming: Incoming, account: Account
) -> tuple[int, int]:
    """A draft at this place; gives its number, and that of who sets it up."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    number = tx.create(incoming.platform, place, token, incoming.event.at, incoming.group)
    return number, _enrol(tx, number, incoming, account)


def _nobodys(tx: "Tx[Exercise]", incoming: Incoming) -> int:
    """A draft at this place, begun by somebody whose name is not told."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return tx.create(incoming.platform, incoming.place, token, incoming.event.at, incoming.group)


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
