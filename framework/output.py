"""An assessment as `analyse --json` gives it: for programs, fixed keys, unrounded numbers.

Whoever runs it holds the answers. What the group sees is `publish.Published`; what both say comes
out of the same functions.
"""

from collections.abc import Mapping
from typing import Any

from framework.advice.labels import balance
from framework.advice.lenses import Lenses
from framework.advice.recommend import Issued
from framework.assessment import Assessment, ComponentResult, PublicResult
from framework.gate import Shown
from framework.pack import Framework
from framework.publish import METHOD, Published, derive

COUNTS = ("answered", "scored", "not_sure", "not_applicable")
MEASURES = ("median", "q1", "q3", "mean", "agreement", "disagreement_index", "close_call")
INDEX = (
    *("net", "low", "high", "people", "net_by_median", "net_by_share"),
    *("depends_on_scoring", "includes_balance", "hangs_on_one_person"),
)


def to_json(assessment: Assessment, framework: Framework) -> dict[str, Any]:
    """What `analyse --json` prints of an assessment by this framework."""
    published = derive(framework, assessment.seen)
    overall = assessment.overall
    return {
        "framework": assessment.framework,
        "framework_version": assessment.framework_version,
        "method": METHOD,
        "participants": assessment.participants,
        "n_min": assessment.n_min,
        "round": assessment.round,
        "alpha": assessment.alpha,
        "components": {id_: _component(part) for id_, part in assessment.components.items()},
        "dimensions": {
            d.id: _dimension(assessment, framework, published, d.id) for d in framework.dimensions
        },
        "overall": {"net": overall.net, "low": overall.low, "high": overall.high},
        "findings": [
            {"component": f.component, "kind": f.kind, "seriousness": f.seriousness}
            for f in published.findings
        ],
        "stop_signs": list(published.stop_signs),
        "pilots_first": list(published.pilots_first),
        "second_round": list(published.second_round),
        "shown": list(published.headlines),
        "recommendations": [_issued(i, assessment.hangs) for i in published.recommendations],
        "lenses": _lenses(framework, published.lenses),
        "public": _public(assessment.public, published),
    }


def _component(part: ComponentResult) -> dict[str, Any]:
    return {
        **{name: getattr(part, name) for name in COUNTS},
        "counts": list(part.counts),
        "state": part.state,
        "gap": part.gap,
        "low_coverage": part.low_coverage,
        **{name: getattr(part, name) for name in MEASURES},
        "shown": _shown(part.shown),
    }


def _shown(shown: Shown) -> dict[str, Any]:
    return {
        "form": shown.form,
        "word": shown.word,
        "bands": list(shown.bands) if shown.bands else None,
        "count": shown.count,
        "close_call": shown.close_call,
    }


def _dimension(
    assessment: Assessment, framework: Framework, published: Published, id_: str
) -> dict[str, Any]:
    index, line = assessment.dimensions[id_], published.dimensions[id_]
    words = balance(framework, id_, assessment.seen)
    return {
        "means": dict(index.means),
        **{name: getattr(index, name) for name in INDEX},
        "balance": None if words is None else float(words),
        "label": getattr(framework.labels, line.label),
        "stop_signs": list(line.groups.stop_signs),
    }


def _issued(item: Issued, hangs: Mapping[str, bool | None]) -> dict[str, Any]:
    return {
        "id": item.id,
        "class": item.level,
        "rests_on": item.rests_on,
        "hangs_on_one_person": hangs[item.id],
        "leads": list(item.leads),
        "triggers": [
            {
                "component": fired.component,
                "mode": fired.mode,
                "weight": fired.weight,
                "seriousness": fired.seriousness,
            }
            for fired in item.triggers
        ],
    }


def _lenses(framework: Framework, lenses: Lenses) -> dict[str, Any]:
    names = {domain.id: domain.json_name for domain in framework.domains}
    return {
        "strategy": list(lenses.strategy),
        "legitimacy": list(lenses.legitimacy),
        "capacity": list(lenses.capacity),
        "weakest": lenses.weakest,
        "competencies": {names[id_]: list(ids) for id_, ids in lenses.competencies.items()},
        "attitudes": list(lenses.attitudes),
    }


def _public(public: PublicResult | None, published: Published) -> dict[str, Any] | None:
    if public is None:
        return None
    return {
        "participants": public.participants,
        "n_min": public.n_min,
        "components": {
            id_: {**_component(part), "apart": published.apart[id_]}
            for id_, part in public.components.items()
        },
    }
