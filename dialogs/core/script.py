"""The script: the steps of an exercise, in order, and when each ends.

A script holds order and numbers, never logic. What a step can be is a closed set of options
here; one that needs more gets a new named option in Python.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from dialogs.core.addresses import ACTIONS
from framework.pack.files import DataError, Problem, problems_of, read_toml

SECONDS = {"m": 60, "h": 3600, "d": 86400}
"""How many seconds a unit of a duration has."""


Raw = dict[str, Any]
"""What a file says, before it is checked."""


class ScriptError(DataError):
    """A script that cannot be played, with everything that is wrong in it."""


def _duration(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,2}[mhd]", text):
        raise ValueError("write a number and m, h or d, such as 20h")
    return text


def _time(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError("write a time as HH:MM, such as 16:00")
    return text


def _reminder(text: str) -> str:
    return text if re.fullmatch(r"[1-9][0-9]?%", text) else _duration(text)


Duration = Annotated[str, AfterValidator(_duration)]
Time = Annotated[str, AfterValidator(_time)]
ScriptId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Reminder = Annotated[str, AfterValidator(_reminder)]


class Part(BaseModel):
    """What every part of a script is: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,  # until one is read: a start reads none
    )


class Closes(Part):
    """When a step takes no more answers.

    `after` days are calendar days in the exercise's zone, or only those from Monday to Friday
    (`days = "weekdays"`), `at` the time on the last of them; hours and minutes are elapsed time.
    `with`: together with that step. `by`: the facilitator's tap. `everyone = "offer"`: once all
    have finished, the facilitator is offered to close.
    """

    after: Duration | None = None
    at: Time | None = None
    days: Literal["weekdays"] | None = None
    with_: str | None = Field(None, alias="with")
    by: Literal["facilitator"] | None = None
    everyone: Literal["offer"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Closes":
        if sum(x is not None for x in (self.after, self.with_, self.by)) != 1:
            raise ValueError("say exactly one of after, with, by")
        if self.at and not (self.after or "").endswith("d"):
            raise ValueError("at needs after in days")
        if self.days and not (self.after or "").endswith("d"):
            raise ValueError("days needs after in days")
        return self


def named(data: Any) -> Any:
    """What a file says of a step, with its id."""
    if isinstance(data, dict) and "id" not in data:
        verbs = (data.get(verb) for verb in ("say", "ask", "publish", "plan"))
        return {**data, "id": next((v for v in verbs if isinstance(v, str)), "")}
    return data


class Step(Part):
    """One step: it says, asks, publishes or plans.

    `id` names it in the facts; without one it is named after what it does.
    """

    id: str = ""
    say: Literal["brief"] | None = None
    ask: Literal["components", "closing", "hot_wash"] | None = None
    publish: Literal["feedback", "results", "check"] | None = None
    plan: Literal["actions"] | None = None
    items: Literal["all", "contested"] = "all"
    most: int = Field(8, ge=1)
    prompts: bool = False
    closes: Closes | None = None
    remind: tuple[Reminder, ...] = Field((), max_length=2)
    at: Literal["next office morning"] | None = None
    after: Duration | None = None

    @property
    def assessed(self) -> bool:
        """Whether something is published of its answers when it closes.

        Of closing questions that close together with a round it is, together with the round.
        """
        alone = self.ask == "closing" and not (self.closes and self.closes.with_)
        return self.ask == "components" or alone

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        return named(data)

    @model_validator(mode="after")
    def _one_verb(self) -> "Step":
        if sum(bool(v) for v in (self.say, self.ask, self.publish, self.plan)) != 1:
            raise ValueError("say exactly one of say, ask, publish, plan")
        if self.ask and not self.closes:
            raise ValueError("an asking step needs closes, or the script cannot end")
        if self.closes and self.closes.by and self.ask != "components":
            raise ValueError("closes by the facilitator's tap is for rounds of components")
        if (self.closes or self.remind or self.prompts) and not self.ask:
            raise ValueError("closes, remind and prompts belong to an asking step")
        if (self.at or self.after) and not self.publish:
            raise ValueError("at and after belong to a publishing step")
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,11}", self.id):
            raise ValueError("an id is at most 12 small letters, digits and _")
        if self.id in ACTIONS:
            raise ValueError(f"{self.id} is the word of a button: choose another id")
        return self


def days_of(duration: str) -> int:
    """The whole days of a duration: `3d` are three, `36h` are one."""
    return int(duration[:-1]) * SECONDS[duration[-1]] // SECONDS["d"]


