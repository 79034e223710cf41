"""What every message should say now: `show(exercise, key)`. The one door out.

A key names a message for good: `card/3/2` is the second card of person 3, `results/en` the
results in English. What a message says stands in `talk`; the table here finds it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.allowed import pressable
from dialogs.core.addresses import (
    AskedKey,
    CardKey,
    CopyKey,
    CrowdKey,
    DoubtKey,
    FileKey,
    GoneKey,
    GroupKey,
    HandedKey,
    LostKey,
    NewsKey,
    OfferKey,
    PausedKey,
    ProgressKey,
    ReadView,
    RecalledKey,
    RefusedKey,
    ReminderKey,
    ReopenKey,
    WarnKey,
    kind_of,
    read_key,
)
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import File, Post, Reply
from dialogs.fit import fit
from dialogs.phrases import button, in_others
from dialogs.talk import card, channel, notices, results, which
from dialogs.talk.copilot import few, inject, months, roles
from dialogs.talk.plan import actions, check
from dialogs.talk.setup import draft


def show(x: Exercise, key: str, *, new: bool = False) -> Post | File | None:
    """What this message should say now, as its platform takes it; None if it should not stand.

    `new`: where it does not stand yet. That notifies, and a locked screen would show the score that
    was tapped on the card before, while this one was on its way.
    """
    address = read_key(key)
    post: Post | File | None
    if new and isinstance(address, CardKey):
        post = _card(x, address, new=True)
    else:
        post = SHOWS[address.kind](x, address)
    if not isinstance(post, Post):
        return post
    to = recipient(x, key)
    if isinstance(address, GroupKey):
        post = in_others(x, post, address)
    post = which.named(x, pressable(x, post, to), to)
    if isinstance(address, CardKey):
        return fit(x, x.words(to), post, page=x.people[to].page, to=to)
    words = x.worded(address.language) if isinstance(address, GroupKey) else x.words(to)
    return fit(x, words, post, address.post if isinstance(address, CopyKey) else key, to=to)


def recipient(x: Exercise, key: str) -> int:
    """Who a message is for: a person's number, 0 for the group."""
    address = read_key(key)
    if isinstance(address, CardKey | ReminderKey | ProgressKey | FileKey):
        return address.person
    if isinstance(address, HandedKey):
        return address.person
    return x.contact if isinstance(address, DESK) else 0


DESK = (
    *(OfferKey, DoubtKey, RefusedKey, CopyKey, LostKey, PausedKey, CrowdKey, NewsKey),
    *(WarnKey, ReopenKey, AskedKey, GoneKey, RecalledKey),
)
"""What is for the facilitator."""

URGENCY = {"card": 2, "board": 3, "reminder": 4}
"""What goes first, the lowest number: results and what else is new (1), then cards that nobody
waits for, the group's card, reminders. 0 is for what somebody has just tapped."""


def urgency(key: str) -> int:
    """How urgent a message is that nobody has just tapped; the lowest number goes first."""
    return URGENCY.get(kind_of(key), 1)


def say(x: Exercise, reply: Reply, person: int) -> str:
    """A reply in the person's words."""
    words = x.language_of(reply.language) if reply.language else x.words(person)
    values = {name: _said(x, person, name, value) for name, value in reply.values.items()}
    return str(words.say(reply.key, **values))


def _said(x: Exercise, person: int, name: str, value: Any) -> Any:
    """A value in words: `when` a close, `meant` how a typed deadline was understood.

    `soon` is a close, and the moment from which it is told.
    """
    words = x.words(person)
    until_told = words.say("calendar.facilitator_says")
    if name == "when":
        return words.date(value, x.zone) if value else until_told
    if name == "soon":
        return (
            words.soon(value[0], value[1], x.zone)
            if value[0]
            else words.say("calendar.facilitator_says")
        )
    if name in ("meant", "first", "second"):
        day = value if isinstance(value, date) else None
        return words.full_day(day) if day else words.full(value, x.zone)
    return value


def _card(x: Exercise, key: CardKey, *, new: bool = False) -> Post | None:
    """Somebody's newest card; those before it have nothing left to say."""
    p = x.people.get(key.person)
    if p is None or key.number != p.cards:
        return None
    if new:
        p = replace(p, last_on=0)  # nothing was answered on it
    if x.status == "draft":
        return draft.card(x, p) if p.number == x.facilitator else None
    return (isinstance(p.view, ReadView) and _whole(x, p, p.view)) or card.card(x, p)


def _whole(x: Exercise, p: Participant, view: ReadView) -> Post | None:
    """A message to the group, in private."""
    about = read_key(view.post)
    post = SHOWS[about.kind](x, about)
    if not isinstance(post, Post):
        return None
    front = button(x, x.words(p.number), "read_front", "read", 0)
    return Post(post.text, (*results.files(x, about), (front,)))


def _copy(x: Exercise, key: CopyKey) -> Post | File | None:
    """What the group did not get, without its buttons: they are for the group."""
    if key.post not in x.fetched or recipient(x, key.post) != 0:
        return None
    about = read_key(key.post)
    post = SHOWS[about.kind](x, about)
    return replace(post, rows=(), pinned=False) if isinstance(post, Post) else post


def _in(
    shows: Callable[[Exercise, str], Post | File | None],
) -> Callable[[Exercise, GroupKey], Post | File | None]:
    """A message to the group, shown in the language of its key."""
    return lambda x, key: shows(x, key.language)


SHOWS: dict[str, Callable[[Exercise, Any], Post | File | None]] = {
    "card": _card,
    "reminder": notices.reminder,
    "offer": notices.offer,
    "doubt": notices.doubt,
    "refused": notices.refusal,
    "copy": _copy,
    "missing": notices.missing,
    "lost": notices.lost,
    "paused": notices.paused,
    "crowd": notices.crowd,
    "news": inject.offer,
    "warn": few.warning,
    "reopen": few.offer,
    "handed": roles.handed,
    "asked": roles.asked,
    "gone": roles.gone,
    "recalled": months.ask,
    "hello": draft.hello,
    "told": check.question,
    "file": results.own_file,
    "board": _in(channel.board),
    "halfway": _in(channel.halfway),
    "few": _in(few.few),
    "again": _in(few.again),
    "feedback": _in(channel.feedback),
    "inject": _in(channel.inject),
    "results": _in(results.results),
    "picture": _in(results.picture),
    "brief": _in(results.brief),
    "report": _in(results.report),
    "plan": _in(actions.plan),
    "unowned": _in(months.unowned),
    "decided": _in(months.decided),
    "check": _in(check.check),
    "vacant": _in(roles.vacant),
}
"""Who says what a message says, by the kind of its key; every kind has its line."""
