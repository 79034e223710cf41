"""What comes unasked, to one person: a reminder; and to the facilitator, what needs a decision.

Shows the reminder of an open step, the offer to close it once all have finished, that a message may
not have arrived or was refused, that somebody or the group cannot be written to; to the group,
where to get a file that it takes none of. Its buttons mute reminders, send a message again or to
the facilitator alone, and say that it is there; the others lead to the card and the desk.
"""

from collections.abc import Iterable

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import (
    FILES,
    LIVE,
    CardKey,
    CrowdKey,
    DoubtKey,
    FileKey,
    GroupKey,
    HelloKey,
    LostKey,
    MissingKey,
    OfferKey,
    PausedKey,
    ProgressKey,
    RefusedKey,
    ReminderKey,
    kind_of,
    read_key,
)
from dialogs.core.decision import (
    NOTHING,
    Decision,
    Handler,
    Rest,
    do,
    for_participants,
    refuse,
)
from dialogs.core.exercise import Exercise
from dialogs.core.gate import FINISHED_FROM
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.core.stage import Stage
from dialogs.phrases import button, simple, until
from dialogs.talk.copilot import closing
from dialogs.words import Words

MORE = 5
"""So many more than were invited are no news: colleagues bring colleagues. For a large team, half
as many again."""

# -- what they show ------------------------------------------------------------------------------


def reminder(x: Exercise, key: ReminderKey) -> Post | None:
    """How far somebody is in an open step, and until when."""
    p, stage = x.people[key.person], x.stages[key.round]
    if p.reminded != key or not stage.open:
        return None
    words = x.words(p.number)
    scored = [i for i in stage.items if x.framework.has(i)]
    answered = sum(1 for i in scored if p.answer(key.round, i))
    text = words.say(
        "reminder.text",
        n=answered,
        of=len(scored),
        remain=words.say("reminder.remain", n=max(1, round((len(scored) - answered) / 2))),
        label=key.round,
        when=until(x, words, stage),
    )
    row = (button(x, words, "continue", "down"), button(x, words, "mute", "mute"))
    return simple(words, text, (row,))


def mailbox(x: Exercise, event: e.Mailbox) -> Decision:
    """An e-mail address for reminders, once there is none; or, at any time, none any more."""
    p = x.people.get(event.person)
    asked = p is not None and p.joined and x.under_way and not p.mailbox
    if p is None or not (asked if event.address else p.mailbox):
        return refuse("unknown_button")
    return do(f.Mailed(event.at, event.person, event.address))


def offer(x: Exercise, key: OfferKey) -> Post | None:
    """[Close now], once everybody has finished and they are enough to be counted."""
    stage = x.stages.get(key.round)
    if stage is None or not _all_finished(x, stage):
        return None
    words = x.words(x.contact)
    moment = closing.closes(x, words, stage)
    text = words.say("offer.text", n=x.joined, label=stage.label, when=moment)
    return simple(words, text, ((button(x, words, "close_now", "close", stage.label),),))


def _all_finished(x: Exercise, stage: Stage) -> bool:
    """Whether the facilitator may be offered to close: everybody is through, and they suffice.

    Through with what closes together with it, too: where nothing is asked again, with that alone.
    """
    offered = bool(stage.step.closes and stage.step.closes.everyone)
    asked = [s for s in (stage, *_closing_with(x, stage)) if s.items]
    enough = x.joined >= FINISHED_FROM and bool(asked)
    return offered and stage.open and enough and all(s.finished >= x.joined for s in asked)


def _closing_with(x: Exercise, stage: Stage) -> Iterable[Stage]:
    """The stages that close together with this one."""
    return (s for s in x.stages.values() if s.step.closes and s.step.closes.with_ == stage.step.id)


def doubt(x: Exercise, key: DoubtKey) -> Post | None:
    """A message to the group may not have arrived, and may be sent again."""
    if not x.doubted.get(key.post):
        return None
    words = x.words(x.contact)
    lives = kind_of(key.post) in LIVE
    text = words.say("doubt.live" if lives else "doubt.text", what=_named(words, key.post))
    what = _on_button(x, words, key.post)
    row = (
        button(x, words, "there", "there", key.post, what=what),
        button(x, words, "send_again", "again", key.post, what=what),
    )
    return simple(words, text, (row,))


def _named(words: Words, key: str) -> Markup:
    """What a post is called: the results, the picture."""
    kind = f"doubt.{kind_of(key)}"
    return words.say(kind if words.has(kind) else "doubt.other")


def _on_button(x: Exercise, words: Words, key: str) -> str:
    """What a button is about: several such messages may stand in one chat."""
    post = read_key(key)
    if isinstance(post, CardKey | ReminderKey | ProgressKey | FileKey):
        return x.names.get(post.person, "–")
    named = _named(words, key).unescape()
    several = isinstance(post, GroupKey) and post.kind in FILES and len(x.languages) > 1
    return f"{named} ({post.language})" if several and isinstance(post, GroupKey) else named


