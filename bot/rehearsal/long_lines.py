"""The lines for the long middle of a scenario: joining, answering everything, setting up.

And what happens outside the chats: people who use the service answer on pages of their own.
"""

import re
from dataclasses import dataclass
from functools import partial

from bot.app.public import StoredPublic
from bot.rehearsal.acting import LANGUAGES, THERE, WHO, Acting, LineError, line
from bot.rehearsal.citizens import SITE
from bot.rehearsal.people import Key, Seen
from dialogs.core.addresses import ActionData, AnswerData, read_data
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import PROMPT
from storage.store import Tx

MEANWHILE = {"go": "pilot", "view": "same", "worked": "skip", "differently": "skip"}
"""What is answered to questions that are not about a component, unless a line says otherwise."""

TOPICS = {
    1: "a chatbot",
    2: "the Civil Registry",
    3: "Nobody loses a day over a certificate.",
    4: "the Permanent Secretary",
    5: "From 2027, people could ask a chatbot about certificates.",
    7: "14",
    8: "R. Khan, ICT unit",
}
"""What a facilitator writes in a set-up that a scenario is not about, by question."""

WHETHER = "whether to run a pilot"
"""And to the second part of the fourth."""


class LongLines(Acting):
    """They tap the buttons that are there, or send what such buttons send, in one go."""

    @line(rf"{WHO} takes? part{THERE}")
    async def take_part(self, who: str, group: str | None) -> None:
        """By the button in the group, through the welcome, to the first question."""
        for name in self.everybody(who):
            place = self.place(group)
            await self.press(name, *self._way_in(name, place))
            start = self.key(name, ".next")
            if start is None:
                raise LineError(f"{name} was not let in", self.stands(self.actor(name).number))
            await self.press(name, *start)

    def _way_in(self, name: str, place: int) -> tuple[Seen, Key, int]:
        """The button of a group by which people take part."""
        for seen in self.chat(place):
            for key in seen.keys:
                if key.way_in or key.data.endswith(".join"):
                    return seen, key, place
        raise LineError(f"{name} sees no way to take part", self.stands(place))

    @line(
        rf"{WHO} answers? (?P<answer>\w+) to (?:everything|the rest){THERE}"
        r"(?:, but (?P<others>.+))?"
    )
    async def answers(self, who: str, answer: str, group: str | None, others: str | None) -> None:
        """All that is open, in one go; last what is on the card, which nobody can have skipped."""
        special = _special(others)
        for name in self.everybody(who):
            await self._open(name)
            actor = self.actor(name)
            people = self.theatre.people
            place = str(self.place(group)) if group else ""
            number, here, items = await self.theatre.look(
                partial(_asked, account=actor.account.id, place=place)
            )
            if not items:
                raise LineError(f"nothing is asked of {name}")
            items.sort(key=lambda each: each == here)
            taps = [
                self.theatre.sign(
                    actor.number,
                    str(AnswerData(number, label, item, _answer(item, answer, special))),
                )
                for label, item in items
            ]
            await self.act(*(partial(people.send_tap, actor, d, 0) for d in taps))

    @line(rf"{WHO} taps? through the rest with (?P<answer>\w+)(?:, but (?P<others>.+))?")
    async def taps_through(self, who: str, answer: str, others: str | None) -> None:
        """Card by card, by the buttons that are there."""
        special = _special(others)
        for name in self.everybody(who):
            await self._open(name)
            while item := self._item(name):
                found = self.key(name, f".{item}.{_answer(item, answer, special)}")
                if found is None:
                    raise LineError(f"{name} has no such answer to {item}")
                await self.press(name, *found)

    async def _open(self, name: str) -> None:
        """The questions of which only the number was said, if the newest card says it."""
        keys = [seen.keys for seen in self.chat(self.actor(name).number) if seen.keys][-1:]
        if keys and [_action(key.data) for key in keys[0]] == ["next"]:
            found = self.key(name, ".next")
            assert found  # noqa: S101 - it was seen just now
            await self.press(name, *found)

    def _item(self, name: str) -> str:
        """What is asked on somebody's newest card."""
        for seen in reversed(self.chat(self.actor(name).number)):
            for key in seen.keys:
                if found := re.fullmatch(
                    r"\d+\.(?:\d+|closing|hot_wash)\.([\w?-]+)\.\w+", key.data
                ):
                    return found[1]
            if seen.keys:
                return ""
        return ""

    # -- people who use the service ------------------------------------------------------------

    @line(r"pages are served for people who use the service")
    async def serves(self) -> None:
        """As where a public address is set, from the start: a public round can be opened."""
        self.theatre.site = SITE

    @line(
        r"(?P<many>\d+) citizens? (?:answers?|tr(?:y|ies) to answer) (?P<answer>\w+)"
        r" to everything(?:, but (?P<others>.+?))?(?P<late>, too late)?"
    )
    async def citizens_answer(
        self, many: str, answer: str, others: str | None, late: str | None
    ) -> None:
        """So many more, whom nobody knows; `too late`: nothing of it is taken."""
        theatre, special = self.theatre, _special(others)
        asked, before = await theatre.look(_public)
        door = StoredPublic(
            theatre.store, theatre.library, lambda: theatre.now, theatre.service.delivery.follow
        )
        self.note()
        for n in range(before, before + int(many)):
            for item in asked.items:
                given = special.get(item, answer)
                kept = await door.answer(
                    asked.token, f"citizen {n}", item, given, "link", burst=False
                )
                self.check(kept is not bool(late), "it was taken" if kept else "it was not taken")
        await theatre.happened()

    # -- setting up ----------------------------------------------------------------------------

    @line(
        rf'{WHO} sets? up "(?P<system>.+)" for "(?P<service>.+)"{THERE}: '
        r"(?P<kind>week|live), (?P<language>[\wñ]+), (?P<many>\d+) invited(?P<small>, small team)?"
    )
    async def sets_up(
        self, who: str, system: str, service: str, group: str | None, kind: str, language: str,
        many: str, small: str | None,
    ) -> None:  # fmt: skip
        """The eight questions and [Post it]; the bot is asked by /new."""
        await self.write(self.actor(who), "/new", group or "group")
        place = self.place(group)
        hello = self.chat(place)[-1]
        await self.press(who, hello, hello.keys[0], place)
        texts = {**TOPICS, 1: system, 2: service, 7: many}
        while not (post := self.key(who, ".post")):
            await self._set_up_one(who, texts, kind, language, bool(small))
        await self.press(who, *post)

    async def _set_up_one(
        self, who: str, texts: dict[int, str], kind: str, language: str, small: bool
    ) -> None:
        wanted = [
            ".langs.en.es" if language == "Both" else f".langs.{LANGUAGES.get(language, 'es')}"
        ]
        wanted += [".kind.other", ".people", ".noday"] + ([".when.live"] if kind == "live" else [])
        wanted += [".small.yes" if small else ".small.no"]
        seen = self.chat(self.actor(who).number)[-1]
        keys = [key for key in seen.keys if any(key.data.endswith(end) for end in wanted)]
        if kind == "week":
            keys += [key for key in seen.keys if re.search(r"\.when\.\d{4}-", key.data)]
        if keys:
            await self.press(who, seen, keys[0], 0)
            return
        number = re.search(r"(\d) \w+ \d\. ", self.reader(seen.text))  # above it stands a name
        if number is None:
            raise LineError(f"{who} is asked nothing that a set-up asks", [seen.text])
        text = texts[int(number[1])]
        texts[4] = WHETHER if text == texts[4] else TOPICS[4]  # the next of its parts
        await self.write(self.actor(who), text, None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a public round asks, and at which address."""

    token: str
    items: tuple[str, ...]


def _public(tx: "Tx[Exercise]") -> tuple[Asked, int]:
    """The newest public round, and how many have answered."""
    found = [x for row in tx.rows() if (x := tx.exercise(row.id)).public]
    if not found or found[-1].public is None:
        raise LineError("no public round was opened")
    x = found[-1]
    return Asked(found[-1].public.token, x.framework.public), tx.sheets_kept(x.id)[0]


def _special(others: str | None) -> dict[str, str]:
    """`5 to ADM-T4 and 1 to CIT-R2` by component."""
    return {item: a for a, item in re.findall(r"(\w+) to ([\w-]+)", others or "")}


def _answer(item: str, answer: str, special: dict[str, str]) -> str:
    if item.startswith(PROMPT):
        return "skip"
    return special.get(item) or MEANWHILE.get(item, answer)


def _asked(
    tx: "Tx[Exercise]", account: str, place: str
) -> tuple[int, tuple[str, str] | None, list[tuple[str, str]]]:
    """The exercise, the question on somebody's card, and all that they have not answered."""
    for row in tx.rows(("running", "paused", "following")):
        person = tx.person(row.id, account)
        if not person or row.place != (place or row.place):
            continue
        x = tx.exercise(row.id)
        p = x.people.get(person.number)
        if p is None:
            continue
        items = [(s.label, i) for s in x.asking() for i in s.items if not p.answer(s.label, i)]
        if items:
            return row.id, current_item(x, p), items
    return 0, None, []


def _action(data: str) -> str:
    """What a button does, empty for an answer or for what is no button of ours."""
    read = read_data(data)
    return read.action if isinstance(read, ActionData) else ""
