"""An assessment as plain data: whole, to be stored; and as `analyse --json` gives it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from framework.index import Index
from framework.lenses import Lenses
from framework.recommend import Issued
from framework.result import Assessment, ComponentResult

WHOLE = TypeAdapter(Assessment)
COMPONENT = (
    "answered",
    "scored",
    "not_sure",
    "not_applicable",
    "counts",
    "median",
    "q1",
    "q3",
    "mean",
    "agreement",
    "disagreement_index",
    "state",
    "gap",
    "hangs_on_one_person",
    "low_coverage",
)
OVERALL = (
    "net",
    "low",
    "high",
    "label",
    "hangs_on_one_person",
    "depends_on_scoring",
    "includes_balance",
)
DIMENSION = ("benefits", "threats", "risks", *OVERALL, "net_by_median", "net_by_share")


def to_dict(assessment: Assessment) -> dict[str, Any]:
    """All of it as plain JSON data; `from_dict` gives the same assessment again."""
    data: dict[str, Any] = WHOLE.dump_python(assessment, mode="json")
    return data


def from_dict(data: Mapping[str, Any]) -> Assessment:
    """The assessment that `to_dict` wrote, in this release or an earlier one.

    Raises pydantic's `ValidationError` for anything else.
    """
    return WHOLE.validate_python(data)


def to_json(assessment: Assessment) -> dict[str, Any]:
    """What `analyse --json` prints: for programs, with fixed keys and unrounded numbers."""
    return {
        "framework": assessment.framework,
        "framework_version": assessment.framework_version,
        "participants": assessment.participants,
        "n_min": assessment.n_min,
        "round": assessment.round,
        "components": {id_: _component(part) for id_, part in assessment.components.items()},
        "dimensions": {id_: _index(part, DIMENSION) for id_, part in assessment.dimensions.items()},
        "overall": _index(assessment.overall, OVERALL),
        "recommendations": [_issued(item) for item in assessment.recommendations],
        "lenses": _lenses(assessment.lenses),
    }


def _component(part: ComponentResult) -> dict[str, Any]:
    return {name: getattr(part, name) for name in COMPONENT} | {"counts": list(part.counts)}


def _index(index: Index, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(index, name) for name in names}


def _issued(item: Issued) -> dict[str, Any]:
    triggers = [
        {
            "component": fired.component,
            "mode": fired.mode,
            "weight": fired.weight,
            "firm": fired.firm,
            "strength": fired.strength,
        }
        for fired in item.triggers
    ]
    return {
        "id": item.id,
        "class": item.level,
        "priority": item.priority,
        "robustness": item.robustness,
        "triggers": triggers,
    }


def _lenses(lenses: Lenses) -> dict[str, Any]:
    return {
        "strategy": list(lenses.strategy),
        "legitimacy": list(lenses.legitimacy),
        "capacity": list(lenses.capacity),
        "weakest": lenses.weakest,
        "competencies": {part.json_name: list(part.components) for part in lenses.competencies},
        "attitudes": list(lenses.attitudes),
    }
