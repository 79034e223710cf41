"""Everything that can happen to an exercise, in any order, and somebody who watches it."""

from dataclasses import replace

from hypothesis import strategies as st

from dialogs import engine, markup, show
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.items import SCORES
from dialogs.core.post import Post
from tests.support.people import (
    BOSS,
    DAY,
    Play,
    answered,
    assessed,
    buttons,
    checked,
    drafted,
    library,
    posted,
    resulted,
)

STARTS = {
    "draft": lambda: drafted(invited=8),
    "begun": lambda: posted(languages="en es"),
    "nearly": lambda: answered(4, 2, invited=6, small_team="yes"),
    "full": lambda: answered(6, 3, languages="en es"),
    "second": lambda: assessed(6, 3, languages="en es"),
    "agreed": lambda: assessed(5, 0),
    "live": lambda: assessed(6, 3, when="live"),
    "after": lambda: resulted(6, 3, languages="en es"),
    "checked": lambda: checked(6, 3),
}
PLAYS = {}
BY_SOMEBODY = (e.Tap, e.Wrote, e.Command, e.Entered)
"""Who does one of these for the first time is written down, and it is decided again."""


def start(name, kind=Play):
    """An exercise at that point, folded from its facts."""
    if name not in PLAYS:
        PLAYS[name] = STARTS[name]()
    return kind.resumed(PLAYS[name])


SOMEBODY = st.sampled_from([1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 0])
"""The facilitator is 1; 2 to 5 or 7 take part, others may; 0 is nobody we know yet."""

WAITS = st.sampled_from([0.2, 1.0, 3.0, 3.0])
TEXTS = st.sampled_from(["a", "No rule.", "<b>&\u202eرأي🙂", " ", "x" * 3001, "8", "monday"])
WORDS = st.sampled_from(["", "1d", "20h", "friday 16:00", "2026-11-26 09:00", "es", "en", "keep"])
NAMES = st.sampled_from([*engine.COMMANDS, "edited", "nonsense"])
ITEMS = st.sampled_from(["ECO-B1", "ADM-T4", "CIT-R2", "?ECO", "go", "view", "worked", "x"])
LABELS = st.sampled_from(["1", "2", "closing", "hot_wash", "9"])
KINDS = st.sampled_from(
    [*engine.TAPS, "set", "when", "langs", "small", "practice", "post", "draft", "edit", "setup"]
)
RESTS = st.sampled_from(
    [
        "",
        "1",
        "2",
        "ADM-T4",
        "1.ADM-T4",
        "1.ECO-B1",
        "2.ADM",
        "es",
        "1.done",
        "1.stuck",
        "1.what",
        "yes",
        "live",
        "board/en",
        "0.decision",
        "system.en",
        "en-es",
        "2026-11-30",
        "people",
        "hand",
        "cancel",
        "erase",
        "remove.3",
        "hand.3",
        "1.ADM-T4.5",
        "1d",
    ]
)
HANDLES = st.sampled_from(["release", "keep", "edit", "delete"])
SETTINGS = st.sampled_from(
    ["system.en", "when", "languages", "invited", "small_team", "keeper", "situation.es"]
)
WORLD = st.sampled_from([e.Added, e.Dropped, e.Unreachable, e.Returned])

