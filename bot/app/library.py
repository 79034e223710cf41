"""Packs, scripts and words: from the files, an organisation's own first, and from snapshots.

An exercise that runs keeps the pack and the script it began with, by the hash of what they said
then. So files may be edited at any time without disturbing it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import holidays
from bot.platforms import registry
from dialogs import asked, commands, sentences
from dialogs.core import facts as f
from dialogs.core import script as scripts
from dialogs.core.calendar import Holidays
from dialogs.core.evolve import fold
from dialogs.core.exercise import Exercise
from dialogs.core.post import Capabilities
from dialogs.core.script import Script
from dialogs.instead import fitting
from dialogs.words import Words, environment
from framework import pack as packs
from framework.pack import Framework, nearest
from framework.pack.files import DataError, Problem
from storage.store import Tx

DIALOGS = Path(sentences.__file__).parent

DATA = ("packs", "scripts", "words")
"""The folders that an organisation may have of its own."""

CODE = frozenset({".py", ".pyc", ".so", ".j2", ".jinja", ".jinja2", ".html", ".js", ".sh"})
"""Endings of files that somebody may have put there to be run, or filled in. None of ours reads one
from there; saying so is better than to leave people waiting for what it should do."""

NO_CODE = (
    "files of your own hold words, order and numbers, never a layout or a program: take it away"
)


class Files:
    """What the files say today, and what was kept of what they said before."""

    def __init__(self, own: Path | None = None, country: str = "") -> None:
        """Reads everything. Raises `DataError` with every mistake in every file.

        `country`: whose public holidays count; without one, of the zone of an exercise.
        """
        self._country = country
        self._on: dict[str, Files] = {}
        self.framework = ""  # of exercises that begin, where not the first that is offered
        self._site = self._rooms = ""  # no pages: see `with_pages`
        self._made: dict[str, Framework | Script] = {}
        self._newest: dict[tuple[str, str], str] = {}
        self.snapshots: dict[str, str] = {}
        problems = list(_code(own)) if own else []
        self.words: Mapping[str, Words] = {}
        self.notes: list[Problem] = []  # what of one's own was left out, and what stands in
        _collect(problems, partial(self._read_words, own))
        for path in packs.installed(*([own / "packs"] if own else [])).values():
            _collect(problems, partial(self._read_pack, path))
        paths = _scripts(own)
        for path in paths.values():
            _collect(problems, partial(self._read_script, path, paths))
        if problems:
            raise DataError(problems)

    def on(self, platform: str) -> "Files":
        """The same, in the words of a platform: what one calls a group is a channel on another."""
        if platform not in self._on:
            here, called = copy(self), registry.called(platform)
            own = {code: called.get(nearest(code, called), {}) for code in self.words}
            here.words = {code: w.called(own[code]) for code, w in self.words.items()}
            self._on[platform] = here if called else self
        return self._on[platform]

    def _read_words(self, own: Path | None) -> None:
        layouts = environment(DIALOGS / "templates")
        self.words, notes = sentences.load(
            DIALOGS / "words",
            layouts,
            asked.keys(layouts),
            commands.listed(),
            registry.words_folders(),
            own / "words" if own else None,
        )
        self.notes += notes

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

    def _read_pack(self, path: Path) -> None:
        pack = packs.load(path)
        self.notes += [*pack.notes, *self._unfit(pack, path)]
        self._keep("pack", pack.id, {"pack": dict(pack.files)}, pack)

    def _unfit(self, pack: Framework, path: Path) -> Iterable[Problem]:
        """The sentences of ours that a pack says otherwise, and cannot."""
        for code in pack.texts.keys() & self.words.keys():
            _, left = fitting(pack.texts[code].words, self.words[code].sentences)
            for key, why in left:
                yield Problem(f"{path}/{code}.toml", f"words.{key}", f"{why}; ours stands there")

    def _read_script(self, path: Path, others: Mapping[str, Path]) -> None:
        script = scripts.load(path, others, _scripts(None))
        self._keep("script", script.id, {"script": script.raw}, script)

    def _keep(self, kind: str, name: str, body: dict[str, Any], made: Framework | Script) -> None:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        key = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.snapshots[key] = text
        self._newest[kind, name] = key
        self._made[key] = made

    @property
    def packs(self) -> Mapping[str, Framework]:
        """The packs as the files have them today, by id, in the order in which they are offered."""
        found = {n: self.pack(key) for (kind, n), key in self._newest.items() if kind == "pack"}
        return dict(sorted(found.items(), key=lambda each: (each[1].order, each[0])))

    @property
    def scripts(self) -> Mapping[str, Script]:
        """The scripts as the files have them today, by id, in the order of offering."""
        every = self._newest.items()
        found = {n: self.script(key) for (kind, n), key in every if kind == "script"}
        return dict(sorted(found.items(), key=lambda each: (each[1].order, each[0])))

    def first(self, language: str) -> Framework:
        """The framework that exercises begin with: that of this language, if one has it."""
        offered = [*self.packs.values()]
        chosen = [pack for pack in offered if pack.id == self.framework] or offered
        return next((pack for pack in chosen if language in pack.languages), chosen[0])

    def remember(self, key: str, snapshot: Callable[[str], str]) -> None:
        """Make what an older exercise began with from its snapshot, unless it is known."""
        if key in self._made:
            return
        body = json.loads(snapshot(key))
        made: Framework | Script = (
            packs.parse(body["pack"]) if "pack" in body else scripts.parse(body["script"])
        )
        self._made[key] = made

    def newest(self, kind: str, name: str) -> str:
        """The hash of the `pack` or `script` of this id as it stands in the files today."""
        return self._newest[kind, name]

    def pack(self, name: str) -> Framework:
        """The framework with this hash."""
        made = self._made[name]
        assert isinstance(made, Framework)  # noqa: S101 - the hash of a pack names a pack
        return made

    def script(self, name: str) -> Script:
        """The script with this hash."""
        made = self._made[name]
        assert isinstance(made, Script)  # noqa: S101 - the hash of a script names a script
        return made

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


def _code(own: Path) -> Iterable[Problem]:
    """What an organisation's folder must not hold: a layout could run whatever it says."""
    if (own / "templates").exists():
        yield Problem("templates", "", NO_CODE)
    for folder in DATA:
        for path in sorted((own / folder).rglob("*")):
            if path.suffix.lower() in CODE:
                yield Problem(str(path.relative_to(own)), "", NO_CODE)


def _collect(problems: list[Problem], read: Callable[[], None]) -> None:
    try:
        read()
    except DataError as error:
        problems += error.problems


def _scripts(own: Path | None) -> dict[str, Path]:
    """Every script by the name of its file, one's own in the place of ours."""
    folders = [DIALOGS / "scripts", *([own / "scripts"] if own else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
