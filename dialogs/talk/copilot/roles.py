"""Who runs an exercise: with others, after somebody, and instead of whoever cannot be reached.

Shows the desk's drawers for co-facilitators, tells the new facilitator and the old one of a
hand-over, asks whoever runs an exercise whether they still do, and the group who will, if nobody.
An administrator of the chat may: the platform is asked, and the group reads it before it is so. A
room in the browser has no administrators: there whoever takes part may.
"""

from dataclasses import replace

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import AskedKey, DeskView, GoneKey, HandedKey
from dialogs.core.decision import NOTHING, Decision, Handler, Rest, do, refuse
from dialogs.core.due import succession
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.phrases import button, named, pairs, simple
from dialogs.words import Words

# -- at the desk ---------------------------------------------------------------------------------


def deputies(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """Who runs it together with the facilitator, and who could."""
    others = [q.number for q in x.participants() if q.number != x.facilitator]
    there = [n for n in sorted({*others, *x.deputies}) if n in x.names]
    now = ", ".join(x.names[n] for n in there if n in x.deputies) or words.text("roles.nobody")
    text = words.say("roles.deputies" if there else "desk.nobody", names=now)
    made = [named(x, n, "desk", "depute", n) for n in there]
    return simple(words, text, (*pairs(made), (button(x, words, "back", "desk"),)))


def depute(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """Whether this person is to run it, too, or no longer."""
    person = view.person or 0
    ends = person in x.deputies
    text = words.say("roles.end_it" if ends else "roles.depute", name=x.names.get(person, "–"))
    yes = button(x, words, "depute_end" if ends else "depute_yes", "depute", person)
    return simple(words, text, ((yes, button(x, words, "back", "desk", "deputies")),))


def told(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """To the new facilitator, or a new co-facilitator: that they are, and where the desk is."""
    text = words.say("roles.now" if p.number == x.facilitator else "roles.now_too")
    return simple(words, text, ((button(x, words, "open_desk", "desk"),),))


# -- messages ------------------------------------------------------------------------------------


def handed(x: Exercise, key: HandedKey) -> Post | None:
    """To whoever was the facilitator: who is now."""
    if not 0 < key.number <= len(x.handed):
        return None
    change = x.handed[key.number - 1]
    said = "roles.taken_from_you" if change.taken else "roles.handed"
    if not change.begun:
        said = "roles.draft_taken"
    words = x.words(key.person)
    return simple(words, words.say(said, name=x.names.get(change.to, "–")))


def asked(x: Exercise, key: AskedKey) -> Post | None:
    """To whoever runs it: whether they still do."""
    if not x.asked or key.number != x.asks:
        return None
    words = x.words(x.contact)
    until = words.date(x.asked + succession.SILENT, x.zone)
    name = x.names.get(x.asker, "–")
    text = words.say("roles.asks" if x.asker else "roles.you_left", name=name, when=until)
    return simple(words, text, ((button(x, words, "i_run_it", "here"),),))


def gone(x: Exercise, key: GoneKey) -> Post | None:
    """To whoever runs it: somebody who takes part has left the group."""
    person, first = x.people.get(key.person), x.stages.get("1")
    if key.person not in x.outside or person is None or not person.joined or x.leads(key.person):
        return None
    words = x.words(x.contact)
    name = x.names.get(key.person, "–")
    text = words.say("roles.left_group", name=name)
    remove = button(x, words, "remove_them", "desk", "remove", key.person, name=name)
    return simple(words, text, ((remove,),) if first and first.open else ())


def vacant(x: Exercise, language: str) -> Post | None:
    """To the group: nobody runs it, who wants to, who does."""
    if language not in x.languages:
        return None
    words, name = x.worded(language), x.names.get(x.facilitator, "–")
    if x.vacant and x.offered:
        text = words.say("roles.offered", name=x.names.get(x.offered, "–"), before=name)
        return simple(words, text, ((button(x, words, "over_yes", "over", "yes"),),), once=True)
    if x.vacant:
        text = words.say("roles.vacant", name=name)
        return simple(words, text, ((button(x, words, "over", "over"),),), once=True)
    if x.handed and x.handed[-1].taken:
        before = x.names.get(x.handed[-1].before, "–")
        desk = replace(button(x, words, "desk_of", "join", name=name), start=x.token)
        text = words.say("roles.taken", name=name, before=before)
        return simple(words, text, ((desk,),), once=True)  # they may never have written to us
    return None


# -- what is done --------------------------------------------------------------------------------


def take_over(x: Exercise, event: e.Command) -> Decision:
    """`/takeover`: ask whoever runs the exercise whether they still do."""
    if x.leads(event.person):
        return refuse("you_run_it")
    if not _may(x, event):
        return refuse("not_administrator")
    if x.vacant:
        return do(say="roles.above")
    name = x.names.get(x.facilitator, "–")
    until = (x.asked or event.at) + succession.SILENT
    ask = () if x.asked else (f.Asked(event.at, event.person),)
    return do(*ask, say="roles.asked", name=name, when=until)


def _may(x: Exercise, event: e.Command | e.Tap) -> bool:
    """Whether they may take it over: who administers the chat; in a room, whoever takes part."""
    here = x.people.get(event.person)
    return event.entitled or (x.capabilities.rooms and here is not None and here.joined)


def _over(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`over`: an administrator wants to take it over; `over.yes`: and says so again."""
    if not x.vacant:
        return refuse("not_vacant", name=x.names.get(x.facilitator, "–"))
    if not _may(x, event):
        return refuse("not_administrator")
    if rest == ("yes",) and x.offered == event.person and event.person:
        fact = f.Handed(event.at, x.facilitator, event.person, taken=True)
        return do(fact, say="roles.yours")
    if rest == ("yes",):
        return refuse("not_offered", name=x.names.get(x.offered, "–"))
    return do(f.Offered(event.at, event.person), say="roles.confirm")


def _here(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`here`: whoever was asked still runs it."""
    return do(f.Turned(event.at, event.person, str(DeskView()), bottom=True))


def _depute(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`depute.3`: they run it, too; or no longer."""
    if event.person != x.facilitator:
        return refuse("only_facilitator", name=x.names.get(x.facilitator, "–"))
    number = next((n for n in x.people if rest == (str(n),)), 0)
    ends = number in x.deputies
    if number == x.facilitator or number not in x.names or not (ends or x.people[number].joined):
        return refuse("unknown_button")
    back = f.Turned(event.at, event.person, str(DeskView("deputies")))
    fact = f.Deputed(event.at, event.person, number, on=not ends)
    return do(fact, back, say="roles.ended" if ends else "roles.deputed", name=x.names[number])


def belongs(x: Exercise, event: e.Belongs) -> Decision:
    """Somebody left the group, or is back."""
    known = event.person in x.people and x.under_way
    if not known or (event.person not in x.outside) == event.inside:
        return NOTHING
    fact = f.Belonged(event.at, event.person, event.inside)
    if event.inside or event.person != x.facilitator or x.asked or x.vacant:
        return do(fact)
    return do(fact, f.Asked(event.at, 0))


TAPS: dict[str, Handler] = {"over": _over, "here": _here, "depute": _depute}
"""What the buttons about roles do."""
