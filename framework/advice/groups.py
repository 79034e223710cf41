"""Components by what is published of them: the parts of a dimension's line, of post and report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from framework.advice.findings import Finding, Reading, Readings, of_kind
from framework.advice.labels import Label
from framework.measures.states import State
from framework.pack.schema import Kind


@dataclass(frozen=True, slots=True)
class Groups:
    """Ids of components, in framework order unless said otherwise.

    `stop_signs`: more than half say that it blocks. `obstacles`, `risks`: the serious ones, stop
    signs first. `serious`: both without stop signs. `benefits`: large gains, very large first.
    `missing`: gains that are low. `differ`: contested. `gaps`: knowledge is missing. `strengths`:
    low concerns. `watch`: in the middle. `otherwise`: the public sees it otherwise.
    """

    stop_signs: tuple[str, ...]
    obstacles: tuple[str, ...]
    risks: tuple[str, ...]
    serious: tuple[str, ...]
    benefits: tuple[str, ...]
    missing: tuple[str, ...]
    differ: tuple[str, ...]
    gaps: tuple[str, ...]
    strengths: tuple[str, ...]
    watch: tuple[str, ...]
    set_aside: tuple[str, ...]
    too_few: tuple[str, ...]
    otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a dimension everywhere: stop signs first, then the label, then the rest."""

    label: Label
    groups: Groups


def groups(all_: Readings, findings: Iterable[Finding]) -> Groups:
    """The groups of these components, which are in framework order."""
    public = of_kind(findings, "public")
    return Groups(
        stop_signs=_ids(all_, lambda r: r.state == "stop"),
        obstacles=_of_kind(all_, "obstacle"),
        risks=_of_kind(all_, "risk"),
        serious=_ids(all_, lambda r: not r.part.gain and r.state == "high"),
        benefits=_by_state(all_, ("very_high", "high"), lambda r: r.part.gain),
        missing=_by_state(all_, ("stop", "low"), lambda r: r.part.gain),
        differ=_ids(all_, lambda r: r.state == "contested"),
        gaps=_ids(all_, lambda r: r.gap),
        strengths=_ids(all_, lambda r: not r.part.gain and r.state == "low"),
        watch=_ids(all_, lambda r: r.state == "middle"),
        set_aside=_ids(all_, lambda r: r.state == "set_aside"),
        too_few=_ids(all_, lambda r: r.state == "too_few"),
        otherwise=tuple(id_ for id_ in all_ if id_ in public),
    )


def within(all_: Readings, ids: Iterable[str]) -> Mapping[str, Reading]:
    """These components only, in framework order."""
    wanted = set(ids)
    return {id_: reading for id_, reading in all_.items() if id_ in wanted}


def _ids(all_: Readings, wanted: Callable[[Reading], bool]) -> tuple[str, ...]:
    return tuple(id_ for id_, reading in all_.items() if wanted(reading))


def _by_state(
    all_: Readings, states: Sequence[State], wanted: Callable[[Reading], bool]
) -> tuple[str, ...]:
    """Those in the first state, then those in the next."""
    return tuple(
        id_
        for state in states
        for id_, reading in all_.items()
        if reading.state == state and wanted(reading)
    )


def _of_kind(all_: Readings, kind: Kind) -> tuple[str, ...]:
    return _by_state(all_, ("stop", "high"), lambda r: r.part.kind == kind)
