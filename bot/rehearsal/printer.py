"""Print a scenario while it is played: each line, and below it all that the bot said to it."""

from bot.rehearsal import transcript
from bot.rehearsal.scene import Scene
from bot.rehearsal.theatre import Said
from bot.rehearsal.transcript import moment, page
from dialogs.words import Words

VERBS = {"reply": ", at once", "edit": " (the same message, edited)", "upload": ", a file"}


class Printer:
    """Prints each line, and what was said since the one before; called after each line."""

    def __init__(self) -> None:
        self._printed = 0
        self._moment = ""

    def __call__(self, scene: Scene, line: str) -> None:
        """Print a line, and what was said since the one before."""
        transcript.line(line)
        said = scene.theatre.said
        words = scene.theatre.library.words["en"]
        for each in said[self._printed :]:
            self._time(words, each, scene.theatre.zone)
            head = f"bot, to {_name(scene, each.to)}{VERBS.get(each.verb, '')}:"
            page(head, each.text, " ".join(f"[{label}]" for label in each.labels))
        self._printed = len(said)

    def silent(self, scene: Scene, line: str) -> None:
        """Print nothing."""

    def _time(self, words: Words, said: Said, zone: str) -> None:
        now = str(words.date(said.at, zone))
        if now != self._moment:
            self._moment = now
            moment(now)


def _name(scene: Scene, address: str) -> str:
    """Who has this address in the scenario."""
    people = {str(actor.number): name for name, actor in scene.actors.items()}
    groups = {str(place): f"the {name}" for name, place in scene.groups.items()}
    return {**people, **groups}.get(address, address)
