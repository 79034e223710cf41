"""How each fact changes an exercise.

`evolve` applies one, in place, in constant time whatever the number of people and answers; only
the few facts that concern everybody, such as `Closed`, look at everybody, once.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dialogs.core import facts as f
from dialogs.core.exercise import Action, Exercise, Note, Participant, Stage, current_item, items_of
from framework.assess import from_dict


def fold(exercise: Exercise, history: Iterable[f.Fact], names: Mapping[int, str]) -> Exercise:
    """The exercise after these facts, with the names of those who still have one."""
    exercise.names.update(names)
    for fact in history:
        evolve(exercise, fact)
    return exercise


def evolve(exercise: Exercise, fact: f.Fact) -> None:
    """Apply one fact."""
    exercise.last_at = max(exercise.last_at, fact.at)
    if isinstance(fact, ACTED):
        exercise.people[fact.person].reminded = ""
    EVOLVE[type(fact)](exercise, fact)
    concerned = exercise.people.values() if isinstance(fact, SHARED) else _whom(exercise, fact)
    for person in concerned:
        _ask(exercise, person, fact.at)


def _whom(x: Exercise, fact: f.Fact) -> Iterable[Participant]:
    person = x.people.get(getattr(fact, "person", 0))
    return (person,) if person else ()


def _ask(x: Exercise, person: Participant, at: float) -> None:
    """Note since when a question has been on somebody's card."""
    asked = current_item(x, person) if person.joined else None
    if asked != person.asked:
        person.asked, person.asked_at = asked, at


def _new_card(person: Participant, view: str = "") -> None:
    person.cards += 1
    person.view = view


def _drafted(x: Exercise, fact: f.Drafted) -> None:
    x.facilitator = fact.person
    x.language, x.zone = fact.language, fact.zone
    x.framework = x.library.pack(fact.pack)
    x.people[fact.person] = Participant(fact.person, fact.language)


def _set(x: Exercise, fact: f.Set) -> None:
    x.setup[fact.item] = fact.text
    person = x.people[fact.person]
    person.view = ""
    person.cards += fact.typed


def _began(x: Exercise, fact: f.Began) -> None:
    x.status, x.began = "running", fact.at
    x.framework = x.library.pack(fact.pack)
    x.script = x.library.script(fact.script)
    x.language = x.languages[0]


def _opened(x: Exercise, fact: f.Opened) -> None:
    step = x.script.by_label[fact.round]
    stage = Stage(fact.round, step, fact.at, fact.closes, items_of(x, step))
    x.stages[fact.round] = stage
    if stage.items and len(x.stages) > FIRST_ROUND:
        for person in x.participants():
            _new_card(person)


def _extended(x: Exercise, fact: f.Extended) -> None:
    """What closes together with this step moves with it."""
    for stage in x.stages.values():
        host = stage.step.closes.with_ if stage.step.closes else None
        if fact.round in (stage.label, x.script.labels.get(host or "")):
            stage.closes = fact.closes


def _closed(x: Exercise, fact: f.Closed) -> None:
    x.stages[fact.round].closed = fact.at
    x.reached = max(x.reached, x.joined)
    for person in x.participants():
        if person.view.startswith(("item:", "list:")):
            person.view = ""


def _assessed(x: Exercise, fact: f.Assessed) -> None:
    x.results[fact.round] = from_dict(fact.result)
    x.contested = fact.contested


def _published(x: Exercise, fact: f.Published) -> None:
    stage = x.stages[fact.round]
    stage.closed = fact.at
    if stage.step.publish == "results":
        x.status = "following"


def _finished(x: Exercise, fact: f.Finished) -> None:
    x.status = "finished"


def _cancelled(x: Exercise, fact: f.Cancelled) -> None:
    x.status, x.called_off = "cancelled", fact.at
    x.purged = x.purged or fact.erase
    for stage in x.stages.values():
        stage.closed = stage.closed or fact.at
    for person in x.people.values() if fact.erase else ():
        person.answers.clear()
        _forget(x, person)


