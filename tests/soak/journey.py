"""The whole of an exercise as its people live it, from the set-up to three months on.

Who sees that something failed does it again; what is only slow is waited for. What must be found
in the end stands in `deeds`, `scores` and `once`.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogs.core.addresses import LIVE
from tests.soak.kills import World
from tests.soak.teams import Deed, Sent
from tests.support.service import FILES

COMPONENTS = [c.id for c in FILES.pack(FILES.newest("pack", "public_value")).components]
SPLIT = "CIT-R2"
DAY = 86400.0
PATIENCE = 900.0
NOTHING_HAPPENS = 20.0
"""Seconds after which people press again."""

SEEN_AFTER_ALL = 4.0
"""Seconds for which people look whether what failed worked after all."""

SET_UP = (
    ("write", "a chatbot", "What kind of system"),
    ("tap", "Answers or talks", "2 of 8"),
    ("write", "the Civil Registry", "Who uses it"),
    ("tap", "People who use", "3 of 8"),
    ("write", "Nobody queues.", "4 of 8"),
    ("write", "the Minister", "What exactly"),
    ("write", "whether to run a pilot", "By when"),
    ("tap", "No day yet", "5 of 8"),
    ("tap", "Use a draft", "6 of 8"),
    ("tap", "Live", "7 of 8"),
    ("tap", "English", "How many"),
    ("write", "14", "8 of 8"),
    ("write", "R. Khan, ICT", "Post it"),
)
"""What the facilitator writes or taps, and what that brings: a text or a button."""


def shows(chat: Any, what: str) -> Any:
    """The newest message of the bot's in a chat with this text, or a button that begins so."""
    return next(
        (
            message
            for message in reversed(chat.heard)
            if what in message.text or any(label.startswith(what) for label in message.buttons)
        ),
        None,
    )