def refusal(x: Exercise, key: RefusedKey) -> Post | None:
    """A message was refused, and why; what the group does not get, the facilitator may have."""
    fact = x.undelivered.get(key.post)
    if fact is None:
        return None
    words, post = x.words(x.contact), read_key(key.post)
    why = words.say(f"refusal.{fact.why}", code=fact.code)
    then = words.say("refused.final" if fact.final else "refused.trying")
    what = _on_button(x, words, key.post)
    row = [button(x, words, "send_again", "again", key.post, what=what)]
    if isinstance(post, CardKey | ReminderKey | ProgressKey | FileKey):
        name = x.names.get(post.person, "–")
        text = words.say("refused.person", name=name, why=why, then=then)
    else:
        text = words.say("refused.text", what=_named(words, key.post), why=why, then=then)
        row.append(button(x, words, "get_here", "copy", key.post, what=what))
    return simple(words, text, (tuple(row),))


def missing(x: Exercise, key: MissingKey) -> Post | None:
    """Where the group gets a file that may not be posted there."""
    post = read_key(key.post)
    if key.post not in x.undelivered or not isinstance(post, GroupKey):
        return None
    words, name = x.worded(post.language), x.names.get(x.facilitator, "–")
    return simple(words, words.say("missing.text", what=_named(words, key.post), name=name), ())


def lost(x: Exercise, key: LostKey) -> Post | None:
    """Somebody who takes part can no longer be written to."""
    p = x.people.get(key.person)
    if p is None or p.reachable or not p.joined or p.number == x.facilitator:
        return None
    if p.paper or p.number not in x.names:  # we let go of the name, not they of us
        return None
    words = x.words(x.contact)
    return simple(words, words.say("lost.text", name=x.names.get(p.number, "–")))


def paused(x: Exercise, key: PausedKey) -> Post | None:
    """The group can no longer be written to, or not for now."""
    if not x.away:
        return None
    words = x.words(x.contact)
    return simple(words, words.say("paused.text" if x.paused else "paused.barred"))


def crowd(x: Exercise, key: CrowdKey) -> Post | None:
    """Far more take part than were invited, while more can come."""
    invited, first = int(x.setup.get("invited") or 0), x.stages.get("1")
    if first is None or not first.open or x.joined <= invited + max(MORE, invited // 2):
        return None
    words = x.words(x.contact)
    text = words.say("crowd.text", n=x.joined, invited=invited)
    row = (button(x, words, "people", "desk", "people"), button(x, words, "link", "desk", "link"))
    return simple(words, text, (row,))


# -- what their buttons do -----------------------------------------------------------------------


def _mute(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    return do(f.Muted(event.at, event.person), say="muted")


def _again(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`again.KEY`: send once more what may not have arrived, or was refused."""
    key = rest[0] if len(rest) == 1 else ""
    if not x.doubted.get(key) and key not in x.undelivered:
        return refuse("unknown_button")
    return do(f.Repeated(event.at, event.person, key))


def _there(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`there.KEY`: what may not have arrived has."""
    key = rest[0] if len(rest) == 1 else ""
    if not x.doubted.get(key):
        return refuse("unknown_button")
    return do(f.Confirmed(event.at, event.person, key))


def _copy(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`copy.KEY`: the facilitator gets in private what the group does not."""
    key = rest[0] if len(rest) == 1 else ""
    if key not in x.undelivered or not isinstance(read_key(key), GroupKey | HelloKey):
        return refuse("unknown_button")
    return do(f.Fetched(event.at, event.person, key))


# -- what deliveries tell --------------------------------------------------------------------------

UNTOLD = ("refused", "copy", "doubt", "lost", "paused")
"""Posts of whose refusal nobody is told: they are such news themselves."""


def doubtful(x: Exercise, event: e.Doubtful) -> Decision:
    """A message to the group may not have arrived."""
    return NOTHING if x.doubted.get(event.key) else do(f.Doubted(event.at, event.key))


def refused(x: Exercise, event: e.Refused) -> Decision:
    """A message was refused; of the same reason the facilitator is told once."""
    known = x.undelivered.get(event.key)
    told = known and (known.why, known.final) == (event.why, event.final)
    if told or kind_of(event.key) in UNTOLD:
        return NOTHING
    return do(f.Undelivered(event.at, event.key, event.why, event.code, event.final))


def delivered(x: Exercise, event: e.Delivered) -> Decision:
    """A message that was refused stands now."""
    return do(f.Delivered(event.at, event.key)) if event.key in x.undelivered else NOTHING


TAPS: dict[str, Handler] = {
    "mute": for_participants(_mute),
    "again": _again,
    "there": _there,
    "copy": _copy,
}
"""What the buttons of notices do."""