def _joined(x: Exercise, fact: f.Joined) -> None:
    person = x.people.setdefault(fact.person, Participant(fact.person, fact.language))
    if not person.joined:
        person.joined = True
        x.joined += 1
        x.speaking[fact.language] += 1
        _count_finished(x, person, 1)
    person.language, person.counted = fact.language, True
    _new_card(person, view="welcome")


def _left(x: Exercise, fact: f.Left) -> None:
    _depart(x, x.people[fact.person])
    x.people[fact.person].counted = False


def _depart(x: Exercise, person: Participant) -> None:
    if person.joined:
        _count_finished(x, person, -1)
        person.joined = False
        x.joined -= 1
        x.speaking[person.language] -= 1


def _count_finished(x: Exercise, person: Participant, change: int) -> None:
    for stage in x.stages.values():
        if stage.items and len(person.answers.get(stage.label, {})) == len(stage.items):
            stage.finished += change


def _lost(x: Exercise, fact: f.Lost) -> None:
    x.people[fact.person].reachable = False


def _found(x: Exercise, fact: f.Found) -> None:
    person = x.people[fact.person]
    person.reachable = True
    _new_card(person)


def _paused(x: Exercise, fact: f.Paused) -> None:
    x.paused = True


def _resumed(x: Exercise, fact: f.Resumed) -> None:
    x.paused = False


def _spoke(x: Exercise, fact: f.Spoke) -> None:
    person = x.people[fact.person]
    if person.joined:
        x.speaking[person.language] -= 1
        x.speaking[fact.language] += 1
    person.language = fact.language


def _turned(x: Exercise, fact: f.Turned) -> None:
    person = x.people[fact.person]
    person.cards += fact.bottom
    person.view = fact.item
    if not fact.item:
        person.held = ""


def _answered(x: Exercise, fact: f.Answered) -> None:
    person = x.people[fact.person]
    stage = x.stages[fact.round]
    given = person.answers.setdefault(fact.round, {})
    if fact.item not in given and len(given) + 1 == len(stage.items) and person.joined:
        stage.finished += 1
    given[fact.item] = fact.answer
    person.texts.pop((fact.round, fact.item), None)
    if fact.text:
        person.texts[fact.round, fact.item] = fact.text
        person.cards += 1
    person.last, person.last_on = (fact.round, fact.item), person.cards
    person.view = ""


def _noted(x: Exercise, fact: f.Noted) -> None:
    person = x.people[fact.person]
    x.last_note = max(x.last_note, fact.note)
    if fact.note not in x.notes:
        x.notes_of.setdefault(fact.item, []).append(fact.note)
        person.notes.append(fact.note)
    rare = 0 < x.speaking[person.language] < FEW_SPEAK < x.joined
    x.notes[fact.note] = Note(fact.note, fact.person, fact.item, fact.text, rare=rare)
    person.held = ""
    _new_card(person, view=f"noted:{fact.note}")


def _released(x: Exercise, fact: f.Released) -> None:
    x.notes[fact.note].released = fact.released
    x.people[fact.person].view = ""


def _discarded(x: Exercise, fact: f.Discarded) -> None:
    note = x.notes.pop(fact.note)
    x.notes_of[note.item].remove(fact.note)
    person = x.people[fact.person]
    person.notes.remove(fact.note)
    person.view = ""


def _held(x: Exercise, fact: f.Held) -> None:
    """The card asks where it belongs: perhaps to the question that was on it."""
    person = x.people[fact.person]
    here = current_item(x, person)
    person.held = fact.text
    kept = person.view if person.view.startswith("held") else "held:"
    _new_card(person, view=f"held:{here[1]}" if here else kept)


def _reminded(x: Exercise, fact: f.Reminded) -> None:
    x.stages[fact.round].reminded = fact.nth
    for number in fact.people:
        x.people[number].reminded = f"reminder/{fact.round}/{fact.nth}/{number}"


