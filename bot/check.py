"""`valuemap check`: would an exercise run here? Each finding says what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.library import Files
from dialogs.script import Step
from framework.files import DataError

SERVED = ("brief", "components", "closing", "hot_wash", "feedback", "results", "check", "actions")
"""What a step of a script can do in this release."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `bad`: it would stop an exercise."""

    what: str
    says: str
    bad: bool = False


def check(settings: Settings) -> Iterator[Finding]:
    """Everything that can be seen from here, the files first."""
    yield from files(settings.valuemap_files)


def files(own: Path | None) -> Iterator[Finding]:
    """Packs, scripts and words."""
    try:
        library = Files(own)
    except DataError as error:
        for problem in error.problems:
            yield Finding("files", str(problem), bad=True)
        return
    for name, pack in library.packs.items():
        said = f"{len(pack.components)} components in {', '.join(pack.languages)}"
        yield Finding(f"pack {name}", said)
    for name, script in library.scripts.items():
        unserved = [step.id for step in script.steps if _verb(step) not in SERVED]
        for step in unserved:
            yield Finding(f"script {name}", f"step {step} is not served by this release", bad=True)
        yield Finding(f"script {name}", f"{len(script.steps)} steps")
    yield Finding("words", f"{', '.join(library.words)}")


def _verb(step: Step) -> str:
    return str(step.say or step.ask or step.publish or step.plan)
