"""What an invented team does: sets an exercise up, answers, takes actions on and reports on them.

How somebody sees a card and presses a button is the theatre's part, `Hands`.
"""

import random
from collections.abc import Iterable
from typing import Any, Protocol

from bot.app.library import Files
from bot.platforms.base import Account
from bot.platforms.seal import bare
from bot.rehearsal.cast import FIRST_DAY, Cast, story
from dialogs.core import gate
from dialogs.core.addresses import ActionData, AnswerData, read_data
from dialogs.core.items import PROMPT
from dialogs.core.post import Button
from dialogs.words import Words
from framework.pack import Framework

NUMBER = 1
"""The number of the only exercise in a new database."""


class Hands(Protocol):
    """What somebody of the team sees, and what they do."""

    async def private(self, who: Account) -> list[list[Button]]:
        """The buttons of each message in somebody's private chat, the newest last."""

    async def group(self) -> list[list[Button]]:
        """The buttons of each message in the group, the newest last."""

    async def taps(self, who: Account, label: str) -> None:
        """Press the newest button with this label, its beginning, or this data."""

    async def writes(self, who: Account, text: str) -> None:
        """Write a text, or a command, in private."""


class Team:
    """The people of a cast by the hands of a theatre; `rng` decides what they think."""

    def __init__(
        self,
        cast: Cast,
        words: Words,
        rng: random.Random,
        boss: Account,
        people: list[Account],
        hands: Hands,
        framework: Framework,
    ) -> None:
        self.cast = cast
        self.framework = framework
        self.story = story(framework, words.language)
        self.words = words
        self.rng = rng
        self.people = people
        self.hands = hands
        self.boss = boss
        self._torn = rng.randrange(2)

    def button(self, key: str, **values: Any) -> str:
        """What a button is called in the team's language."""
        return self.words.text(f"button.{key}", **values)

    # -- the set-up ----------------------------------------------------------------------------

    async def set_up(self, *when: str, public: bool = False) -> None:
        """The facilitator's six minutes, for the day, or the script, or both, that `when` says.

        What says [Set it up] stands in the group already.
        """
        hands, boss = self.hands, self.boss
        texts = {**self.cast.setup, **self.story.setup}
        await hands.taps(boss, self.button("set_up"))
        for name in self._asked():
            kind = self._kind(texts["kind"]) if name == "kind" else ""
            await (hands.taps(boss, kind) if kind else hands.writes(boss, texts[name]))
        await hands.taps(boss, _data("when", *when))
        if len(self.framework.languages) > 1:
            await hands.taps(boss, _data("langs", self.words.language))
        await hands.writes(boss, str(max(len(self.people) + 5, 1)))
        await self._small_team()
        await hands.writes(boss, texts["keeper"])
        if public:
            await hands.taps(boss, self.button("ask_public"))
            await hands.taps(boss, self.button("public_yes"))
        await hands.taps(boss, self.button("post"))

    def _asked(self) -> Iterable[str]:
        """What this framework asks, of what the cast can answer."""
        texts = self.framework.texts[self.words.language]
        asked = {
            "system": texts.system is None,
            "kind": bool(self.framework.kinds),
            "people": texts.people is not None,
        }
        names = ("system", "kind", "service", "people", "change", "decides", "whether", "by")
        return (name for name in (*names, "situation") if asked.get(name, True))

    def _kind(self, kind: str) -> str:
        """The button for this kind of system, or the first there is."""
        return _data("kind", kind if kind in self.framework.kinds else self.framework.kinds[0])

    async def _small_team(self) -> None:
        """Asked only where few are invited."""
        yes = self.button("small_yes")
        if yes in _labels(await self.hands.private(self.boss)):
            await self.hands.taps(self.boss, yes)

    # -- the rounds ----------------------------------------------------------------------------

    async def join(self, who: Account) -> None:
        """Come in by the card of the group."""
        await self.hands.taps(who, self.button("take_part"))

    async def asked(self, who: Account) -> tuple[str, str] | None:
        """The round and item on somebody's card; a card that waits to be opened is opened."""
        seen = [buttons for buttons in await self.hands.private(who) if buttons]
        if _labels(seen[-1:]) == [self.button("open")]:
            await self.hands.taps(who, self.button("open"))
            seen = await self.hands.private(who)
        for buttons in reversed(seen):
            for button in buttons:
                data = read_data(bare(button.data))
                if isinstance(data, AnswerData):
                    return data.round, data.item
        return None

    async def goes_on(self, who: Account) -> bool:
        """The next thing that somebody is asked for, from joining on; whether there was one."""
        seen = await self.hands.private(who)
        if not seen:
            await self.join(who)
            return bool(await self.hands.private(who))
        if self.button("start") in _labels(seen[-1:]):
            await self.hands.taps(who, self.button("start"))
            return True
        asked = await self.asked(who)
        if asked:
            await self.give(who, asked)
        return asked is not None

    async def give(self, who: Account, asked: tuple[str, str]) -> None:
        """One answer, with a note where the cast has one for it."""
        label, item = asked
        if item.startswith(PROMPT):
            await self._in_words(who, label, item)
            return
        answer = self.story.opinion(self.rng, item, (self.people.index(who) + self._torn) % 2)
        await self.hands.taps(who, str(AnswerData(NUMBER, label, item, answer)))
        if label == "1":
            await self._note(who, item, answer)

    async def _in_words(self, who: Account, label: str, item: str) -> None:
        """The open question before a dimension: the first has something to say, and releases it."""
        text = self.story.prompts.get(item[1:]) if who is self.people[0] else None
        if not text:
            await self.hands.taps(who, str(AnswerData(NUMBER, label, item, "skip")))
            return
        await self.hands.writes(who, text)
        await self.hands.taps(who, self.button("release"))

    async def _note(self, who: Account, item: str, answer: str) -> None:
        """The next note of the cast for this item, where it fits what was answered."""
        text = self.story.note(item, gate.side(answer))
        if not text:
            return
        asked = await self.asked(who)
        if asked and asked[1].startswith(PROMPT):  # what is written now would be the answer to that
            await self.hands.taps(who, self.button("back"))
            await self.hands.taps(who, self.button("add_note"))
            await self.hands.writes(who, text)
        else:
            await self.hands.writes(who, text)
            buttons = (b for row in reversed(await self.hands.private(who)) for b in row)
            place = next(b for b in buttons if _places(b, item))
            await self.hands.taps(who, place.label)
        await self.hands.taps(who, self.button("release"))

    # -- afterwards ----------------------------------------------------------------------------

    async def plan(self) -> None:
        """Three take an action on, one says what citizens will notice."""
        first = self.people[0]
        for number, who in enumerate(self.people[:3], 1):
            label = self.button("take", number=number)
            if label in _labels(await self.hands.group()):
                await self.hands.taps(who, label)
        if self.button("change") in _labels(await self.hands.group()):
            await self.hands.taps(first, self.button("change"))
            await self.hands.taps(first, self.button("action", number=1))
            await self.hands.taps(first, self.button("plan_citizens"))
            await self.hands.writes(first, self.cast.citizens)

    async def report(self) -> None:
        """Three months later: one has done what they took on, one is stuck, one is at it.

        And the facilitator tells what was decided, and what citizens noticed.
        """
        for who, state in zip(self.people, ("done", "stuck", "under_way"), strict=False):
            buttons = [b for row in await self.hands.private(who) for b in row]
            if label := next((b.label for b in buttons if _reports(b, state)), ""):
                await self.hands.taps(who, label)
        if len(self.people) > 1 and self.button("update") in _labels(await self.hands.group()):
            await self.hands.writes(self.people[1], self.cast.stuck)
        if self.button("update") in _labels(await self.hands.group()):
            await self._tell("plan_decision", self.cast.decided)
            await self._tell("plan_noticed", self.cast.noticed)

    async def _tell(self, field: str, text: str) -> None:
        await self.hands.taps(self.boss, self.button("update"))
        await self.hands.taps(self.boss, self.button(field))
        await self.hands.writes(self.boss, text)


def _labels(messages: list[list[Button]]) -> list[str]:
    return [button.label for buttons in messages for button in buttons]


def _reports(button: Button, state: str) -> bool:
    """Whether a button reports this progress of an action."""
    data = read_data(bare(button.data))
    return isinstance(data, ActionData) and data.action == "told" and data.rest[1:] == (state,)


def _places(button: Button, item: str) -> bool:
    """Whether a button gives what was typed a place beside this item."""
    data = read_data(bare(button.data))
    return isinstance(data, ActionData) and data.action == "place" and data.rest[:1] == (item,)


def _data(action: str, *rest: str) -> str:
    """The data of a button of this exercise."""
    return str(ActionData(NUMBER, action, rest))


def choice(files: Files, script: str) -> tuple[str, ...]:
    """What the button says that chooses a script, and the first day: of the first one, the day."""
    chosen = files.scripts.get(script)
    day = () if chosen and not chosen.days else (FIRST_DAY.isoformat(),)
    return (script, *day) if chosen else day


def colleagues(team: Cast, many: int, language: str) -> list[Account]:
    """So many people of a cast."""
    names = enumerate(team.names(many), 1)
    return [Account(f"p{n}", name, language, f"p{n}") for n, name in names]