@dataclass
class Journey:
    """One team's way through an exercise. `once`: (kind, account) of facts that must be single."""

    world: World
    folder: Path
    texts: list[Deed] = field(default_factory=list)
    scores: dict[tuple[str, str], list[tuple[str, Deed]]] = field(default_factory=dict)
    deeds: int = 0
    once: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    told: list[tuple[Any, ...]] = field(default_factory=list)
    answered: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    single: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.team, self.server = self.world.team, self.world.team.server
        self.boss, self.people, self.group = self.team.boss, self.team.people, self.team.group

    # -- what is stored ----------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "valuemap.db")) as db:
            return db.execute(sql, values).fetchall()

    def facts(self, kind: str, who: Any = None, **fields: str) -> int:
        """How many facts of a kind there are, of somebody, with these fields."""
        sql = "SELECT count(*) FROM facts f LEFT JOIN people p ON p.exercise = f.exercise"
        sql += " AND p.number = f.person WHERE f.kind = ?"
        asked = {f"f.{name}": value for name, value in fields.items()}
        asked |= {"p.account": self.team.account(who)} if who else {}
        sql += "".join(f" AND {name} = ?" for name in asked)
        [(found,)] = self.rows(sql, kind, *asked.values())
        return int(found)

    # -- hands -------------------------------------------------------------------------------------

    async def seen(self, what: Callable[[], Any]) -> Any:
        return await self.server.until(what, timeout=PATIENCE)

    async def until(
        self,
        act: Callable[[], Deed | None],
        then: Callable[[], Any],
        patience: float = NOTHING_HAPPENS,
    ) -> None:
        """Do something until it shows; again where it visibly failed, or nothing happens."""
        while not then():
            self.world.machine.skip(2)  # nobody is quicker than a question
            deed = act()
            if deed is None:  # what was to be pressed is gone: something else comes in its place
                with suppress(AssertionError):
                    await self.server.until(then, timeout=SEEN_AFTER_ALL)
                continue
            self.deeds += 1
            with suppress(AssertionError):
                await self.server.until(lambda d=deed: then() or d.failed(), timeout=patience)
            if deed.failed() and not then():
                await self.seen(lambda: self.world.ready)
                with suppress(AssertionError):
                    await self.server.until(then, timeout=SEEN_AFTER_ALL)

    async def tap(
        self,
        who: Any,
        chat: Any,
        label: str,
        then: Callable[[], Any],
        patience: float = NOTHING_HAPPENS,
    ) -> None:
        """Press the newest button with this label until that shows."""
        await self.seen(lambda: then() or shows(chat, label))
        await self.until(lambda: self.presses(who, chat, label), then, patience)

    def presses(self, who: Any, chat: Any, label: str) -> Deed | None:
        """Press a button, if it is there."""
        message = shows(chat, label)
        return self.team.tap(who, message, label) if message else None

    async def answers(self, who: Any, label: str, item: str, answer: str) -> None:
        """Give an answer; again where it is seen to have failed."""
        pressed = self.scores.setdefault((self.team.account(who), f"{label}.{item}"), [])
        while True:
            self.world.machine.skip(2)
            deed = self.team.tap_data(who, f"1.{label}.{item}.{answer}")
            pressed.append((answer, deed))
            self.deeds += 1
            await self.seen(lambda d=deed: d.acknowledged() or d.failed())
            if deed.acknowledged():
                return
            await self.seen(lambda: self.world.ready)

    def writes(self, who: Any, text: str) -> Deed:
        """Write something that must be found again."""
        deed = self.team.write(who, text)
        self.texts.append(deed)
        self.deeds += 1
        return deed

    # -- the phases --------------------------------------------------------------------------------

    async def sets_up(self) -> None:
        self.group.add_bot(by=self.boss)
        await self.tap(self.boss, self.group, "Set it up", lambda: shows(self.boss, "1 of 8"))
        for how, what, brings in SET_UP:
            then = lambda b=brings: shows(self.boss, b)  # noqa: E731
            if how == "tap":
                await self.tap(self.boss, self.boss, what, then)
            else:
                await self.until(lambda w=what: self.team.write(self.boss, w), then)
        await self.tap(self.boss, self.boss, "Post it", lambda: self.facts("Began"))
        self.once.append(("Began", self.team.account(self.boss)))
        await self.seen(lambda: shows(self.group, "Take part"))

    async def join(self) -> None:
        await asyncio.gather(*map(self.joins, self.people))

    async def joins(self, who: Any) -> None:
        asked = lambda: shows(who, "of 26")  # noqa: E731
        await self.tap(who, self.group, "Take part", lambda: asked() or shows(who, "Start"))
        await self.tap(who, who, "Start", asked)
        self.once.append(("Joined", self.team.account(who)))

    async def answer(self) -> None:
        await asyncio.gather(*map(self.answers_all, self.people))

    async def answers_all(self, who: Any) -> None:
        half = self.people.index(who) < len(self.people) // 2
        for item in reversed(COMPONENTS):
            if self.world.hand.random() < 0.15:
                self.writes(who, f"thought {len(self.texts)}")
            if self.world.hand.random() < 0.15:  # and thinks better of it
                await self.answers(who, "1", item, self.world.hand.choice("123"))
            await self.answers(who, "1", item, "4" if item != SPLIT else "51"[half])

    async def note(self) -> None:
        await asyncio.gather(*map(self.notes, self.people[:3]))

    async def notes(self, who: Any) -> None:
        self.writes(who, f"a remark of {who.name}")
        await self.tap(who, who, "A general remark", lambda: self.facts("Noted", who))
        await self.tap(who, who, "Release", lambda: self.facts("Released", who))
        self.once.append(("Released", self.team.account(who)))

    async def closes(self, label: str) -> None:
        """The facilitator closes a round: asks for it, and says so again."""
        boss, closed = self.boss, lambda: self.facts("Closed", round=label)
        ask = lambda: self.team.command(boss, "close")  # noqa: E731
        await self.until(ask, lambda: shows(boss, f"Close round {label}"))
        await self.tap(boss, boss, "Close it", closed)

    async def closes_round_1(self) -> None:
        self.marks["closing 1"] = len(self.team.sent())
        await self.closes("1")
        await self.seen(lambda: self.posted("feedback"))
        await self.tap(self.boss, self.boss, "Post this news", lambda: self.facts("Injected"))
        await self.seen(lambda: self.posted("inject"))

    async def answers_again(self) -> None:
        await asyncio.gather(*map(self.answers_last, self.people))

    async def answers_last(self, who: Any) -> None:
        await self.tap(who, who, "Open", lambda: shows(who, "Round 2, question"))
        if who in self.people[:2]:  # on a train, where the screen is seen by others
            self.team.start(who)
        await self.answers(who, "2", SPLIT, "3")
        await self.answers(who, "closing", "go", "pilot")
        await self.answers(who, "closing", "view", "same")

    async def closes_round_2(self) -> None:
        self.marks["closing 2"] = len(self.team.sent())
        await self.closes("2")
        await self.seen(lambda: self.posted("plan"))

    async def plans(self) -> None:
        ana = self.people[0]
        took = lambda: self.facts("Took", ana)  # noqa: E731
        await self.tap(ana, self.group, "I take 1", took, patience=PATIENCE)  # twice gives it up
        self.once.append(("Took", self.team.account(ana)))
        await self.tap(ana, self.group, "Change an action", lambda: shows(ana, "Action 1"))
        await self.tap(ana, ana, "Action 1", lambda: shows(ana, "For citizens"))
        await self.tap(ana, ana, "For citizens", lambda: shows(ana, "What will citizens notice"))
        self.writes(ana, "Everyone is told how long chats are kept.")
        await self.seen(lambda: shows(self.group, "Everyone is told"))
        self.once.append(("Amended", self.team.account(ana)))

    async def looks_back(self) -> None:
        await asyncio.gather(*map(self.says_what_worked, self.people[1:4]))

    async def says_what_worked(self, who: Any) -> None:
        await self.tap(who, who, "Open", lambda: shows(who, "What worked?"))
        text = f"it worked for {who.name}"
        self.writes(who, text)
        await self.seen(lambda: self.rows("SELECT 1 FROM facts WHERE text = ?", text))

    def takes_down(self) -> None:
        """What is stored, as long as it is known whose it is: after 60 days names are deleted."""
        self.told = self.rows("SELECT kind, text FROM facts WHERE text <> ''")
        for account, label, item, answer in self.rows(
            "SELECT p.account, f.round, f.item, f.answer FROM facts f JOIN people p ON p.exercise ="
            " f.exercise AND p.number = f.person WHERE f.kind = 'Answered' ORDER BY f.n"
        ):
            self.answered.setdefault((account, f"{label}.{item}"), []).append(answer)
        self.single = self.rows(
            "SELECT f.kind, p.account FROM facts f JOIN people p ON p.exercise = f.exercise"
            " AND p.number = f.person"
        )

    async def three_months_on(self) -> None:
        self.takes_down()
        for days in (15, 80):
            self.world.machine.skip(days * DAY)
            await self.seen(lambda: self.world.ready)
        ana = self.people[0]  # owners are asked before the group reads what came of it
        await self.tap(ana, ana, "1. Stuck", lambda: self.facts("Told", ana))
        self.world.machine.skip(7 * DAY)
        await self.seen(lambda: self.world.ready)
        await self.seen(lambda: self.posted("check"))
        await self.seen(lambda: shows(self.group, "stuck"))

    # -- what was said -----------------------------------------------------------------------------

    def doubts(self) -> Counter[str]:
        """How often each kind of message was in doubt."""
        keys = self.rows("SELECT json_extract(body, '$.key') FROM facts WHERE kind = 'Doubted'")
        return Counter(str(key).partition("/")[0] for (key,) in keys)

    def posted(self, kind: str) -> bool:
        return any(sent.kind == kind for sent in self.team.sent())

    async def watches(self) -> None:
        """The facilitator looks at what may not have arrived, and says which it is."""
        while True:
            asked, key = await self.server.until(self.asks, timeout=3600)
            label = "It is there" if self.posted(key.partition("/")[0]) else "Send again"
            over = lambda k=key: not self.doubted(k)  # noqa: E731
            await self.until(lambda m=asked, w=label: self.team.tap(self.boss, m, w), over)

    def asks(self) -> tuple[Any, str] | None:
        """The newest question about a message that is in doubt, and the key of that.

        A question that was itself in doubt may stand twice; the older one is of no more use.
        """
        for message in reversed(self.boss.heard):
            asked = [str(d) for d in self.data(message) if ".there." in str(d)]
            key = asked[0].split(".there.")[1].rpartition(".")[0] if asked else ""
            if key and self.doubted(key):
                return message, key
        return None

    def doubted(self, key: str) -> bool:
        """Whether a message is in doubt."""
        return bool(self.rows("SELECT 1 FROM posts WHERE key = ? AND phase = 'doubt'", key))

    def data(self, message: Any) -> Iterable[str]:
        if hasattr(message, "values"):
            values: Iterable[str] = message.values
            return values
        return [button.data for row in message.rows for button in row]


