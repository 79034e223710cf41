"""Packs, scripts and words: from the files, an organisation's own first, and from snapshots.

An exercise that runs keeps the pack and the script it began with, by the hash of what they said
then. So files may be edited at any time without disturbing it.
"""

import json
from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from pathlib import Path

from bot.app import holidays
from bot.app.datafiles import DataFiles, Languages
from bot.platforms import registry
from dialogs.core import facts as f
from dialogs.core import script as scripts
from dialogs.core.calendar import Holidays
from dialogs.core.evolve import fold
from dialogs.core.exercise import Exercise
from dialogs.core.post import Capabilities
from dialogs.core.script import Script
from dialogs.words import Words
from framework import pack as packs
from framework.pack import Framework, nearest
from framework.pack.files import Problem
from storage.store import Tx


class Files:
    """What the files say today, and what was kept of what they said before."""

    def __init__(self, own: Path | None = None, country: str = "") -> None:
        """Raises `DataError` with every mistake in `own` files, which are read at once.

        `country`: whose public holidays count; without one, of the zone of an exercise.
        """
        self._country = country
        self._on: dict[str, Files] = {}
        self.framework = ""  # of exercises that begin, where not the first that is offered
        self._site = self._rooms = ""  # no pages: see `with_pages`
        self._files = DataFiles(own)
        self._older: dict[str, Framework | Script] = {}
        self.words: Mapping[str, Words] = self._files.words

    def read(self, first: str = "") -> None:
        """Read the files of this language alone, else all that nobody asked for yet.

        Raises `DataError` with every mistake.
        """
        if first in self.words:
            self.words[first]
        else:
            self._files.read()

    @property
    def notes(self) -> list[Problem]:
        """What of one's own was left out, and what stands in."""
        return self._files.notes

    @property
    def snapshots(self) -> Mapping[str, str]:
        """What the packs and scripts of today say, by their hash."""
        return self._files.data.snapshots

    def on(self, platform: str) -> "Files":
        """The same, in the words of a platform: what one calls a group is a channel on another."""
        if platform not in self._on:
            here, called = copy(self), registry.called(platform)
            here.words = Languages(self.words, partial(_called, self.words, called))
            self._on[platform] = here if called else self
        return self._on[platform]

    def with_pages(self, site: str, rooms: str = "") -> "Files":
        """The same, where pages are served: those for people who use the service at `site`.

        `rooms`: where the page of an exercise stands whose group is elsewhere, with {} for its
        token; empty for nowhere.
        """
        here = copy(self)
        here._site, here._rooms, here._on = site, rooms, {}
        return here

    @property
    def site(self) -> str:
        """The address of the pages for people who use the service; empty where none are served."""
        return self._site

    @property
    def packs(self) -> Mapping[str, Framework]:
        """The packs as the files have them today, by id, in the order in which they are offered."""
        every = self._files.data.newest.items()
        found = {n: self.pack(key) for (kind, n), key in every if kind == "pack"}
        return dict(sorted(found.items(), key=lambda each: (each[1].order, each[0])))

    @property
    def scripts(self) -> Mapping[str, Script]:
        """The scripts as the files have them today, by id, in the order of offering."""
        every = self._files.data.newest.items()
        found = {n: self.script(key) for (kind, n), key in every if kind == "script"}
        return dict(sorted(found.items(), key=lambda each: (each[1].order, each[0])))

    def first(self, language: str) -> Framework:
        """The framework that exercises begin with: that of this language, if one has it."""
        offered = [*self.packs.values()]
        chosen = [pack for pack in offered if pack.id == self.framework] or offered
        return next((pack for pack in chosen if language in pack.languages), chosen[0])

    def remember(self, key: str, snapshot: Callable[[str], str]) -> None:
        """Make what an older exercise began with from its snapshot, unless it is known."""
        if key in self._older or key in self._files.data.made:
            return
        body = json.loads(snapshot(key))
        made: Framework | Script = (
            packs.parse(body["pack"]) if "pack" in body else scripts.parse(body["script"])
        )
        self._older[key] = made

    def newest(self, kind: str, name: str) -> str:
        """The hash of the `pack` or `script` of this id as it stands in the files today."""
        return self._files.data.newest[kind, name]

    def pack(self, name: str) -> Framework:
        """The framework with this hash."""
        made = self._made(name)
        assert isinstance(made, Framework)  # noqa: S101 - the hash of a pack names a pack
        return made

    def script(self, name: str) -> Script:
        """The script with this hash."""
        made = self._made(name)
        assert isinstance(made, Script)  # noqa: S101 - the hash of a script names a script
        return made

    def _made(self, name: str) -> Framework | Script:
        return self._older.get(name) or self._files.data.made[name]

    def snapshot(self, name: str) -> str:
        """What a pack or script says, to be kept with whatever begins with it.

        Empty for one that is older than the files, which was kept then.
        """
        return self.snapshots.get(name, "")

    def link(self, token: str) -> str:
        """The address at which an exercise with this token opens in a browser; empty for none."""
        return self._rooms.format(token)

    def country(self, zone: str) -> str:
        """The country whose holidays count in a zone, by its code; empty where none is known."""
        return self._country or holidays.country(zone)

    def holidays(self, zone: str) -> Holidays:
        """Which days are public holidays in a zone."""
        return partial(holidays.is_holiday, self.country(zone))

    def capabilities(self, platform: str) -> Capabilities:
        """What this platform can show. Raises `KeyError` for one that is not served."""
        return registry.capabilities()[platform]


def loader(library: Files) -> "Callable[[Tx[Exercise], int], Exercise]":
    """How the store makes an exercise from what is kept of it."""

    def load(tx: "Tx[Exercise]", number: int) -> Exercise:
        row = tx.row(number)
        if row is None:
            raise KeyError(number)
        history = tx.facts(number)
        for fact in history:
            if isinstance(fact, f.Drafted | f.Framed | f.Began):
                library.remember(fact.pack, tx.snapshot)
            if isinstance(fact, f.Began):
                library.remember(fact.script, tx.snapshot)
        names = {person.number: person.name for person in tx.people(number)}
        x = Exercise(number, row.platform, library, row.token, row.title)
        return fold(x, history, names)

    return load


def _called(
    words: Mapping[str, Words], called: Mapping[str, Mapping[str, str]], code: str
) -> Words:
    """The words of a language in which things are called as on a platform."""
    return words[code].called(called.get(nearest(code, called), {}))
