"""Scenario files: conversations to read aloud, played line by line; and re-recorded.

A file is a list of sentences (see `scene.py`), blank lines and comments that begin with #. What
people do is played in a theatre; what they read is compared with what the bot says there.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app.library import Files
from bot.rehearsal.acting import LINES, LineError
from bot.rehearsal.people import Actor, MemoryPeople
from bot.rehearsal.scene import Scene
from bot.rehearsal.theatre import Said, Theatre
from dialogs.core.facts import Fact

AfterLine = Callable[[Scene, str], None]
"""Called after every line that was played, with the line as it reads now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario came to: the facts, what stands in the chats, all that was said.

    `mended` are the lines that had to be re-recorded: number to how they read now.
    """

    facts: list[list[Fact]]
    places: list[str]
    standing: dict[str, list[str]]
    said: list[Said]
    actors: dict[str, Actor]
    written: list[str]
    mended: dict[int, str] = field(default_factory=dict)


def sentences(path: Path) -> list[tuple[int, str]]:
    """The lines of a scenario that say something, with their numbers."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    stripped = [(number, re.sub(r"\s+", " ", text.strip())) for number, text in lines]
    return [(n, text) for n, text in stripped if text and not text.startswith("#")]


async def say(scene: Scene, text: str) -> None:
    """Play one line. Raises `LineError` for one that is not true, or that nobody understands."""
    for pattern, deed in LINES:
        if found := pattern.fullmatch(text):
            await deed(scene, **found.groupdict())
            return
    raise LineError(f"what does this mean? {text}")


async def play(
    path: Path,
    theatre: Theatre,
    *,
    mend: bool = False,
    after_line: AfterLine = lambda scene, text: None,
    **how: Any,
) -> Outcome:
    """Play a scenario from its first line to its last; `how` is that of `Acting`.

    Raises `LineError`, which names the line. `mend`: what is expected gives way to what is said
    instead, where that is the same sentence in other words or numbers.
    """
    scene = Scene(theatre, **how)
    mended: dict[int, str] = {}
    with _first_mistake_named():
        for number, text in sentences(path):
            said = await _placed(path, number, _mended(scene, text, mend))
            if said != text:
                mended[number] = said
            after_line(scene, said)
    return await _outcome(scene, mended)


@contextmanager
def _first_mistake_named() -> Iterator[None]:
    """A `LineError` says which mistake of the service was logged first: it may be the reason."""
    mistakes: list[BaseException] = []

    def noted(record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            mistakes.append(record.exc_info[1])
        return True  # it is logged all the same

    log = logging.getLogger("valuemap")
    log.addFilter(noted)
    try:
        yield
    except LineError as error:
        error.mistake = mistakes[0] if mistakes else None
        raise
    finally:
        log.removeFilter(noted)


async def _placed(path: Path, number: int, line: Awaitable[str]) -> str:
    """Play this line; what is wrong with it says where it stands."""
    where = f"{path}, line {number}"
    try:
        return await line
    except LineError as error:
        error.where = where
        raise
    except (ValueError, LookupError) as error:  # a day, a number or a zone that is none
        wrong = LineError(f"this cannot be played: {type(error).__name__}, {error}")
        wrong.where = where
        raise wrong from error


async def _mended(scene: Scene, text: str, mend: bool) -> str:
    """Play a line as it stands, or else, to `mend` it, as it would be true; gives the line."""
    try:
        await say(scene, text)
    except LineError as error:
        if not mend or error.swap is None or error.swap[0] not in text:
            raise
        text = text.replace(*error.swap, 1)
        await say(scene, text)
    return text


async def _outcome(scene: Scene, mended: dict[int, str]) -> Outcome:
    theatre = scene.theatre
    return Outcome(
        await theatre.facts(),
        await theatre.look(lambda tx: [row.place for row in tx.rows()]),
        await theatre.standing(),
        theatre.said,
        scene.actors,
        scene.written,
        mended,
    )


def rewrite(path: Path, mended: dict[int, str]) -> None:
    """Put these lines into the file, each in the columns that the line before had."""
    lines = path.read_text("utf-8").splitlines()
    for number, text in mended.items():
        lines[number - 1] = _aligned(lines[number - 1], text)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _aligned(before: str, text: str) -> str:
    """The text with the space after its first word that stood there before."""
    gap = re.match(r"\s*\S+(\s+)", before)
    who, _, rest = text.partition(" ")
    return f"{who}{gap[1] if gap else ' '}{rest}"


async def in_memory(
    path: Path, folder: Path, library: Files, way: str = "straight", **how: Any
) -> Outcome:
    """Play a scenario on the platform in memory, its database in `folder`; `how` as in `play`."""
    async with Theatre(folder, MemoryPeople, way, library) as theatre:
        return await play(path, theatre, **how)