OPS = st.one_of(
    st.tuples(st.just("press"), SOMEBODY, st.integers(0, 20), WAITS),
    st.tuples(st.just("press"), SOMEBODY, st.integers(0, 20), WAITS),
    st.tuples(st.just("old"), SOMEBODY, st.integers(0, 400)),
    st.tuples(st.just("group"), SOMEBODY, st.integers(0, 30)),
    st.tuples(st.just("open"), SOMEBODY, st.integers(0, 20)),
    st.tuples(st.just("score"), SOMEBODY, LABELS, ITEMS, st.sampled_from(SCORES), WAITS),
    st.tuples(st.just("odd"), SOMEBODY, KINDS, RESTS),
    st.tuples(st.just("write"), SOMEBODY, TEXTS),
    st.tuples(st.just("note"), SOMEBODY, TEXTS, HANDLES),
    st.tuples(st.just("handle"), SOMEBODY, HANDLES),
    st.tuples(st.just("speak"), SOMEBODY, st.sampled_from(["en", "es"])),
    st.tuples(st.just("set"), SETTINGS, st.sampled_from(["es", "a chatbot", "9", "60", "Friday"])),
    st.tuples(st.just("command"), SOMEBODY, NAMES, WORDS),
    st.tuples(st.just("enter"), SOMEBODY, st.booleans()),
    st.tuples(st.just("rest"), SOMEBODY, st.sampled_from(SCORES), st.integers(0, 2)),
    st.tuples(st.just("wait"), st.sampled_from([600.0, 3 * 3600.0, DAY, 4 * DAY, 40 * DAY])),
    st.tuples(st.just("compute")),
    st.tuples(st.just("erase"), SOMEBODY),
    st.tuples(st.just("world"), WORLD, SOMEBODY),
    st.tuples(st.just("doubt"), st.sampled_from(["board/en", "results/en", "hello"])),
)

LEADER = st.just(BOSS)
DRAFTING = st.one_of(
    st.tuples(st.just("press"), LEADER, st.integers(0, 20), WAITS),
    st.tuples(st.just("press"), LEADER, st.integers(0, 20), WAITS),
    st.tuples(st.just("set"), SETTINGS, st.sampled_from(["es", "a chatbot", "9", "60", "Friday"])),
    st.tuples(st.just("write"), LEADER, TEXTS),
    st.tuples(st.just("odd"), LEADER, KINDS, RESTS),
    OPS,
)


