"""Scenarios: files that read like a conversation, and the one who plays them on a stage.

A line is a sentence: who, what they do or what they read. What it can say is in the methods
marked with `@line`. Beside single taps there are lines for the long middle ("ana, ben and carla
answer 4 to the rest", in scenario_long.py); they tap the same buttons, in one go.

"reads" means: in what the bot has said or changed since the last thing that anybody did, or in
the newest message that stands there. "reads no" means: nowhere in what stands there, nor at once.
In a group, "reads" means what stands there.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from dialogs.core import calendar as when
from dialogs.core.facts import Answered, Fact
from dialogs.core.items import PROMPT
from tests.support.scenario_long import LongLines
from tests.support.scene import GROUP, LANGUAGES, LINES, THERE, WHO, line
from tests.support.stages import Actor, Said, Stage

FOLDER = Path(__file__).parents[1] / "scenarios"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario came to: the facts, what stands in the chats, all that was said."""

    facts: list[list[Fact]]
    places: list[str]
    standing: dict[str, list[str]]
    said: list[Said]
    actors: dict[str, Actor]
    written: list[str]


class Scene(LongLines):
    """One scenario on one stage, line by line."""

    # -- the clock -----------------------------------------------------------------------------

    @line(r"clock (?P<text>.+)")
    async def clock(self, text: str) -> None:
        """A day and time with its weekday, a weekday and time to come, or so much later."""
        stage = self.stage
        if not stage.now:
            text, _, stage.zone = text.rpartition(" ")
            stage.now = self._moment(text)
            await stage.begin()
            return
        self.note()
        await stage.pass_time(self._moment(text))

    def _moment(self, text: str) -> float:
        now, zone = self.stage.now, self.stage.zone
        if found := re.fullmatch(r"(\d+) (day|hour|minute)s? later", text):
            seconds = {"day": 86400, "hour": 3600, "minute": 60}[found[2]]
            return now + int(found[1]) * seconds
        weekday, *day, clock = text.split()
        assert weekday in WEEKDAYS, f"no weekday: {weekday}"
        if day:
            the_day = date.fromisoformat(day[0])
        else:
            today = when.local(now, zone).date()
            the_day = today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7)
        assert the_day.weekday() == WEEKDAYS.index(weekday), f"{the_day} is no {weekday}"
        moment = when.moment(the_day, time.fromisoformat(clock), zone)
        assert moment >= now, f"{text} is over"
        return moment

    # -- people and the bot --------------------------------------------------------------------

    @line(rf"{WHO} speaks? (?P<language>English|Spanish)")
    async def speaks(self, who: str, language: str) -> None:
        for name in self.everybody(who):
            known = self.actor(name)
            self.actors[name] = Actor(known.number, known.name, LANGUAGES[language])

    @line(rf'{WHO} is called "(?P<text>.+)"')
    async def called(self, who: str, text: str) -> None:
        known = self.actor(who)
        self.actors[who] = Actor(known.number, text, known.language)

    @line(rf"{WHO} runs? the {GROUP}")
    async def runs(self, who: str, group: str) -> None:
        for name in self.everybody(who):
            self.stage.people.entitle(self.actor(name), self.place(group))

    @line(rf"{WHO} adds the bot to the {GROUP}")
    async def adds(self, who: str, group: str) -> None:
        await self.act(lambda: self.stage.people.add_bot(self.actor(who), self.place(group)))

    @line(rf"{WHO} removes the bot from the {GROUP}")
    async def removes(self, who: str, group: str) -> None:
        await self.act(lambda: self.stage.people.remove_bot(self.actor(who), self.place(group)))

    @line(rf"{WHO} blocks the bot")
    async def blocks(self, who: str) -> None:
        await self.act(lambda: self.stage.people.block(self.actor(who)))

    @line(rf"{WHO} takes the bot back")
    async def unblocks(self, who: str) -> None:
        await self.act(lambda: self.stage.people.unblock(self.actor(who)))

    # -- writing -------------------------------------------------------------------------------

    @line(rf'{WHO} writes?{THERE} "(?P<text>.*)"')
    async def writes(self, who: str, group: str | None, text: str) -> None:
        for name in self.everybody(who):
            await self.write(self.actor(name), text, group)

    @line(rf"{WHO} writes?{THERE} (?P<many>\d+) characters")
    async def writes_much(self, who: str, group: str | None, many: str) -> None:
        await self.write(self.actor(who), "x" * int(many), group)

    # -- tapping -------------------------------------------------------------------------------

    @line(rf'{WHO} taps?{THERE} "(?P<label>[^"]*)"(?: on (?P<item>[\w?-]+))?')
    async def taps(self, who: str, group: str | None, label: str, item: str | None) -> None:
        """The newest button that is called so, or begins so; in private, else in a group."""
        for name in self.everybody(who):
            await self.press(name, *self.find(name, group, label, item))

    @line(rf'{WHO} taps? the old "(?P<label>[^"]*)"(?: on (?P<item>[\w?-]+))?')
    async def taps_old(self, who: str, label: str, item: str | None) -> None:
        """A button that this person once saw, though it may be gone by now."""
        found = [
            (seen, key, place)
            for name, seen, key, place in reversed(self.past)
            if name == who and self.fits(key, label, item)
        ]
        assert found, f"{who} never saw {label!r}"
        await self.press(who, *found[0])

    @line(rf'{WHO} sends? the tap "(?P<data>.*)"{THERE}')
    async def sends_tap(self, who: str, data: str, group: str | None) -> None:
        """A tap with this data, which no button of ours may ever have had."""
        place = self.place(group) if group else 0
        for name in self.everybody(who):
            actor = self.actor(name)
            await self.act(lambda a=actor: self.stage.people.send_tap(a, data, place))

    @line(rf"{WHO} looks? around")
    async def looks(self, who: str) -> None:
        """They see what buttons there are, and may press them much later."""
        for name in self.everybody(who):
            self.remember(name)

    # -- reading -------------------------------------------------------------------------------

    @line(rf'{GROUP} reads "(?P<text>.*?)"(?P<once> once)?')
    async def group_reads(self, group: str, text: str, once: str | None) -> None:
        texts = self.stands(self.place(group))
        many = sum(text in each for each in texts)
        self.check(many == 1 if once else many > 0, f"{many} times {text!r}", texts)

    @line(rf'{GROUP} reads no "(?P<text>.*)"')
    async def group_reads_no(self, group: str, text: str) -> None:
        texts = self.stands(self.place(group))
        self.check(all(text not in each for each in texts), f"{text!r} is there", texts)

    @line(rf'{WHO} reads? "(?P<text>.*)"')
    async def reads(self, who: str, text: str) -> None:
        for name in self.everybody(who):
            texts = self.heard(self.actor(name).number)
            found = any(text in each for each in texts)
            self.check(found, f"{name} does not read {text!r}", texts)

    @line(rf'{WHO} reads? no "(?P<text>.*)"')
    async def reads_no(self, who: str, text: str) -> None:
        for name in self.everybody(who):
            number = self.actor(name).number
            texts = [*self.heard(number), *self.stands(number)]
            self.check(all(text not in each for each in texts), f"{name} reads {text!r}", texts)

    @line(rf'{GROUP} sees(?P<no> no)? "(?P<label>.*)"')
    async def group_sees(self, group: str, no: str | None, label: str) -> None:
        self._sees(self.place(group), no, label)

    @line(rf'{WHO} sees?(?P<no> no)? "(?P<label>.*)"')
    async def sees(self, who: str, no: str | None, label: str) -> None:
        for name in self.everybody(who):
            self._sees(self.actor(name).number, no, label)

    def _sees(self, place: int, no: str | None, label: str) -> None:
        labels = [self.reader(key.label) for seen in self.chat(place) for key in seen.keys]
        found = any(each.startswith(label) for each in labels)
        self.check(found != bool(no), f"button {label!r}", labels)

    # -- the database --------------------------------------------------------------------------

    @line(r"the database holds (?P<many>\d+) answers? in round (?P<label>\w+)")
    async def holds(self, many: str, label: str) -> None:
        kept = {
            (number, fact.person, fact.item)
            for number, facts in enumerate(await self.stage.facts())
            for fact in facts
            if isinstance(fact, Answered) and (fact.round, bool(fact.answer)) == (label, True)
            if not fact.item.startswith(PROMPT)
        }
        self.check(len(kept) == int(many), f"{len(kept)} answers in round {label}", [])

    @line(rf'the database holds(?P<no> no)? "(?P<text>.*)"(?: for the {GROUP})?')
    async def holds_text(self, no: str | None, text: str, group: str | None) -> None:
        place = group and str(self.place(group))
        rows = await self.stage.look(lambda tx: [(r.place, tx.facts(r.id)) for r in tx.rows()])
        here = [str(facts) for where, facts in rows if place in (None, where)]
        self.check(any(text in each for each in here) != bool(no), f"{text!r} in the facts", [])


def sentences(path: Path) -> list[tuple[int, str]]:
    """The lines of a scenario that say something, with their numbers."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    stripped = [(number, re.sub(r"\s+", " ", text.strip())) for number, text in lines]
    return [(n, text) for n, text in stripped if text and not text.startswith("#")]


async def say(scene: Scene, text: str) -> None:
    """Play one line. LookupError for one that nobody understands."""
    for pattern, step in LINES:
        if found := pattern.fullmatch(text):
            await step(scene, **found.groupdict())
            return
    raise LookupError(f"what does this mean? {text}")


async def play(path: Path, stage: Stage, **how: Any) -> Outcome:
    """Play a scenario from its first line to its last."""
    scene = Scene(stage, **how)
    for number, text in sentences(path):
        try:
            await say(scene, text)
        except Exception as error:
            error.add_note(
                f"{path.name}, line {number}: {text} ({stage.people.platform.name}, {stage.way})"
            )
            raise
    return Outcome(
        await stage.facts(),
        await stage.look(lambda tx: [row.place for row in tx.rows()]),
        await stage.standing(),
        stage.said,
        scene.actors,
        scene.written,
    )