Phase = Callable[[Journey], Awaitable[None]]

PHASES: dict[str, Phase] = {
    "set-up": Journey.sets_up,
    "joins": Journey.join,
    "answers": Journey.answer,
    "notes": Journey.note,
    "feedback": Journey.closes_round_1,
    "round 2": Journey.answers_again,
    "results": Journey.closes_round_2,
    "plan": Journey.plans,
    "hot wash": Journey.looks_back,
    "three months": Journey.three_months_on,
}
"""Every phase of an exercise, in order."""


def first(sent: list[Sent], kind: str) -> int:
    """At which place a message of the group's came to stand; -1 if it did not."""
    return next((n for n, each in enumerate(sent) if each.kind == kind), -1)


def doubled(sent: list[Sent], doubts: Counter[str]) -> Counter[str]:
    """The group's messages that stand more than once.

    But for its first, which is said again in doubt: there is nobody yet who could be asked. And
    what lives on may be said once more for each time it was in doubt, when it says something else:
    nobody told us under which name that one stands.
    """
    said = [each for each in sent if each.kind not in ("", "hello")]
    alike = Counter((each.kind, each.text if each.kind in LIVE else "") for each in said)
    often = Counter(each.kind for each in said)
    more = {kind: often[kind] - 1 - doubts[kind] for kind in LIVE}
    return Counter(
        {kind: n - 1 for (kind, _), n in alike.items() if n > 1}
        | {kind: n for kind, n in more.items() if n > 0}
    )
