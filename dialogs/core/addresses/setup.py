"""The fields of the set-up, as facts and button data name them, and the value of `when`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetupField:
    """One thing that is set up, as the fact `Set` names it: `invited`, or `system.en`."""

    name: str
    language: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Its name, and its language if it has one: the rest of a button's data."""
        return (self.name, self.language) if self.language else (self.name,)

    def __str__(self) -> str:
        return ".".join(self.parts)


def read_field(text: str) -> SetupField:
    """The field that was written as `text`. Raises `ValueError` for what is none."""
    name, dot, language = text.partition(".")
    if not name or bool(dot) != bool(language) or "." in language:
        raise ValueError(f"{text!r} is no field of the set-up")
    return SetupField(name, language)


NO_DAY = "none"
"""The value of the field `by` where nobody knows yet when it is decided; else it is an ISO date."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it begins, the value of the field `when`: `live`, or `week 2026-11-23`.

    `script` is the id of the script; `day` an ISO date from which days count, empty for now.
    """

    script: str
    day: str = ""

    def __str__(self) -> str:
        return f"{self.script} {self.day}" if self.day else self.script


def read_schedule(text: str) -> Schedule:
    """The schedule that was written as `text`; one without a script while none is chosen."""
    script, _, day = text.partition(" ")
    return Schedule(script, day)