class Chaos(Play):
    """A play in which anything goes, and every fact and reply is looked at."""

    def watched(self):
        """Look from here on; gives itself."""
        self.seen = self.shows()
        self.ever = [post for post in self.seen.values() if isinstance(post, Post)]
        self.accepted = {
            (label, person, item): answer
            for person, p in self.x.people.items()
            for label, given in p.answers.items()
            for item, answer in given.items()
            if _scored(item)
        }
        self.watch = self.look
        return self

    # -- what is looked at -----------------------------------------------------------------------

    def look(self, fact, touched):
        """After each fact: what changed was said to be touched, and what stands is sound."""
        now = self.shows()
        changed = [key for key, post in now.items() if post != self.seen.get(key)]
        assert set(changed) <= touched, (fact, sorted(set(changed) - touched))
        self.seen = now
        for key in changed:
            if isinstance(now[key], Post):
                self.ever.append(now[key])
                self.sound(key, now[key])
            elif now[key]:
                assert len(markup.plain(now[key].caption)) <= 1024, key
                # what is found is a secret until the results; dates are none
                assert now[key].kind == "dates" or self.x.stages["results"].closed, key
        if isinstance(fact, f.Cancelled) and fact.erase:
            self.accepted = {}
        if isinstance(fact, f.Erased) and fact.answers:
            self.gone(fact.person)
        if isinstance(fact, f.Purged):
            self.gone(*fact.kept)  # who keeps a name keeps no answer

    def gone(self, *people):
        """What these people answered is no longer there."""
        self.accepted = {k: a for k, a in self.accepted.items() if k[1] not in people}

    def sound(self, key, post):
        """A message that platforms take, and that gives nothing away."""
        assert markup.canonical(post.text), key
        for row in post.rows:
            assert row, f"{key}: a row without buttons"
            assert all(b.label.strip() and len(b.data.encode()) <= 64 for b in row), row
        first = self.x.stages.get("1")
        if show.recipient(self.x, key) == 0 and first and first.open:
            self.blind(key, post, first)

    def blind(self, key, post, first):
        """Before the close the group sees how many joined and finished, each from five on."""
        kind = key.partition("/")[0]
        assert kind in ("board", "halfway", "hello", "vacant"), key
        if kind == "board":
            last = markup.plain(post.text).splitlines()[-1].replace(",", "").split()
            numbers = [int(word.lstrip("¡")) for word in last if word.lstrip("¡").isdigit()]
            assert numbers == [n for n in (self.x.joined, first.finished) if n >= 5]

    def happens(self, event):
        """Decide and apply, and look at the reply."""
        facts, reply = engine.decide(self.x, event)
        if facts and not event.person and isinstance(event, BY_SOMEBODY):
            event = replace(event, person=max(self.x.people) + 1)
            facts, reply = engine.decide(self.x, event)
        if reply:
            self.heard(reply, event.person)
            refused = reply.key.startswith("refuse.")
            assert not refused or all(isinstance(fact, f.Turned) for fact in facts)
        if isinstance(event, e.Tap) and any(isinstance(fact, f.Answered) for fact in facts):
            _, label, item, answer = event.data.split(".")
            if _scored(item):
                self.accepted[label, event.person, item] = answer
        self.apply(facts)
        return reply

    def heard(self, reply, person):
        """A reply can be said in every language, and short enough for a toast."""
        p = self.x.people.get(person)
        for code in library().words if p else ():
            mine, p.language = p.language, code
            said = show.say(self.x, reply, person)
            p.language = mine
            assert 0 < len(markup.plain(said)) <= 200, said
        assert show.say(self.x, reply, 0 if p is None else person)

    # -- what happens ----------------------------------------------------------------------------

    def does(self, op):
        """One thing happens."""
        getattr(self, f"do_{op[0]}")(*op[1:])

    def do_press(self, person, which, wait):
        p = self.x.people.get(person)
        post = self.card(person) if p and p.cards else None
        there = list(buttons(post).values()) if post else []
        if there:
            self.tap(person, there[which % len(there)].partition(".")[2], wait)

    def do_old(self, person, which):
        there = [data for post in self.ever[-40:] for data in buttons(post).values()]
        if there:
            self.tap(person, there[which % len(there)].partition(".")[2], 2.0)

    def do_group(self, person, which):
        keys = [key for key in self.keys if show.recipient(self.x, key) == 0]
        there = [d for key in keys for d in buttons(show.show(self.x, key)).values()]
        if there:
            self.tap(person, there[which % len(there)].partition(".")[2], 2.0)

    def do_open(self, person, which):
        """The plan, and a button of it."""
        self.tap(person, "plan", 2.0)
        self.do_press(person, which, 2.0)

    def do_score(self, person, label, item, answer, wait):
        self.tap(person, f"{label}.{item}.{answer}", wait)

    def do_odd(self, person, kind, rest):
        self.tap(person, f"{kind}.{rest}".rstrip("."), 2.0)

    def do_write(self, person, text):
        self.writes(person, text)

    def do_note(self, person, text, what):
        self.tap(person, "next")
        self.tap(person, "note")
        self.writes(person, text)
        self.do_handle(person, what)

    def do_speak(self, person, code):
        self.tap(person, f"lang.{code}")

    def do_set(self, item, text):
        """The facilitator changes something of a draft, by a text or a button."""
        self.tap(BOSS, f"set.{item}")
        self.writes(BOSS, text)
        self.do_press(BOSS, len(text), 2.0)

    def do_handle(self, person, what):
        p = self.x.people.get(person)
        for note in list(p.notes)[-1:] if p else ():
            self.tap(person, f"{what}.{note}")

    def do_command(self, person, name, word):
        self.writes(person, f"/{name} {word}")

    def do_enter(self, person, entitled):
        self.at += 2
        self.happens(e.Entered(self.at, "token", person, entitled))

    def do_rest(self, person, answer, least):
        p = self.x.people.get(person)
        if not p or not p.joined:
            return
        for label, item in self.open_items(person)[: -least or None]:
            said = answer if _scored(item) else "skip"
            said = {"go": "later", "view": "cautious"}.get(item, said)
            self.tap(person, f"{label}.{item}.{said}", 2.0)

    def do_wait(self, seconds):
        self.wait(seconds)

    def do_compute(self):
        self.compute()

    def do_erase(self, person):
        self.writes(person, "/erase")
        self.tap(person, "erase")

    def do_world(self, kind, person):
        self.at += 2
        self.happens(kind(self.at, person=person))

    def do_doubt(self, key):
        self.happens(e.Doubtful(self.at, key))


def _scored(item):
    return "-" in item or item in ("go", "view")
