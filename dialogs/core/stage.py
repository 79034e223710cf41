"""A step of the script that has been opened: what it asks, until when, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.core.script import Step


@dataclass(slots=True)
class Stage:
    """A step that has been opened. `items` are what it asks, `finished` how many are through.

    `needed` are those of the items without which nobody is through: a sentence may be left out.
    `orders`: in which orders it asks, so that not everybody comes last to the same (`order`).

    `reminded`: how often those of each zone were; of an empty one, those without one.

    `settles`: closed by hand, until when it can be opened again; 0 once what follows may follow.
    `again`: opened again after nothing could be shown. `warned`: when it was last looked at whether
    too few have finished; `warnings`: how often the facilitator was told so. `inquired`: owners
    have been asked how it goes.
    """

    label: str
    step: Step
    opened: float
    closes: float | None
    items: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    closed: float | None = None
    held: bool = False
    finished: int = 0
    settles: float = 0.0
    again: bool = False
    warned: float = 0.0
    warnings: int = 0
    inquired: bool = False
    reminded: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether answers are still taken."""
        return self.closed is None

    def order(self, person: int) -> tuple[str, ...]:
        """In which order somebody is asked, for good: the first person as the pack has it.

        Number 1 mostly facilitates.
        """
        return self.orders[(person - 2) % len(self.orders)] if self.orders else self.items

    def through(self, given: Mapping[str, str]) -> bool:
        """Whether somebody with these answers has finished it."""
        return len(given) >= len(self.needed) > 0 and all(item in given for item in self.needed)

    def left(self, given: Mapping[str, str]) -> int:
        """How many questions wait for somebody with these answers.

        Sentences are among them only where nothing else is asked: none needs to be written.
        """
        return sum(1 for item in self.needed or self.items if item not in given)

    def shut(self, at: float) -> bool:
        """Whether an answer comes too late: the deadline counts, though no clock came by yet.

        It does not while it is `held`: nobody could be told of the close.
        """
        return not self.open or (self.closes is not None and self.closes <= at and not self.held)
