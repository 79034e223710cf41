"""What is held about one person, written out: who they are, what they gave, every entry.

First as people read it, in the language they chose; then each fact under their number as it stands
in the record, so that nothing is left out, former answers and deleted notes included.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields

from dialogs.core import facts as f
from dialogs.core.due import purge
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.findings import actions
from dialogs.findings.chart import clean
from dialogs.phrases import answer_name, item_name
from dialogs.words import Words
from storage.store import Person, Tx

ONE = ("person", "to", "by")
MANY = ("people", "kept")
"""The fields of facts that hold people's numbers. Of several, only the reader's is shown."""

STATUS = {
    "draft": "status_draft",
    "running": "status_running",
    "following": "status_following",
    "finished": "status_finished",
    "cancelled": "status_cancelled",
}
"""The sentence of each status of an exercise."""


def everything(tx: "Tx[Exercise]", platform: str, account: str, named: str) -> str:
    """All that is held about an account, exercise by exercise, the oldest first.

    Control characters are marked: what somebody wrote must not command the reader's terminal.
    """
    parts = []
    for number, person in tx.known(platform, account):
        who, x = tx.member(number, person), tx.exercise(number)
        assert who  # noqa: S101 - it was listed just now, in this transaction
        parts.append("\n".join(_Listing(tx, x, who, named).lines()))
        tx.drop(number)
    return clean("\n\n\n".join(parts) + "\n")


class _Listing:
    """One person in one exercise."""

    def __init__(self, tx: "Tx[Exercise]", x: Exercise, who: Person, named: str) -> None:
        self.x, self.who, self.account = x, who, named
        self.p = x.people.get(who.number) or Participant(who.number, who.language)
        self.facts = [fact for fact in tx.facts(x.id) if concerns(fact, who.number)]
        self.posts = sum(1 for post in tx.posts(x.id) if post.to == who.number)
        self.used = tx.used(x.id, who.number)
        chosen = self.p.language if self.p.language in x.spoken else x.languages[0]
        self.words: Words = x.language_of(chosen)

    def lines(self) -> Iterator[str]:
        """All of it."""
        title = self._say("title", name=self.who.name)
        head = self._say("exercise", number=self.x.id, system=self._topic())
        yield from (title, "=" * len(title), head, self._say(STATUS[self.x.status]))
        yield from self._section("who", self._person())
        yield from self._section("answers", self._answers())
        yield from self._section("notes", self._notes())
        yield from self._section("actions", self._actions())
        yield from self._section("deleted", self._deletion())
        yield from self._section("record", (entry(fact, self.who.number) for fact in self.facts))

    def _say(self, key: str, **values: object) -> str:
        return self.words.text(f"mydata.{key}", **values)

    def _topic(self) -> str:
        return self.x.topic("system", self.words.language) or self._say("unset")

    def _section(self, key: str, lines: Iterable[str]) -> Iterator[str]:
        yield from ("", self._say(key))
        yield from (f"- {line}" for line in list(lines) or [self._say("none")])

    def _person(self) -> Iterator[str]:
        who = self.who
        yield self._say("name", name=who.name)
        yield self._say("account", account=self.account)
        if who.address:
            yield self._say("address", address=who.address)
        yield self._say("number", number=who.number)
        yield self._say("language", language=self.p.language)
        yield self._say("zone", zone=self.p.zone or self._say("unset"))
        yield self._say("used", at=self._at(self.used))
        for fact in self.facts:
            if isinstance(fact, f.Joined | f.Left):
                came = isinstance(fact, f.Joined)
                yield self._say("joined" if came else "left", at=self._at(fact.at))
        if self.x.facilitator == who.number:
            yield self._say("facilitator")
        if who.address:
            yield self._say("messages", n=self.posts)

    def _at(self, at: float) -> str:
        zone = self.p.zone or self.x.zone
        return f"{self.words.full(at, zone)} ({zone})"

    def _answers(self) -> Iterator[str]:
        for label, given in self.p.answers.items():
            step = self._say("round", label=label) if label.isdigit() else self._say("besides")
            for item, answer in given.items():
                text = self.p.texts.get((label, item)) or self._answer(item, answer)
                name = item_name(self.x, self.words, item)
                if text:
                    yield f"{step}, " + self.words.text("answers.line", name=name, answer=text)

    def _answer(self, item: str, answer: str) -> str:
        skipped = answer in ("", "text", "skip")
        return "" if skipped else answer_name(self.x, self.words, item, answer)

    def _notes(self) -> Iterator[str]:
        for number in self.p.notes:
            note = self.x.notes[number]
            state = self.words.text("note.is_released" if note.released else "note.is_private")
            yield f"{item_name(self.x, self.words, note.item)} ({state}): {note.text}"
        for text in self.p.held.values():
            yield f"{self._say('held')}: {text}"

    def _actions(self) -> Iterator[str]:
        for number, action in sorted(self.x.actions.items()):
            if action.owner == self.who.number:
                what = actions.field(self.x, self.words, number, "what")
                due = actions.field(self.x, self.words, number, "due")
                told = self.words.text(f"check.{action.progress or 'not_told'}")
                why = f" ({action.why})" if action.why else ""
                yield self._say("action", number=number, what=what, due=due, told=told + why)

    def _deletion(self) -> Iterator[str]:
        due = purge.purge_at(self.x)
        if self.x.purged:
            yield self._say("purged", days=purge.PURGE_DAYS)
        elif due is None:
            yield self.words.text("privacy.purge", days=purge.PURGE_DAYS)
        else:
            yield self._say("due", at=self._at(due))
            yield self._say("stays")


def concerns(fact: f.Fact, number: int) -> bool:
    """Whether a fact is about this person."""
    one = any(getattr(fact, name, 0) == number for name in ONE)
    return one or any(number in getattr(fact, name, ()) for name in MANY)


def entry(fact: f.Fact, number: int) -> str:
    """A fact as it stands in the record, its moment in UTC: `… Answered round=1 item=ADM-T4`."""
    moment = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(fact.at))
    said = [moment, type(fact).__name__]
    for field in fields(fact)[1:]:
        value = number if field.name in MANY else getattr(fact, field.name)
        if field.default is MISSING or value != field.default:
            said.append(f"{field.name}={value}")
    return " ".join(said)
