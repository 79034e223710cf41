"""A team at the real exercise: the engine with our own pack, scripts and words, and no platform.

`Play` does what the application does with the pure rooms: an event is decided, its facts are
applied one by one with what follows from them, and all of it is remembered.

Where tests begin stands at the end: `drafted`, `posted`, `answered` and so on, each of which goes
on from the one before. They are played once, and every test gets a copy (`kept`).
"""

import json

from dialogs import engine, show
from dialogs.core import assessable, course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import GROUP, WaitsView
from dialogs.core.evolve import evolve, fold
from dialogs.core.exercise import Exercise, next_item
from dialogs.core.items import PROMPT
from dialogs.core.post import File
from dialogs.markup import plain
from dialogs.talk.setup import draft
from dialogs.touched import touched
from tests.support.files import library
from tests.support.kept import kept

MONDAY = 1795438800.0
"""Monday 23 November 2026, 09:00 in Port of Spain."""

ZONE = "America/Port_of_Spain"
BOSS = 1
DAY = 86400.0
HOUR = 3600.0

TOPICS = {
    "system": "a chatbot",
    "service": "the Civil Registry",
    "people": "families",
    "change": "Certificates at any hour.",
    "decides": "the Permanent Secretary",
    "whether": "whether to run a pilot",
    "situation": "From 2027, people could ask a chatbot about certificates.",
}


class Play:
    """One exercise and everything that has happened in it.

    `watch` sees each fact go by, with the keys that were said to be touched by it. `opens`: who
    looks at a card that says that questions wait opens it.
    """

    opens = True

    def watch(self, fact, touched):
        """Nobody does, unless a test puts somebody here."""

    def __init__(self, number=7, platform="demo", zone=ZONE, at=MONDAY - 3 * DAY, language="en"):
        self.number, self.platform = number, platform
        self.at = at
        self.names = {BOSS: "A. Mohammed"}
        self.history = []
        self.keys = {}
        self.replies = []
        self.x = self.empty()
        pack = library().newest("pack", "public_value")
        self.apply([draft.drafted(at, BOSS, language, zone, pack)])

    def empty(self):
        """An exercise before its first fact."""
        x = Exercise(self.number, self.platform, library(), "token")
        x.names.update(self.names)
        return x

    @classmethod
    def resumed(cls, other):
        """The same exercise again, folded from its facts."""
        play = cls.__new__(cls)
        play.number, play.platform, play.at = other.number, other.platform, other.at
        play.names, play.history = dict(other.names), list(other.history)
        play.keys, play.replies = dict(other.keys), []
        play.x = fold(play.empty(), play.history, {})
        return play

    # -- what happens --------------------------------------------------------------------------

    def happens(self, event):
        """Decide and apply; gives the reply."""
        facts, reply = engine.decide(self.x, event)
        if reply:
            self.replies.append((reply, getattr(event, "person", 0)))
        self.apply(facts)
        return reply

    def apply(self, facts):
        """These facts, and what follows from them, one at a time."""
        queue, written = list(facts), []
        while queue or (follows := course.follow(self.x, self.at)):
            fact = queue.pop(0) if queue else follows
            before = tuple(touched(self.x, fact))
            evolve(self.x, fact)
            after = tuple(touched(self.x, fact))
            self.history.append(fact)
            self.keys.update(dict.fromkeys((*before, *after)))
            if isinstance(fact, f.Erased):
                self.names.pop(fact.person, None)
            self.watch(fact, {*before, *after})
            written.append(fact)
            assert len(written) < 200, "what follows never ends"
        return written

    def compute(self):
        """Do the arithmetic that is waited for."""
        while asked := assessable.to_assess(self.x):
            result = json.loads(json.dumps(assessable.publish(asked)))
            self.happens(e.Computed(self.at, asked.label, result))

    def wait(self, seconds):
        """Time passes, stopping wherever something is due."""
        self.until(self.at + seconds)

    def until(self, moment):
        """Time passes to that moment."""
        for _ in range(100):
            due = course.next_wake(self.x)
            if due is None or due > moment:
                self.at = max(self.at, moment)
                return
            self.at = max(self.at, due)
            self.happens(e.Tick(self.at))
            self.compute()
        raise AssertionError("the clock spins")

    # -- hands ---------------------------------------------------------------------------------

    def tap(self, person, data, wait=5.0):
        """Press a button, after looking at it for a while."""
        self.at = round(self.at + wait, 3)
        return self.happens(e.Tap(self.at, f"{self.number}.{data}", person))

    def writes(self, person, text, wait=5.0, **how):
        """Write to the bot in private; with a slash, a command. `how`: more of the event."""
        self.at = round(self.at + wait, 3)
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self.happens(e.Command(self.at, name, argument, True, person))
        return self.happens(e.Wrote(self.at, text, person, **how))

    def closes(self):
        """The facilitator closes the open round, if any, says so twice, and does not wait."""
        label = next((s.label for s in self.x.asking() if s.step.ask == "components"), "")
        if not label:
            return
        self.writes(BOSS, "/close")
        self.tap(BOSS, f"close.{label}.yes")
        if self.x.stages[label].settles:
            self.tap(BOSS, f"settle.{label}")

    def joins(self, *people, name="Person {}"):
        """These people come in by the link and press Start."""
        for person in people:
            self.names.setdefault(person, name.format(person))
            self.x.names.setdefault(person, self.names[person])
            self.at += 1
            self.happens(e.Entered(self.at, "token", person))
            self.tap(person, "next")
        return self

    def answers(self, person, answer="4", least=0, **given):
        """Everything that is asked of somebody, until `least` questions are left."""
        while len(self.open_items(person)) > least and (here := next_item(self.x, self.of(person))):
            label, item = here
            said = given.get(item.replace("-", "_"), answer)
            if item.startswith(PROMPT) or item in ("worked", "differently"):
                said = "skip"
            elif item in ("go", "view"):
                said = given.get(item, {"go": "pilot", "view": "same"}[item])
            self.tap(person, f"{label}.{item}.{said}")
        return self

    def open_items(self, person):
        """What somebody has not answered yet."""
        p = self.of(person)
        return [(s.label, i) for s in self.x.asking() for i in s.items if not p.answer(s.label, i)]

    def of(self, person):
        """The state of a person."""
        return self.x.people[person]

    # -- what is seen --------------------------------------------------------------------------

    def card(self, person):
        """The card of a person; one that only says that questions wait is opened first."""
        if self.opens and isinstance(self.of(person).view, WaitsView):
            self.tap(person, "next")
        return self.newest(person)

    def newest(self, person):
        """The card of a person as it came."""
        return show.show(self.x, f"card/{person}/{self.of(person).cards}")

    def reads(self, person):
        """What stands on somebody's card, without layout."""
        return plain(self.card(person).text)

    def buttons(self, person):
        """The buttons of somebody's card: label to data."""
        return buttons(self.card(person))

    def press(self, person, label, wait=5.0):
        """Press the button of one's card that begins so."""
        found = [d for name, d in self.buttons(person).items() if name.startswith(label)]
        assert found, f"no button {label!r} among {list(self.buttons(person))}"
        return self.tap(person, found[0].partition(".")[2], wait)

    def group(self, kind, language="en"):
        """A message to the group, without layout; None if there is none."""
        post = show.show(self.x, f"{kind}/{language}")
        return plain(post.caption if isinstance(post, File) else post.text) if post else None

    def said(self, reply, person=BOSS):
        """A reply in words."""
        return plain(show.say(self.x, reply, person))

    def shows(self):
        """Every message there is, was, or might be, as it stands now."""
        x = self.x
        keys = dict.fromkeys(self.keys)
        keys |= dict.fromkeys(f"{kind}/{code}" for kind in GROUP for code in x.languages[:1])
        keys |= dict.fromkeys(f"offer/{label}" for label in x.stages)
        keys |= dict.fromkeys(f"card/{p.number}/{p.cards}" for p in x.people.values() if p.cards)
        return {key: show.show(x, key) for key in keys}


