"""What is published: `Seen`, and everything that follows from it.

`publish` first reduces an assessment to `Seen`; `derive`, which makes the rest, has no other
arguments than the pack and `Seen`, and so cannot tell more. Screens, pictures, reports and files
take `Published` and nothing else; it is stored as it was published and never changes later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from framework.advice.decision import Decision, decision
from framework.advice.findings import Finding, Reading, found, readings
from framework.advice.groups import Groups, Line, groups, within
from framework.advice.labels import label
from framework.advice.lenses import Lenses, lenses
from framework.advice.recommend import Issued, issue
from framework.advice.triggers import signals
from framework.assessment import Assessment, ComponentResult
from framework.gate import PublicSeen, Seen, Shown, Vote
from framework.gate.shown import Side
from framework.gate.votes import vote
from framework.pack import Framework

METHOD: Literal[2] = 2
Outcome = Literal["agreed", "differ", "unknown"]


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that the group may be shown of a result, as of one moment.

    It is stored and read for years: a field is never renamed or removed, a new one has a default.

    `seen` is all there is; the rest follows from it and the pack. Lists of components are in
    framework order. `dimensions`: the line of each. `findings`, `recommendations`: the most
    serious first. `headlines`: those of the recommendations that are shown, in order.
    `pilots_first`: what to resolve before going step by step. `second_round`: what is asked again.
    `apart`: how many steps the public sees a component higher (None: cannot be said).
    """

    framework: str
    framework_version: str
    seen: Seen
    groups: Groups
    dimensions: Mapping[str, Line]
    findings: tuple[Finding, ...]
    recommendations: tuple[Issued, ...]
    headlines: tuple[str, ...]
    pilots_first: tuple[str, ...]
    second_round: tuple[str, ...]
    lenses: Lenses
    decision: Decision
    apart: Mapping[str, int | None]
    method: Literal[2] = METHOD

    @property
    def participants(self) -> int:
        """People with an answer anywhere."""
        return self.seen.participants

    @property
    def components(self) -> Mapping[str, Shown]:
        """Every component, in framework order."""
        return self.seen.components

    @property
    def public(self) -> PublicSeen | None:
        """The people who use the service; None if nobody answered."""
        return self.seen.public

    @property
    def votes(self) -> Mapping[str, Vote]:
        """The closing questions."""
        return self.seen.votes

    @property
    def stop_signs(self) -> tuple[str, ...]:
        """What more than half of us say blocks us."""
        return self.groups.stop_signs

    @property
    def anything(self) -> bool:
        """Whether there is any component of which something can be said."""
        return any(shown.valid for shown in self.components.values())

    def issued(self, id_: str) -> Issued:
        """The recommendation of that id, if it is made. Raises `KeyError`."""
        found = next((item for item in self.recommendations if item.id == id_), None)
        if found is None:
            raise KeyError(id_)
        return found


@cache
def _stored() -> TypeAdapter[Published]:
    """How it is written down and read; made when the first is, which a start need not wait for."""
    return TypeAdapter(Published)


def publish(
    assessment: Assessment,
    framework: Framework,
    votes: Mapping[str, Mapping[str, int]] | None = None,
) -> Published:
    """What may be published of an assessment by this framework.

    `votes`: of each closing question, how many chose each of its options; every option counts,
    also one that nobody chose.
    """
    forms = {name: vote(chosen, framework.method) for name, chosen in (votes or {}).items()}
    return derive(framework, replace(assessment.seen, votes=forms))


def derive(framework: Framework, seen: Seen) -> Published:
    """Everything that follows from what may be seen."""
    all_ = readings(framework, seen)
    findings = found(framework, all_)
    fired = signals(framework, all_, findings)
    issued = issue(framework, fired)
    whole = groups(all_, findings)
    return Published(
        framework=framework.id,
        framework_version=framework.version,
        seen=seen,
        groups=whole,
        dimensions=_lines(framework, seen, all_, findings),
        findings=findings,
        recommendations=issued,
        headlines=_headlines(framework, issued),
        pilots_first=_pilots_first(all_),
        second_round=second_round(framework, seen),
        lenses=lenses(framework, all_, fired, issued),
        decision=decision(seen.votes, whole.stop_signs, findings),
        apart={id_: all_[id_].apart for id_ in (seen.public.components if seen.public else ())},
    )


def quotable(
    assessment: Assessment, framework: Framework
) -> dict[str, dict[Side, tuple[int, ...]]]:
    """The released notes that may be quoted, by component and side, as ids.

    Which of them, at most `notes_a_side`, and in which order, the caller draws once for all
    publications.
    """
    return {
        id_: {side: part.notes[side] for side in _sides(framework, id_, part)}
        for id_, part in assessment.components.items()
    }


def second_round(framework: Framework, seen: Seen) -> tuple[str, ...]:
    """What is asked again, in order: contested concerns before contested gains."""
    split = [part for part in framework.components if seen.components[part.id].word == "contested"]
    split.sort(key=lambda part: part.gain)
    return tuple(part.id for part in split[: framework.method.second_round_most])


def outcomes(before: Published, after: Published) -> dict[str, Outcome]:
    """What became of each component that was asked again."""
    words = {id_: after.components[id_] for id_ in before.second_round if id_ in after.components}
    return {id_: _outcome(shown) for id_, shown in words.items()}


def to_dict(published: Published) -> dict[str, Any]:
    """All of it as plain JSON data; `from_dict` gives the same again."""
    data: dict[str, Any] = _stored().dump_python(published, mode="json")
    return data


def from_dict(data: Mapping[str, Any]) -> Published:
    """What `to_dict` wrote, in this release or an earlier one of this method.

    Raises pydantic's `ValidationError` for anything else.
    """
    return _stored().validate_python(data)


def _sides(framework: Framework, id_: str, part: ComponentResult) -> tuple[Side, ...]:
    return part.shown.sides(gain=framework.component(id_).gain)


def _outcome(shown: Shown) -> Outcome:
    if not shown.valid:
        return "unknown"
    return "differ" if shown.word == "contested" else "agreed"


def _lines(
    framework: Framework,
    seen: Seen,
    all_: Mapping[str, Reading],
    findings: tuple[Finding, ...],
) -> dict[str, Line]:
    return {
        d.id: Line(
            label(framework, d.id, seen),
            groups(within(all_, (part.id for part in framework.of(d.id))), findings),
        )
        for d in framework.dimensions
    }


def _headlines(framework: Framework, issued: Iterable[Issued]) -> tuple[str, ...]:
    """The first three of the headlines that are made."""
    made = [item.id for item in issued if framework.recommendation(item.id).headline]
    return tuple(made[: framework.method.shown_headlines])


def _pilots_first(all_: Mapping[str, Reading]) -> tuple[str, ...]:
    return tuple(id_ for id_, r in all_.items() if r.part.pilots and r.state in ("stop", "high"))
