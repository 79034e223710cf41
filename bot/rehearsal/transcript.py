"""A rehearsal, printed: who did what, and what the bot said, message by message."""

import os
import sys
from dataclasses import dataclass, field
from textwrap import wrap

import click

from bot.platforms.base import Account
from bot.platforms.memory.adapter import Message
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import calendar as when
from dialogs.core.post import Post
from dialogs.words import Words

PAGE = 96
"""Columns of a line that parts two moments."""

WIDE = 100
"""Columns of the whole: what is longer goes on in the next line."""

EDGE = "  │ "


def line(text: str = "") -> None:
    """Print a line. Where nobody reads on, as behind `| head`, the play goes on all the same."""
    try:
        click.echo(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def page(head: str, text: str, buttons: str = "") -> None:
    """Print a message: who says it, its lines, its rows of buttons."""
    line(head)
    for each in [*text.split("\n"), *(buttons.split("\n") if buttons else [])]:
        for part in wrap(each, WIDE - len(EDGE), break_on_hyphens=False) or [""]:
            line(f"{EDGE}{part}".rstrip())


def direction(text: str) -> None:
    """Print what somebody does."""
    line("\n".join(wrap(text, WIDE, subsequent_indent="  ", break_on_hyphens=False)))


def moment(text: str) -> None:
    """Print the line above all that happens at one moment."""
    line(f"\n── {text} " + "─" * max(4, PAGE - len(text) - 4))


@dataclass
class Transcript:
    """The conversation, printed: the group, the set-up, and one person's private chat whole.

    `phrases` are the stage directions of a cast; `names` the names of addresses; `whole` the
    addresses whose chat is printed.
    """

    rehearsal: Rehearsal
    words: Words
    zone: str
    place: str
    phrases: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    _moment: str = ""
    _seen: dict[tuple[str, str], Post] = field(default_factory=dict)

    def heard(self, verb: str, address: str, what: Message | str) -> None:
        """Something the bot did."""
        if verb in ("retire", "delete") or (verb == "edit" and address == self.place):
            return
        if address != self.place and address not in self.whole:
            return
        if isinstance(what, Message) and self._seen.get((address, what.ref)) == what.post:
            return  # made again, to be sure: nobody sees that
        if isinstance(what, Message):
            self._seen[address, what.ref] = what.post
        self._time()
        name = self.names.get(address, address)
        to = self.phrases["to_group" if address == self.place else "to"].format(name=name)
        if isinstance(what, str):
            page(self.phrases["says_at_once"].format(to=to), what)
            return
        rows = (" ".join(f"[{b.label}]" for b in row) for row in what.post.rows)
        head = self.phrases["edits" if verb == "edit" else "says"].format(to=to)
        page(head, what.text, "\n".join(rows))

    def does(self, who: Account, key: str, **values: str) -> None:
        """Something a person did."""
        if who.address in self.whole:
            self._time()
            direction(self.phrases[key].format(name=who.name, **values))

    def group(self) -> None:
        """The last message in the group that lives on, as it reads by now: one with buttons."""
        self._time()
        message = next(m for m in reversed(self.rehearsal.group) if m.post.rows)
        rows = (" ".join(f"[{b.label}]" for b in row) for row in message.post.rows)
        page(self.phrases["reads"], message.text, "\n".join(rows))

    def aside(self, who: Account, key: str) -> None:
        """A stage direction about somebody whose chat is not printed."""
        if who.address not in self.whole:
            self._time()
            direction(self.phrases[key].format(name=who.name))

    def _time(self) -> None:
        now = str(self.words.date(self.rehearsal.now, self.zone))
        if now != self._moment:
            self._moment = now
            moment(now)


class Progress:
    """A line on standard error that says how far the week is."""

    def __init__(self, words: Words, zone: str, answers: int, line: str) -> None:
        self._words, self._zone, self._of, self._line = words, zone, answers, line
        self._done = 0
        self._day = ""
        self._live = sys.stderr.isatty()

    def step(self, at: float) -> None:
        """One more answer was given."""
        self._done += 1
        here = when.local(at, self._zone)
        day = f"{self._words.weekday(here.weekday())} {here.day}"
        # round 2 asks some questions again: how many, nobody knows before
        line = self._line.format(day=day, n=self._done, of=max(self._of, self._done))
        if self._live:
            click.echo(f"\r{line:<60}", nl=False, err=True)
        elif day != self._day:
            click.echo(line, err=True)
        self._day = day

    def end(self) -> None:
        """The line is finished."""
        click.echo("\r" + " " * 60 + "\r" if self._live else "", nl=False, err=True)
