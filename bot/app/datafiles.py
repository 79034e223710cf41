"""Packs, scripts and words as the files have them today, each read when it is first asked for.

A start waits for one language and no pack. The rest is read by whoever first needs it, and beside
the service in any case: what is wrong in it ends the process then, as it would have at the start.
In an organisation's own folder everything is read at once.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from bot.platforms import registry
from dialogs import asked, commands, sentences
from dialogs.core import script as scripts
from dialogs.core.script import Script
from dialogs.instead import fitting
from dialogs.words import Words, environment
from framework import pack as packs
from framework.pack import Framework
from framework.pack.files import DataError, Problem

DIALOGS = Path(sentences.__file__).parent

DATA = ("packs", "scripts", "words")
"""The folders that an organisation may have of its own."""

CODE = frozenset({".py", ".pyc", ".so", ".j2", ".jinja", ".jinja2", ".html", ".js", ".sh"})
"""Endings of files that somebody may have put there to be run, or filled in. None of ours reads one
from there; saying so is better than to leave people waiting for what it should do."""

NO_CODE = (
    "files of your own hold words, order and numbers, never a layout or a program: take it away"
)


class Languages(Mapping[str, Words]):
    """The languages by their code; each is read when it is first asked for, and then kept."""

    def __init__(self, codes: Iterable[str], read: Callable[[str], Words]) -> None:
        self._codes = tuple(codes)
        self._read = read
        self._kept: dict[str, Words] = {}
        self._lock = RLock()

    def __getitem__(self, code: str) -> Words:
        """The words of a language. Raises `KeyError`, and `WordsError` with what is wrong."""
        if code not in self._kept:
            with self._lock:
                self._add(code)
        return self._kept[code]

    def _add(self, code: str) -> None:
        """Read a language, unless somebody else did while we waited, or there is none."""
        if code in self._codes and code not in self._kept:
            self._kept[code] = self._read(code)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


@dataclass(slots=True)
class Data:
    """Packs and scripts: `made` by the hash of what they say, `newest` the hash by kind and id.

    `snapshots`: what they say, by that hash, so that they can be made again.
    """

    made: dict[str, Framework | Script] = field(default_factory=dict)
    newest: dict[tuple[str, str], str] = field(default_factory=dict)
    snapshots: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, name: str, body: dict[str, Any], made: Framework | Script) -> None:
        """One more, under the hash of its body."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        key = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.snapshots[key] = text
        self.newest[kind, name] = key
        self.made[key] = made


class DataFiles:
    """What stands in the files. `notes`: what of one's own was left out, and what stands in."""

    def __init__(self, own: Path | None) -> None:
        """Raises `DataError` with every mistake in a folder of one's own, and what it lies over."""
        self._own = own
        self._lock = RLock()
        self._data: Data | None = None
        self._layouts = environment(DIALOGS / "templates")
        self.notes: list[Problem] = []
        codes = sorted(path.stem for path in (DIALOGS / "words").glob("*.toml"))
        self.words: Mapping[str, Words] = Languages(codes, self._language)
        if own:
            self._read_own(own)

    def read(self) -> None:
        """Read all that was not read yet. Raises `DataError` with every mistake in every file."""
        problems: list[Problem] = []
        for code in self.words:
            _collect(problems, partial(self.words.__getitem__, code))
        _collect(problems, lambda: self.data)
        if problems:
            raise DataError(dict.fromkeys(problems))

    def _read_own(self, own: Path) -> None:
        problems = list(_code(own))
        _collect(problems, partial(self._read_words, own))
        _collect(problems, lambda: self.data)
        if problems:
            raise DataError(problems)

    def _read_words(self, own: Path) -> None:
        self.words, notes = sentences.load(
            DIALOGS / "words",
            self._layouts,
            asked.keys(self._layouts),
            commands.listed(),
            registry.words_folders(),
            own / "words",
        )
        self.notes += notes

    def _language(self, code: str) -> Words:
        """One of our languages. Each further one is measured by the first.

        The first then is by all that is asked for, which a start does not wait for.
        """
        first, beside = next(iter(self.words)), registry.words_folders()
        known = {} if code == first else {first: self.words[first].sentences}
        keys = asked.keys(self._layouts) if known else ()
        raw = sentences.read(DIALOGS / "words" / f"{code}.toml", beside)
        given = commands.listed()
        return sentences.parse({**known, code: raw}, self._layouts, keys, given)[code]

    @property
    def data(self) -> Data:
        """Packs and scripts. Raises `DataError` with every mistake in them."""
        if self._data is None:
            with self._lock:
                self._data = self._data or self._read_data()
        return self._data

    def _read_data(self) -> Data:
        problems: list[Problem] = []
        data, own = Data(), self._own
        for path in packs.installed(*([own / "packs"] if own else [])).values():
            _collect(problems, partial(self._read_pack, data, path))
        paths = _scripts(own)
        for path in paths.values():
            _collect(problems, partial(_read_script, data, path, paths))
        if problems:
            raise DataError(problems)
        return data

    def _read_pack(self, data: Data, path: Path) -> None:
        pack = packs.load(path)
        if self._own:
            self.notes += [*pack.notes, *self._unfit(pack, path)]
        data.add("pack", pack.id, {"pack": dict(pack.files)}, pack)

    def _unfit(self, pack: Framework, path: Path) -> Iterable[Problem]:
        """The sentences of ours that a pack says otherwise, and cannot."""
        for code in pack.texts.keys() & self.words.keys():
            _, left = fitting(pack.texts[code].words, self.words[code].sentences)
            for key, why in left:
                yield Problem(f"{path}/{code}.toml", f"words.{key}", f"{why}; ours stands there")


def _read_script(data: Data, path: Path, others: Mapping[str, Path]) -> None:
    script = scripts.load(path, others, _scripts(None))
    data.add("script", script.id, {"script": script.raw}, script)


def _code(own: Path) -> Iterable[Problem]:
    """What an organisation's folder must not hold: a layout could run whatever it says."""
    if (own / "templates").exists():
        yield Problem("templates", "", NO_CODE)
    for folder in DATA:
        for path in sorted((own / folder).rglob("*")):
            if path.suffix.lower() in CODE:
                yield Problem(str(path.relative_to(own)), "", NO_CODE)


def _collect(problems: list[Problem], read: Callable[[], object]) -> None:
    try:
        read()
    except DataError as error:
        problems += error.problems


def _scripts(own: Path | None) -> dict[str, Path]:
    """Every script by the name of its file, one's own in the place of ours."""
    folders = [DIALOGS / "scripts", *([own / "scripts"] if own else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
