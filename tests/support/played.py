"""What every scenario comes to on a platform and in one way; each is played only once."""

import tempfile
from functools import cache
from pathlib import Path

from bot.delivery.courier import Make
from bot.outputs import files as outputs
from bot.platforms.base import Upload
from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import Theatre
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from tests.support.crowds import PEOPLE
from tests.support.files import library

FOLDER = Path(__file__).parents[1] / "scenarios"
SCENARIOS = sorted(path.stem for path in FOLDER.glob("*.txt"))
SHARED_MEMORY = Path("/dev/shm")
"""Where the databases of scenarios lie, if there is such a place: nobody pulls the plug here."""

Run = tuple[str, str, str]
OUTCOMES: dict[Run, Outcome] = {}


def folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None)


FILED = ("full_week",)
"""The scenarios whose picture and report are really drawn: it takes half a second."""


@cache
def really(name: str) -> Make:
    """Draws what a scenario ends in, once, whichever platform and way asks."""
    drawn: dict[File, Upload] = {}

    def make(x: Exercise, file: File, entry: object) -> Upload:
        if file not in drawn:
            drawn[file] = outputs.make(x, file)
        return drawn[file]

    return make


def stand_in(x: Exercise, file: File, entry: object) -> Upload:
    """Something of the same name and caption."""
    return Upload(file.name, b"drawn", file.caption, picture=file.kind == "picture", alt=file.alt)


async def outcome(name: str, platform: str = "demo", way: str = "straight") -> Outcome:
    """What a scenario comes to. Played once; who asks again gets the same."""
    run = name, platform, way
    if run not in OUTCOMES:
        with folder() as there:
            make = really(name) if name in FILED else stand_in
            theatre = Theatre(Path(there), PEOPLE[platform], way, library(), make)
            async with theatre:
                OUTCOMES[run] = await play(FOLDER / f"{name}.txt", theatre)
    return OUTCOMES[run]