def english(key, **values):
    """A sentence of our own words, where its wording is not what a test is about."""
    return str(library().words["en"].say(key, **values).unescape())


def buttons(post):
    """The buttons of a message, if it stands: label to data."""
    return {b.label: b.data for row in getattr(post, "rows", ()) for b in row}


def structure(x):
    """Everything in an exercise that follows from its facts."""
    apart = ("library", "framework", "script", "marked", "names")
    return {name: value for name, value in vars(x).items() if name not in apart}


@kept
def drafted(
    *,
    when="week 2026-11-23",
    languages="en",
    invited=14,
    small_team=None,
    zone=ZONE,
    at=MONDAY - 3 * DAY,
    **topics,
):
    """An exercise set up but not posted."""
    play = Play(zone=zone, at=at, language=languages.split()[0])
    texts = {**TOPICS, **topics}
    chosen = {f"{name}.{code}": texts[name] for code in languages.split() for name in TOPICS}
    chosen |= {
        "by": "2026-12-18",
        "kind": "chatbot",
        "when": when,
        "languages": languages,
        "invited": str(invited),
    }
    chosen["keeper"] = topics.get("keeper", "R. Khan, ICT")
    if small_team:
        chosen["small_team"] = small_team
    play.apply([f.Set(play.at, BOSS, item, text) for item, text in chosen.items()])
    return play


@kept
def posted(**chosen):
    """An exercise whose first round is open, on Monday morning."""
    play = drafted(**chosen)
    play.at = MONDAY
    play.tap(BOSS, "post")
    assert play.x.stages["1"].open
    return play


@kept
def prompted():
    """Round 1 is open in a week with an open question before each dimension."""
    play = drafted()
    raw = json.loads(json.dumps(library().scripts["week"].raw))
    next(step for step in raw["step"] if step.get("id") == "round1")["prompts"] = True
    library().remember("prompted", lambda _: json.dumps({"script": raw}))
    play.at = MONDAY
    play.apply([f.Began(MONDAY, BOSS, library().newest("pack", "public_value"), "prompted")])
    return play


@kept
def answered(n=5, low=0, **chosen):
    """Round 1 open and answered by `n` people; of one obstacle `low` of them think little."""
    play = posted(**chosen)
    people = range(2, n + 2)
    play.joins(*people)
    for person in people:
        little = "1" if person < 2 + low else "5"
        play.answers(person, ADM_T4=little)
    return play


@kept
def assessed(n=6, low=3, **chosen):
    """Round 1 closed and assessed; round 2 open with one question (if `low` splits the team)."""
    play = answered(n, low, **chosen)
    play.closes()
    play.compute()
    return play


@kept
def resulted(n=6, low=3, **chosen):
    """The results are out."""
    play = assessed(n, low, **chosen)
    for person in range(2, n + 2):
        play.answers(person)
    play.closes()
    play.compute()
    play.wait(4 * DAY)
    assert "results" in play.x.stages
    return play


@kept
def checked(n=6, low=3, **chosen):
    """Three months on: owners have been asked how it goes."""
    play = resulted(n, low, **chosen)
    for person in (2, 3):
        play.tap(person, f"take.{person - 1}")
    play.wait(100 * DAY)
    assert not play.x.stages["check"].open
    return play
