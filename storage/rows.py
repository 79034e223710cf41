"""Rows as the rest of the program sees them, and its times: seconds here, milliseconds there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in one exercise. `number` is what facts call them; it is never given twice.

    `platform` is theirs, which need not be that of the group.
    """

    platform: str
    number: int
    account: str
    name: str
    language: str
    address: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class PostRow:
    """A message that should be on view: `wanted` and `sent` count the views asked for and shown.

    `to` is a person's number, 0 for the group. `phase` is "" (queued, or on view), "sending",
    "doubt" (it may stand or not), "undelivered" (refused for good) or "dead" (let go). `seq` is its
    turn among new messages; `refused` says since when it is refused, `reason` with which word.
    """

    exercise: int
    key: str
    to: int
    wanted: int
    sent: int
    digest: str
    ref: str
    phase: str
    seq: int = 0
    reason: str = ""
    refused: float | None = None


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise.

    `title` is what its group is called, if the platform says. `status` is "draft", "running",
    "paused", "following" (the results are out, the plan goes on), "finished" or "cancelled".
    `unfinished`: something is under way that a start goes on with.
    """

    id: int
    platform: str
    place: str
    token: str
    title: str
    status: str
    created: float
    wake: float | None
    unfinished: bool


def milliseconds(seconds: float) -> int:
    """UTC seconds as the tables hold them."""
    return round(seconds * 1000)


def seconds(milliseconds: int) -> float:
    """UTC seconds again: the float nearest to the decimal number, so equal to what came in."""
    return milliseconds / 1000
