"""Every press, text and command in every status for every role: nothing is stored that must not be.

The events are made from the tables, and from every button that was ever shown, so that a new button
is tried without anybody thinking of it.
"""

from itertools import product

import pytest

from dialogs import engine, show
from dialogs.allowed import BEGUN, OVER, TABLE, roles
from dialogs.commands import COMMANDS
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import ACTIONS, ActionData, read_data
from dialogs.core.post import Post
from dialogs.talk.setup import draft
from tests.support.people import BOSS, DAY, Play, answered, drafted, resulted

ANA, BEN, OWNER, GONE, STRANGER = 2, 3, 9, 4, 0
"""Two who take part, one who owns an action and no more, one who was removed, one nobody knows."""


def cast(play: Play) -> Play:
    """One is removed, and one does something without taking part."""
    play.tap(BOSS, f"remove.{GONE}")
    play.names[OWNER] = play.x.names[OWNER] = "Owner"
    return play


def running() -> Play:
    return cast(answered(5))


def following() -> Play:
    play = resulted(6)
    play.names[OWNER] = play.x.names[OWNER] = "Owner"
    play.tap(OWNER, "take.1")
    play.x.removed.add(GONE)
    return play


def finished() -> Play:
    play = following()
    play.wait(200 * DAY)
    assert play.x.status == "finished"
    return play


def cancelled() -> Play:
    play = running()
    play.tap(BOSS, "cancel.keep")
    assert play.x.status == "cancelled"
    return play


STATUSES = {each.__name__: each for each in (drafted, running, following, finished, cancelled)}


def ever_shown(play: Play) -> set[str]:
    """The data of every button on anything that is, or was, on view."""
    posts = [post for post in play.shows().values() if isinstance(post, Post)]
    return {b.data for post in posts for row in post.rows for b in row if b.data}


def presses(play: Play) -> list[str]:
    """Every button there is or could be: shown before, of another exercise, cut short, made up."""
    parts = ("", ".1", ".2", ".1.due", ".1.ADM-T4", ".1.ADM-T4.5", ".en", ".keep", ".erase", ".99")
    made = {f"{play.number}.{action}{part}" for action, part in product(ACTIONS, parts)}
    answers = {f"{play.number}.{label}.{item}.{said}"
               for label, item in (("1", "ADM-T4"), ("2", "ADM-T4"), ("closing", "go"), ("9", "X"))
               for said in ("1", "5", "NS", "pilot", "x")}  # fmt: skip
    shown = ever_shown(play) | ever_shown(resulted_once())
    foreign = {f"8.{data.partition('.')[2]}" for data in shown}
    return sorted(made | answers | shown | foreign | {"", "x", "7", "7."})


ONCE: list[Play] = []


def resulted_once() -> Play:
    if not ONCE:
        ONCE.append(resulted(6))
    return ONCE[0]


def events(play: Play, person: int) -> list[e.Event]:
    """All that somebody can do."""
    at = play.at + 60
    taps: list[e.Event] = [e.Tap(at, data, person) for data in presses(play)]
    texts = [e.Wrote(at, "A thought.", person), e.Wrote(at, "2 weeks", person, edited=True),
             e.Wrote(at, "x" * 5000, person), e.Wrote(at, "", person),
             e.Wrote(at, "Theirs.", person, own=False)]  # fmt: skip
    names = product((*COMMANDS, "frobnicate"), ("", "1d", "es"), (True, False))
    commands = [e.Command(at, name, argument, private, person) for name, argument, private in names]
    return [*taps, *texts, *commands, e.Entered(at, "token", person)]


AFTER = (f.Turned, f.Erased, f.Repeated, f.Confirmed, f.Fetched)
"""What may still be stored once an exercise is over: no answer, note, name, plan or language."""

OF_ALL = (f.Joined, f.Took, f.Turned, f.Erased, f.Handed, f.Repeated)
"""What somebody may bring about who neither takes part nor facilitates."""

OF_TEAM = (
    *OF_ALL,
    *(f.Answered, f.Noted, f.Released, f.Discarded, f.Held, f.Placed, f.Muted, f.Spoke),
    *(f.Amended, f.Told, f.Filed),
)
"""And who takes part."""


