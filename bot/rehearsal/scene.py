"""The lines of a scenario: what each can say, in one theatre.

A line is a sentence: who, what they do or what they read; its pattern stands above the method that
plays it. Beside single taps there are lines for the long middle ("ana, ben and carla answer 4 to
the rest", in long_lines.py); they tap the same buttons, in one go.

"reads" means: in what the bot has said or changed since the last thing that anybody did, or in
the newest message that stands there. "reads no" means: nowhere in what stands there, nor at once.
In a group, "reads" means what stands there.
"""

import re
from datetime import date, time, timedelta
from functools import partial

from bot.rehearsal.acting import GROUP, LANGUAGES, THERE, WHO, LineError, line
from bot.rehearsal.long_lines import LongLines
from bot.rehearsal.people import Actor
from dialogs.core import calendar as when
from dialogs.core.facts import Answered
from dialogs.core.items import PROMPT

CUT = 4096
"""Characters after which a client cuts what somebody pastes."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Scene(LongLines):
    """One scenario in one theatre, line by line."""

    # -- the clock -----------------------------------------------------------------------------

    @line(r"clock (?P<text>.+)")
    async def clock(self, text: str) -> None:
        """A day and time with its weekday, a weekday and time to come, or so much later."""
        theatre = self.theatre
        if not theatre.now:
            text, _, theatre.zone = text.rpartition(" ")
            theatre.now = self._moment(text)
            await theatre.begin()
            return
        self.note()
        await theatre.pass_time(self._moment(text))

    def _moment(self, text: str) -> float:
        now, zone = self.theatre.now, self.theatre.zone
        if found := re.fullmatch(r"(\d+) (day|hour|minute)s? later", text):
            seconds = {"day": 86400, "hour": 3600, "minute": 60}[found[2]]
            return now + int(found[1]) * seconds
        weekday, *day, clock = text.split()
        if weekday not in WEEKDAYS:
            raise LineError(f"{weekday} is no weekday")
        the_day = date.fromisoformat(day[0]) if day else self._next(weekday)
        if WEEKDAYS[the_day.weekday()] != weekday:
            raise LineError(f"{the_day} is no {weekday}")
        moment = when.moment(the_day, time.fromisoformat(clock), zone)
        if moment < now:
            raise LineError(f"{text} is over")
        return moment

    def _next(self, weekday: str) -> date:
        """The next such day, today if it is one."""
        today = when.local(self.theatre.now, self.theatre.zone).date()
        return today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7)

    # -- people and the bot --------------------------------------------------------------------

    @line(rf"{WHO} speaks? (?P<language>English|Spanish)")
    async def speaks(self, who: str, language: str) -> None:
        """Their account is in that language."""
        for name in self.everybody(who):
            known = self.actor(name)
            self.actors[name] = Actor(known.number, known.name, LANGUAGES[language])

    @line(rf'{WHO} is called "(?P<text>.+)"')
    async def called(self, who: str, text: str) -> None:
        """Their account has that name."""
        known = self.actor(who)
        self.actors[who] = Actor(known.number, text, known.language)

    @line(rf"{WHO} runs? the {GROUP}")
    async def runs(self, who: str, group: str) -> None:
        """They administer a group."""
        for name in self.everybody(who):
            self.theatre.people.entitle(self.actor(name), self.place(group))

    @line(rf"{WHO} adds the bot to the {GROUP}")
    async def adds(self, who: str, group: str) -> None:
        """They put the bot into a group."""
        await self.act(lambda: self.theatre.people.add_bot(self.actor(who), self.place(group)))

    @line(rf"{WHO} removes the bot from the {GROUP}")
    async def removes(self, who: str, group: str) -> None:
        """They throw the bot out of a group."""
        await self.act(lambda: self.theatre.people.remove_bot(self.actor(who), self.place(group)))

    @line(rf"{WHO} blocks the bot")
    async def blocks(self, who: str) -> None:
        """They block the bot."""
        await self.act(lambda: self.theatre.people.block(self.actor(who)))

    @line(rf"{WHO} takes the bot back")
    async def unblocks(self, who: str) -> None:
        """They take the bot back."""
        await self.act(lambda: self.theatre.people.unblock(self.actor(who)))

    @line(rf"{WHO} leaves? the {GROUP}")
    async def leaves(self, who: str, group: str) -> None:
        """They leave a group in which the bot hears of it."""
        for name in self.everybody(who):
            await self.act(partial(self.theatre.people.leave, self.actor(name), self.place(group)))

    @line(rf"{WHO} comes? back to the {GROUP}")
    async def comes_back(self, who: str, group: str) -> None:
        """They are in a group again."""
        for name in self.everybody(who):
            await self.act(partial(self.theatre.people.enter, self.actor(name), self.place(group)))

    # -- writing -------------------------------------------------------------------------------

    @line(rf'{WHO} writes?{THERE} "(?P<text>.*)"')
    async def writes(self, who: str, group: str | None, text: str) -> None:
        """They write, in private or in a group; with a slash, a command."""
        for name in self.everybody(who):
            await self.write(self.actor(name), text, group)

    @line(rf'{WHO} writes? "(?P<text>.*)" \(typed (?P<typed>.+?)(?:, arrives now)?\)')
    async def wrote(self, who: str, text: str, typed: str) -> None:
        """What they typed earlier, `at 09:00` or `5 minutes ago`, arrives only now."""
        for name in self.everybody(who):
            await self.write(self.actor(name), text, typed=self._earlier(typed))

    def _earlier(self, text: str) -> float:
        """A moment of today that is over, or so much ago."""
        now, zone = self.theatre.now, self.theatre.zone
        if found := re.fullmatch(r"(\d+) (hour|minute)s? ago", text):
            return now - int(found[1]) * {"hour": 3600, "minute": 60}[found[2]]
        clock = time.fromisoformat(text.removeprefix("at "))
        moment = when.moment(when.local(now, zone).date(), clock, zone)
        if moment > now:
            raise LineError(f"{text} is to come")
        return moment

    @line(rf"{WHO} pastes? (?P<many>\d+) characters")
    async def pastes(self, who: str, many: str) -> None:
        """More than one message takes, so that their client cuts it."""
        text, people = "x" * int(many), self.theatre.people
        parts = [text[n : n + CUT] for n in range(0, len(text), CUT)]
        self.written.append("x")  # a card shortens it, anywhere
        actor = self.actor(who)
        await self.act(*(partial(people.write, actor, part) for part in parts))

    @line(rf'{WHO} forwards? "(?P<text>.*)"')
    async def forwards(self, who: str, text: str) -> None:
        """They pass on what somebody else wrote."""
        self.written.append(text)
        await self.act(lambda: self.theatre.people.forward(self.actor(who), text))

    @line(rf'{WHO} sends? a picture with "(?P<text>.*)"')
    async def shows(self, who: str, text: str) -> None:
        """They send a picture with words under it."""
        self.written.append(text)
        await self.act(lambda: self.theatre.people.show(self.actor(who), text))

    @line(rf'{WHO} changes? "(?P<before>.*)" to "(?P<text>.*)"')
    async def changes(self, who: str, before: str, text: str) -> None:
        """They edit a message that they had sent."""
        self.written.append(text)
        await self.act(lambda: self.theatre.people.change(self.actor(who), before, text))

    @line(rf"{WHO} writes?{THERE} (?P<many>\d+) characters")
    async def writes_much(self, who: str, group: str | None, many: str) -> None:
        """They write very much."""
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
        if not found:
            raise LineError(f"{who} never saw {label!r}", [key.label for _, _, key, _ in self.past])
        await self.press(who, *found[0])

    @line(rf'{WHO} sends? the tap "(?P<data>.*)"{THERE}')
    async def sends_tap(self, who: str, data: str, group: str | None) -> None:
        """A tap with this data, signed as ours, though no button may ever have had it."""
        place = self.place(group) if group else 0
        for name in self.everybody(who):
            actor = self.actor(name)
            signed = self.theatre.sign(place or actor.number, data)
            await self.act(partial(self.theatre.people.send_tap, actor, signed, place))

    @line(rf'{WHO} makes? up the tap "(?P<data>.*)"{THERE}')
    async def makes_up(self, who: str, data: str, group: str | None) -> None:
        """A tap with this data as it is here, which we never signed."""
        place = self.place(group) if group else 0
        for name in self.everybody(who):
            await self.act(partial(self.theatre.people.send_tap, self.actor(name), data, place))

    @line(rf"{WHO} looks? around")
    async def looks(self, who: str) -> None:
        """They see what buttons there are, and may press them much later."""
        for name in self.everybody(who):
            self.remember(name)

    # -- reading -------------------------------------------------------------------------------

    @line(rf'{GROUP} reads "(?P<text>.*?)"(?P<once> once)?')
    async def group_reads(self, group: str, text: str, once: str | None) -> None:
        """It stands in the group; `once`: in one message only."""
        texts, text = self.stands(self.place(group)), self.here(text)
        many = sum(text in each for each in texts)
        right = many == 1 if once else many > 0
        self.check(right, f"{text!r} is there {many} times", texts, "" if many else text)

    @line(rf'{GROUP} reads no "(?P<text>.*)"')
    async def group_reads_no(self, group: str, text: str) -> None:
        """It stands nowhere in the group."""
        texts, text = self.stands(self.place(group)), self.here(text)
        self.check(all(text not in each for each in texts), f"{text!r} is there", texts)

    @line(rf'{WHO} reads? "(?P<text>.*)"')
    async def reads(self, who: str, text: str) -> None:
        """It is in what the bot just said or changed in private, or in the newest message there."""
        text = self.here(text)
        for name in self.everybody(who):
            texts = self.heard(self.actor(name).number)
            found = any(text in each for each in texts)
            self.check(found, f"{name} does not read {text!r}", texts, text)

    @line(rf'{WHO} reads? no "(?P<text>.*)"')
    async def reads_no(self, who: str, text: str) -> None:
        """It stands nowhere in their chat, nor was it said at once."""
        text = self.here(text)
        for name in self.everybody(who):
            number = self.actor(name).number
            texts = [*self.heard(number), *self.stands(number)]
            self.check(all(text not in each for each in texts), f"{name} reads {text!r}", texts)

    @line(rf'{GROUP} sees(?P<no> no)? "(?P<label>.*)"')
    async def group_sees(self, group: str, no: str | None, label: str) -> None:
        """There is, or is no, button in the group whose label begins so."""
        self._sees(self.place(group), no, label)

    @line(rf'{WHO} sees?(?P<no> no)? "(?P<label>.*)"')
    async def sees(self, who: str, no: str | None, label: str) -> None:
        """There is, or is no, button in their chat whose label begins so."""
        for name in self.everybody(who):
            self._sees(self.actor(name).number, no, label)

    def _sees(self, place: int, no: str | None, label: str) -> None:
        labels = [self.reader(key.label) for seen in self.chat(place) for key in seen.keys]
        found = any(each.startswith(label) for each in labels)
        why = f"there is {'a' if found else 'no'} button {label!r}"
        self.check(found != bool(no), why, labels, "" if no else label)

    # -- the database --------------------------------------------------------------------------

    @line(r"the database holds (?P<many>\d+) answers? in round (?P<label>\w+)")
    async def holds(self, many: str, label: str) -> None:
        """So many answers to components are stored."""
        kept = {
            (number, fact.person, fact.item)
            for number, facts in enumerate(await self.theatre.facts())
            for fact in facts
            if isinstance(fact, Answered) and (fact.round, bool(fact.answer)) == (label, True)
            if not fact.item.startswith(PROMPT)
        }
        swap = (f"holds {many} ", f"holds {len(kept)} ")
        self.check(len(kept) == int(many), f"it holds {len(kept)}, not {many}", swap=swap)

    @line(rf'the database holds(?P<no> no)? "(?P<text>.*)"(?: for the {GROUP})?')
    async def holds_text(self, no: str | None, text: str, group: str | None) -> None:
        """A text stands, or stands no longer, in the facts."""
        place = group and str(self.place(group))
        rows = await self.theatre.look(lambda tx: [(r.place, tx.facts(r.id)) for r in tx.rows()])
        here = [str(facts) for where, facts in rows if place in (None, where)]
        found = any(text in each for each in here)
        why = f"{text!r} is {'in' if found else 'not in'} the facts"
        self.check(found != bool(no), why)
