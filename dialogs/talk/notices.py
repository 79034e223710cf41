"""What comes unasked, to one person: a reminder; and to the facilitator, what needs a decision.

Shows the reminder of an open step, the offer to close it once all have finished, the invented news
before the group reads them, that a message may not have arrived, that somebody or the group cannot
be written to. Its buttons mute reminders, choose the news and send a message again; the others lead
to the card and the desk.
"""

from collections.abc import Iterable

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import news as choice
from dialogs.core.addresses import (
    DoubtKey,
    LostKey,
    NewsKey,
    OfferKey,
    PausedKey,
    ReminderKey,
    read_key,
)
from dialogs.core.decision import (
    Decision,
    Handler,
    Rest,
    do,
    for_facilitator,
    for_participants,
    refuse,
)
from dialogs.core.exercise import Exercise, Participant, Stage
from dialogs.core.gate import FINISHED_FROM
from dialogs.core.post import Post
from dialogs.phrases import button, fill, simple, until

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
        minutes=max(1, round((len(scored) - answered) / 2)),
        label=key.round,
        when=until(x, words, stage),
    )
    row = (button(x, words, "continue", "down"), button(x, words, "mute", "mute"))
    return simple(words, text, (row,))


def offer(x: Exercise, key: OfferKey) -> Post | None:
    """[Close now], once everybody has finished and they are enough to be counted."""
    stage = x.stages.get(key.round)
    if stage is None or not _all_finished(x, stage):
        return None
    words = x.words(x.facilitator)
    moment = until(x, words, stage)
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


def news(x: Exercise, key: NewsKey) -> Post | None:
    """The invented news that the group reads next, while the facilitator can still choose."""
    offered, due = choice.offered(x), choice.due(x)
    if not offered or due is None:
        return None
    words = x.words(x.facilitator)
    text = words.render(
        "news",
        when=words.date(due, x.zone),
        news=fill(x, words, x.framework.texts[words.language].inject[offered[0]].text),
    )
    each = [button(x, words, "news_post", "news", "post", offered[0])]
    if len(offered) > 1:
        each.append(button(x, words, "news_other", "news", "other", offered[0]))
    return Post(text, (tuple(each), (button(x, words, "news_none", "news", "none"),)))


def doubt(x: Exercise, key: DoubtKey) -> Post | None:
    """A message to the group may not have arrived, and may be sent again."""
    if not x.doubted.get(key.post):
        return None
    words, post = x.words(x.facilitator), read_key(key.post)
    kind = f"doubt.{post.kind}"
    text = words.say("doubt.text", what=words.say(kind if words.has(kind) else "doubt.other"))
    return simple(words, text, ((button(x, words, "send_again", "again", key.post),),))


def lost(x: Exercise, key: LostKey) -> Post | None:
    """Somebody who takes part can no longer be written to."""
    p = x.people.get(key.person)
    if p is None or p.reachable or not p.joined or p.number == x.facilitator:
        return None
    if p.number not in x.names:  # we let go of the name, not they of us
        return None
    words = x.words(x.facilitator)
    return simple(words, words.say("lost.text", name=x.names.get(p.number, "–")))


def paused(x: Exercise, key: PausedKey) -> Post | None:
    """The group can no longer be written to."""
    words = x.words(x.facilitator)
    return simple(words, words.say("paused.text")) if x.paused else None


# -- what their buttons do -----------------------------------------------------------------------


def _mute(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    return do(f.Muted(event.at, event.person), say="muted")


def _again(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`again.KEY`: send once more what may not have arrived."""
    key = rest[0] if len(rest) == 1 else ""
    if not x.doubted.get(key):
        return refuse("unknown_button")
    return do(f.Repeated(event.at, event.person, key))


def _news(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`news.post.court`: that one; `news.other.court`: another than that; `news.none`."""
    offered = choice.offered(x)
    if not offered or rest[1:] not in ((), offered[:1]):
        return refuse("unknown_button")
    if rest == ("none",):
        return do(f.Injected(event.at, "", event.person), say="news.none")
    if rest[:1] == ("post",) and rest[1:]:
        return do(f.Injected(event.at, offered[0], event.person), say="news.posted")
    if rest[:1] == ("other",) and offered[1:]:
        return do(f.Passed(event.at, event.person, offered[0]))
    return refuse("unknown_button")


TAPS: dict[str, Handler] = {
    "mute": for_participants(_mute),
    "news": for_facilitator(_news),
    "again": for_facilitator(_again),
}
"""What the buttons of notices do."""
