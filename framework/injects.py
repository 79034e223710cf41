"""Which invented news fits: the kind of system, and what the team differs on or rates high."""

from collections.abc import Collection, Iterable

from framework.pack import Framework
from framework.pack.schema import ANY, Inject
from framework.publish import Published

OTHER = "other"


def injects(
    framework: Framework, published: Published, kind: str = OTHER, used: Collection[str] = ()
) -> tuple[str, ...]:
    """The news to offer, best first; what was `used` is left out. Empty if none fits.

    The first is about what the team differs on, else the most serious obstacle or risk, else the
    largest benefit; then those that have it further back; then the same for what comes next. Of
    several the pack's order holds, which puts a particular `kind` of system before "any".
    """
    fitting = _fitting(framework, kind, used)
    ranked = (inject.id for id_ in subjects(published) for inject in _on(fitting, id_))
    return tuple(dict.fromkeys(ranked))


def ahead(framework: Framework, kind: str = OTHER, used: Collection[str] = ()) -> tuple[str, ...]:
    """The news to look at before anything is published: those for this kind of system first."""
    fitting = _fitting(framework, kind, used)
    return tuple(inject.id for inject in sorted(fitting, key=lambda each: ANY in each.kinds))


def _fitting(framework: Framework, kind: str, used: Collection[str]) -> list[Inject]:
    return [
        inject
        for inject in framework.injects
        if inject.id not in used and {kind, ANY} & set(inject.kinds)
    ]


def subjects(published: Published) -> tuple[str, ...]:
    """The components that news may be about, the most pressing first."""
    groups = published.groups
    concerns = [f.component for f in published.findings if f.kind in ("stop", "high")]
    return tuple(dict.fromkeys((*published.second_round, *concerns, *groups.benefits)))


def _on(fitting: Iterable[Inject], component: str) -> list[Inject]:
    """The news that touch a component, those that are about it first."""
    touching = [inject for inject in fitting if component in inject.components]
    return sorted(touching, key=lambda inject: inject.components[0] != component)