class Script(Part):
    """A whole script. `raw` is what was read, for a snapshot.

    `order`: its place among those offered at set-up. `name`, by language: what it is called on a
    button. `framework`: the one that it is for, if not for all; there it stands in the place of the
    script that it `extends`.
    """

    id: ScriptId
    order: int = 100
    name: dict[str, str] = Field(default_factory=dict)
    framework: str | None = None
    extends: str | None = None
    step: tuple[Step, ...] = Field(min_length=1)
    raw: dict[str, Any] = Field(default_factory=dict, exclude=True)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        return self.step

    @cached_property
    def days(self) -> int:
        """The days from its first to that of its last question before the results; 0 for live.

        Live is what the facilitator's taps end, in one sitting.
        """
        closes = [step.closes for step in self._before_results() if step.closes]
        if any(each.by for each in closes):
            return 0
        return 1 + sum(days_of(each.after) for each in closes if each.after)

    def _before_results(self) -> Iterator[Step]:
        for step in self.steps:
            if step.publish == "results":
                return
            yield step

    @cached_property
    def rounds(self) -> dict[str, Step]:
        """The asking steps by the label that answers carry: 1 and 2 for components, else the id."""
        labels: dict[str, Step] = {}
        scored = 0
        for step in self.steps:
            if step.ask == "components":
                scored += 1
                labels[str(scored)] = step
            elif step.ask:
                labels[step.id] = step
        return labels

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of every step by its id: that of its round, or the id itself."""
        asked = {step.id: label for label, step in self.rounds.items()}
        return {step.id: asked.get(step.id, step.id) for step in self.steps}

    @cached_property
    def by_label(self) -> dict[str, Step]:
        """The steps by their label."""
        return {self.labels[step.id]: step for step in self.steps}


def _order_problems(script: Script) -> list[tuple[str, str]]:
    """What only the whole shows, as (entry, reason)."""
    found: list[tuple[str, str]] = []
    seen: list[str] = []
    scored = 0
    for n, step in enumerate(script.steps):
        if step.id in seen:
            found.append((f"step.{step.id}.id", f"{step.id} is there twice"))
        host = step.closes.with_ if step.closes else None
        if host and host not in [s.id for s in script.steps[:n] if s.ask]:
            found.append((f"step.{step.id}.closes.with", f"no earlier asking step is named {host}"))
        if step.ask == "components":
            if (scored == 0) != (step.items == "all"):
                reason = "the first round asks all, a later one what is contested"
                found.append((f"step.{step.id}.items", reason))
            scored += 1
        if (step.publish == "feedback" or step.publish == "results") and not scored:
            found.append((f"step.{step.id}.publish", "there is nothing to publish before a round"))
        seen.append(step.id)
    if scored not in (1, 2):
        found.append(("step", "a script has one or two rounds of components"))
    if script.id == "other":
        found.append(("id", "other is the word of a button: choose another id"))
    if script.steps[0].say != "brief":
        found.append((f"step.{script.steps[0].id}", "a script begins with the brief"))
    return found


def parse(raw: Mapping[str, Any], file: str = "script") -> Script:
    """The script in `raw`. Raises `ScriptError` naming file, entry and reason of every fault."""
    try:
        script = Script.model_validate({**raw, "raw": dict(raw)})
    except ValidationError as error:
        raise ScriptError(problems_of(error, file, raw)) from None
    faults = _order_problems(script)
    if faults:
        raise ScriptError([Problem(file, entry, reason) for entry, reason in faults])
    return script


def load(path: Path, *others: Mapping[str, Path]) -> Script:
    """The script in a TOML file, laid over the one that it extends, and that over what it extends.

    `others`: where that is looked for, one after the other. Raises `ScriptError`.
    """
    try:
        return parse(_whole(path, others, ()), path.name)
    except DataError as error:
        raise ScriptError(error.problems) from None


def _whole(path: Path, others: Sequence[Mapping[str, Path]], above: Sequence[Path]) -> Raw:
    """What a file says, over what it extends: none of those `above` it, nor itself."""
    raw, above = _read(path), (*above, path)
    name = raw.get("extends")
    if not isinstance(name, str):
        return raw
    found = (each[name] for each in others if name in each and each[name] not in above)
    below = next(found, None)
    if below is None:
        raise ScriptError([Problem(path.name, "extends", f"there is no script {name}")])
    return _over(_whole(below, others, above), raw)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One script over another: what it says of a step, each in the place of what stood there."""
    own = {step.get("id"): step for step in above.get("step", ()) if isinstance(step, dict)}
    steps = [{**step, **own.pop(step.get("id"), {})} for step in below.get("step", ())]
    return {**below, **above, "step": [*steps, *own.values()]}


def _read(path: Path) -> dict[str, Any]:
    """What a file says, each step by its name, so that another can be laid over it."""
    raw = read_toml(path)
    steps = raw.get("step")
    if isinstance(steps, list):
        raw["step"] = [named(step) for step in steps]
    return raw
