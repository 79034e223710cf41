"""In no chat do two buttons say the same and mean something else, in any scenario at any time."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.rehearsal.scenario import play
from bot.rehearsal.theatre import Theatre
from dialogs.core.addresses import ActionData, AnswerData, read_data
from dialogs.core.post import Button
from tests.support.crowds import PEOPLE
from tests.support.played import FOLDER, SCENARIOS, folder, library, stand_in


def kind(data: str) -> str:
    """What a button does, in whichever exercise and to whatever: `score`, or a name in a table."""
    read = read_data(data)
    return "score" if read is None or isinstance(read, AnswerData) else read.action


def mistakable(buttons: Iterable[Button]) -> Iterator[str]:
    """The labels that stand on buttons which mean different things, and what these send.

    In different exercises the same action is the same: each card says what it is about.
    """
    by_label: dict[str, set[str]] = {}
    for button in buttons:
        by_label.setdefault(button.label, set()).add(_meant(button.data))
    for label, sent in by_label.items():
        exercises = {data.partition(".")[0] for data in sent}
        if len(sent) > len(exercises) or len({kind(data) for data in sent}) > 1:
            yield f"{label}: {', '.join(sorted(sent))}"


def _meant(data: str) -> str:
    """What a button sends; to read this message in another language is the same under each."""
    read = read_data(data)
    if isinstance(read, ActionData) and read.action == "read" and "/" in read.rest[0]:
        return f"{read.exercise}.read.this/{read.rest[0].partition('/')[2]}"
    return data


class Watched(Theatre):
    """A theatre in which somebody looks at the buttons of every chat after whatever happens."""

    def look_at(self) -> int:
        """How many buttons are in sight; those that can be mistaken are kept in `found`."""
        chats = self.people.platform.chats.values()
        buttons = [[b for message in chat.values() for b in message.buttons] for chat in chats]
        self.found.update(label for each in buttons for label in mistakable(each))
        return sum(map(len, buttons))

    async def happened(self) -> None:
        await super().happened()
        self.looks.append(self.look_at())


USUALLY = ("full_week", "live_session", "bad_input", "two_exercises", "hand_over", "public_round")
"""Those with the most buttons; the others are looked through in `make soak`."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=() if n in USUALLY else pytest.mark.soak) for n in SCENARIOS],
)
async def test_no_two_buttons_of_a_chat_can_be_mistaken(name: str) -> None:
    with folder() as there:
        theatre = Watched(Path(there), PEOPLE["demo"], "straight", library(), stand_in)
        theatre.found, theatre.looks = set(), []
        async with theatre:
            await play(FOLDER / f"{name}.txt", theatre)
    assert any(theatre.looks)
    assert sorted(theatre.found) == []


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        (["1.next", "1.told.1.done"], True),
        (["1.next", "2.told.1.done"], True),
        (["1.1.ECO-B1.5", "1.1.ECO-B2.5"], True),
        (["1.1.ECO-B1.5", "2.1.ECO-B2.5"], False),
        (["1.close.1", "1.close.1"], False),
    ],
)
def test_what_can_be_mistaken(sent: list[str], wrong: bool) -> None:
    found = list(mistakable(Button("Done", data) for data in sent))
    assert found == ([f"Done: {', '.join(sorted(sent))}"] if wrong else [])