def _muted(x: Exercise, fact: f.Muted) -> None:
    x.people[fact.person].muted = True


def _halfway(x: Exercise, fact: f.Halfway) -> None:
    x.halfway = (x.joined, x.stages[fact.round].finished)


def _handed(x: Exercise, fact: f.Handed) -> None:
    x.facilitator = fact.to
    x.people[fact.person].view = ""  # their desk is no longer theirs
    _new_card(x.people.setdefault(fact.to, Participant(fact.to, x.language)))


def _took(x: Exercise, fact: f.Took) -> None:
    x.actions.setdefault(fact.action, Action()).owner = fact.person
    if fact.person:
        x.people.setdefault(fact.person, Participant(fact.person, x.language))


def _amended(x: Exercise, fact: f.Amended) -> None:
    x.actions.setdefault(fact.action, Action()).changed[fact.field] = fact.text


def _told(x: Exercise, fact: f.Told) -> None:
    action = x.actions.setdefault(fact.action, Action())
    action.told, action.why = fact.answer, fact.text


def _doubted(x: Exercise, fact: f.Doubted) -> None:
    x.doubted[fact.key] = True


def _repeated(x: Exercise, fact: f.Repeated) -> None:
    x.doubted[fact.key] = False
    x.repeats[fact.key] = x.repeats.get(fact.key, 0) + 1


def _erased(x: Exercise, fact: f.Erased) -> None:
    """Answers go with the person before the close; afterwards they stay, without a name."""
    person = x.people[fact.person]
    _depart(x, person)
    if fact.answers:
        person.answers.clear()
    _forget(x, person)


def _forget(x: Exercise, person: Participant) -> None:
    _forget_texts(x, person)
    person.view, person.last, person.reminded = "", None, ""
    person.reachable = False
    x.names.pop(person.number, None)


def _forget_texts(x: Exercise, person: Participant) -> None:
    for number in person.notes:
        note = x.notes.pop(number)
        x.notes_of[note.item].remove(number)
    person.notes.clear()
    person.texts.clear()
    person.held = ""
    if person.view.partition(":")[0] in OF_TEXTS:
        person.view = ""


def _purged(x: Exercise, fact: f.Purged) -> None:
    x.purged = True
    for person in x.people.values():
        (_forget_texts if person.number in fact.kept else _forget)(x, person)


FEW_SPEAK = 3
"""Below this many who use a language, a note in it may show who wrote it."""

OF_TEXTS = ("notes", "noted", "edit", "held")
"""The views that show what somebody wrote."""

FIRST_ROUND = 2
"""Brief and round 1 open before anybody can have joined."""


SHARED = (f.Opened, f.Closed, f.Cancelled)
"""What changes the question on everybody's card."""

ACTED = (f.Answered, f.Turned, f.Noted, f.Held, f.Muted)
"""What a person does after a reminder: it has served, and is taken away."""

EVOLVE: dict[type[f.Fact], Callable[[Exercise, Any], None]] = {
    f.Drafted: _drafted,
    f.Set: _set,
    f.Began: _began,
    f.Opened: _opened,
    f.Extended: _extended,
    f.Closed: _closed,
    f.Assessed: _assessed,
    f.Published: _published,
    f.Finished: _finished,
    f.Cancelled: _cancelled,
    f.Joined: _joined,
    f.Left: _left,
    f.Lost: _lost,
    f.Found: _found,
    f.Paused: _paused,
    f.Resumed: _resumed,
    f.Spoke: _spoke,
    f.Turned: _turned,
    f.Answered: _answered,
    f.Noted: _noted,
    f.Released: _released,
    f.Discarded: _discarded,
    f.Held: _held,
    f.Reminded: _reminded,
    f.Muted: _muted,
    f.Halfway: _halfway,
    f.Handed: _handed,
    f.Took: _took,
    f.Amended: _amended,
    f.Told: _told,
    f.Repeated: _repeated,
    f.Doubted: _doubted,
    f.Erased: _erased,
    f.Purged: _purged,
}