def stored_rightly(play: Play, person: int, facts: tuple[f.Fact, ...]) -> bool:
    """Whether these facts may be stored of that person: said here anew, not by the table."""
    x, here = play.x, roles(play.x, person)
    if x.status in OVER and not all(isinstance(fact, AFTER) for fact in facts):
        return False
    if "removed" in here:
        return all(isinstance(fact, (f.Turned, f.Erased)) for fact in facts)
    if person == x.facilitator:
        return True
    most = OF_TEAM if here & {"participant", "owner", "known"} else OF_ALL
    mine = all(getattr(fact, "person", person) in (person, 0) for fact in facts)
    return mine and all(isinstance(fact, most) for fact in facts)


COUNT: dict[str, int] = {}


@pytest.mark.parametrize("status", STATUSES)
def test_whatever_anybody_does_nothing_is_stored_that_must_not_be(status):
    play = STATUSES[status]()
    tried = refused = 0
    for person in (BOSS, ANA, BEN, OWNER, GONE, STRANGER):
        for event in events(play, person):
            facts, reply = engine.decide(play.x, event)
            assert stored_rightly(play, person, facts), (person, event, facts)
            if not facts and reply is not None:
                assert play.said(reply, person).strip(), event
                refused += 1
            tried += 1
    print(f"\n{status}: {tried} events tried, {refused} answered with a sentence and no more")
    assert tried > 3000


@pytest.mark.parametrize("status", STATUSES)
def test_what_the_table_does_not_allow_is_answered_in_one_sentence(status):
    play = STATUSES[status]()
    for person in (BOSS, ANA, OWNER, GONE, STRANGER):
        here = roles(play.x, person)
        for action, rules in TABLE.items():
            allowed = any(play.x.status in r.when and here & set(r.who) for r in rules)
            if allowed or action in ("answer", "text", "enter") or action.startswith("/"):
                continue
            for rest in ("", ".1", ".1.due"):
                event = e.Tap(play.at + 60, f"7.{action}{rest}", person)
                facts, reply = engine.decide(play.x, event)
                assert not facts, event
                assert reply is not None, event
                assert play.said(reply, person), event


@pytest.mark.parametrize("status", STATUSES)
def test_whatever_is_done_twice_is_done_once(status):
    """A press that is repeated changes at most where somebody looks."""
    play = STATUSES[status]()
    done = set()
    for person, data in product((BOSS, ANA, STRANGER), sorted(ever_shown(play))):
        again = Play.resumed(play)
        for _ in range(2):
            again.at += 60
            before = len(again.history)
            again.happens(e.Tap(again.at, data, person))
        done.update(type(fact) for fact in again.history[before:])
    settled = (f.Answered, f.Joined, f.Closed, f.Cancelled, f.Erased, f.Left, f.Handed, f.Began)
    assert not done & set(settled), done


@pytest.mark.parametrize("status", [name for name in STATUSES if name != "drafted"])
def test_what_is_shown_may_be_pressed_by_its_reader(status):
    play = STATUSES[status]()
    for key, post in play.shows().items():
        for button in (b for row in getattr(post, "rows", ()) for b in row if b.data):
            reader = show.recipient(play.x, key)
            read = read_data(button.data)
            action = read.action if isinstance(read, ActionData) else "answer"
            here = roles(play.x, reader) if reader else None
            rules = [rule for rule in TABLE[action] if play.x.status in rule.when]
            assert any(here is None or here & set(rule.who) for rule in rules), (key, button)


@pytest.mark.parametrize("end", [finished, cancelled])
def test_buttons_go_when_an_exercise_ends(end):
    play = end()
    left = {read_data(data).action for data in ever_shown(play)}
    assert left <= {"privacy", "read", "repeat", "next", "erase"}, left
    play.writes(ANA, "/erase")
    assert "erase" in {read_data(data).action for data in play.buttons(ANA).values()}


def test_every_button_and_every_command_has_its_row():
    taps = {*engine.TAPS, *draft.TAPS, "repeat"}
    rows = {name for name in TABLE if not name.startswith("/")}
    assert rows == taps | {"answer", "text", "enter"}
    assert {name[1:] for name in TABLE if name.startswith("/")} == set(COMMANDS)
    for name, command in COMMANDS.items():
        alone = all(rule.who == ("facilitator",) for rule in TABLE[f"/{name}"])
        assert alone is (command.who == "facilitator"), name
    assert set(BEGUN) == {"running", "following", "finished", "cancelled"}
