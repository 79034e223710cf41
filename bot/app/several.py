"""What somebody with several exercises does in private, where each of them has its say.

Runs inside a job of the store's writer. `/start` shows what is open to them, `/erase` asks in every
exercise that keeps something of them, and what ends an exercise or moves it asks which is meant.
"""

from collections import Counter
from dataclasses import replace

from bot.app.outbox import addressed
from bot.app.record import Effects, record
from bot.platforms.base import Account, Incoming
from dialogs import engine
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.show import say
from dialogs.talk import which
from dialogs.words import Words
from framework.pack import nearest
from storage.store import ExerciseRow, Tx

WHICH = ("close", "extend", "cancel")
"""The commands that change an exercise for everybody: whoever runs several says which."""

Mine = list[tuple[Exercise, int]]
"""Exercises, with somebody's number in each."""


def mine(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Mine:
    """The exercises that somebody has to do with and that are not over, the one used last first."""
    found = []
    for number in tx.exercises_of(incoming.platform, account.id):
        x, person = tx.exercise(number), tx.person(number, account.id)
        if person and person.number in x.people:
            found.append((x, person.number))
    return found


def name_each(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
    """Whatever somebody with several exercises reads says from here on which one it is of."""
    return name_all(tx, incoming, mine(tx, incoming, account))


def name_all(tx: "Tx[Exercise]", incoming: Incoming, several: Mine) -> Effects:
    """Have what somebody reads of these say which it is of; where two have one name, of which."""
    effects, at = Effects(), incoming.event.at
    if len(several) < 2:
        return effects
    called = Counter(which.called(x) for x, _ in several)
    for x, person in several:
        known, alike = x.people[person], called[which.called(x)] > 1
        if not known.named or (alike and not known.alike):
            effects.add(record(tx, x, [f.Named(at, person, alike)], at, by=person))
    return effects


def retitle(tx: "Tx[Exercise]", x: Exercise, row: ExerciseRow, incoming: Incoming) -> None:
    """Keep what a group is called, where something of it says so and it was called otherwise."""
    here = incoming.place.partition("/")[0] == row.place.partition("/")[0]
    if here and incoming.group and incoming.group != row.title and not x.purged:
        x.group = incoming.group
        tx.set_title(x.id, x.group)


def run_by(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Mine:
    """The exercises that somebody runs, alone or with others."""
    return [(x, n) for x, n in mine(tx, incoming, account) if x.leads(n)]


def ask_each(
    tx: "Tx[Exercise]", incoming: Incoming, several: Mine, words: Words, say_so: str
) -> Effects:
    """Have each of these exercises answer a command; where more than one asks back, say so.

    The first of them comes last: it stands at the bottom.
    """
    effects, asked, event = Effects(), 0, incoming.event
    for x, person in reversed(several):
        assert isinstance(event, e.Command)  # noqa: S101 - nothing else is asked of several
        here = replace(event, person=person, several=event.name in WHICH)
        facts, reply = engine.decide(x, here)
        effects.add(record(tx, x, facts, event.at, by=person))
        effects.reply = effects.reply or (say(x, reply, person) if reply else "")
        asked += bool(facts)
    if asked:
        effects.reply = str(words.say(say_so, n=asked)) if asked > 1 and say_so else ""
    return effects


def open_to(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Mine:
    """The exercises that somebody could join, each with the number that is theirs from here on."""
    there = []
    for number in incoming.open:
        person = tx.enrol(number, incoming.platform, account.id, account.name, account.language,
                          account.address, incoming.event.at)  # fmt: skip
        tx.exercise(number).names[person.number] = person.name
        there.append((tx.exercise(number), person.number))
    return there


def invite(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
    """Show somebody the way into what is open in their groups."""
    effects, at = Effects(), incoming.event.at
    for x, person in open_to(tx, incoming, account):
        language = nearest(account.language, x.spoken) or x.language
        own = account.zone if account.zone != x.zone else ""
        effects.add(record(tx, x, [f.Invited(at, person, language, own)], at, by=person))
    return effects


def erase(tx: "Tx[Exercise]", incoming: Incoming, account: Account, words: Words) -> Effects:
    """Ask in every exercise that keeps something of somebody, over or not; each says which."""
    known = [(tx.exercise(n), p) for n, p in tx.known(incoming.platform, account.id)]
    if not known:
        return Effects(str(words.say("refuse.nothing_kept")))
    effects = name_all(tx, incoming, [(x, p) for x, p in known if p in x.people])
    asked = ask_each(tx, incoming, known[::-1], words, "erase.several")
    asked.add(effects)
    return asked


def start(tx: "Tx[Exercise]", incoming: Incoming, account: Account, words: Words) -> Effects:
    """Show what is open to somebody: their card; of several exercises one each, by name."""
    there = mine(tx, incoming, account)
    effects = invite(tx, incoming, account)
    if not there and not effects.posts:
        return Effects(str(words.say("which.nowhere")))
    effects.add(name_each(tx, incoming, account))
    answered = ask_each(tx, incoming, there, words, "")
    answered.add(effects)
    return answered


def reach(
    tx: "Tx[Exercise]",
    incoming: Incoming,
    account: Account,
    event: e.Belongs | e.Unreachable | e.Returned,
) -> Effects:
    """What a platform tells of somebody without their doing anything to us."""
    if isinstance(event, e.Belongs):
        return belongs(tx, incoming, account, event)
    return everywhere(tx, incoming, account, event)


def belongs(tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Belongs) -> Effects:
    """Somebody left a group, or is back: what goes on there, in any of its topics, hears it."""
    effects, group = Effects(), (incoming.platform, incoming.place)
    for number, person in tx.known(incoming.platform, account.id):
        row = tx.row(number)
        if row is None or row.status not in ("running", "following"):
            continue
        if (row.platform, row.place.partition("/")[0]) == group:
            x = tx.exercise(number)
            facts, _ = engine.decide(x, replace(event, person=person))
            effects.add(record(tx, x, facts, event.at))
    return effects


def mark_reachable(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> Effects:
    """Mark somebody reachable again when they act in private: not every platform says who is back.

    What they do in a group says nothing, unless it leads into their private chat.
    """
    event = incoming.event
    if incoming.place and not isinstance(event, e.Entered):
        return Effects()
    there = [tx.person(n, account.id) for n in tx.exercises_of(incoming.platform, account.id)]
    if all(person.reachable for person in there if person):
        return Effects()
    return everywhere(tx, incoming, account, e.Returned(event.at))


def everywhere(
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
