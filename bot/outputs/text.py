"""An assessment in plain words for a terminal, for whoever holds the answers anyway."""

from collections.abc import Iterable, Iterator

from framework.index import Index
from framework.recommend import Fired, Issued
from framework.result import ComponentResult
from framework.schema import Texts

from framework.assess import Assessment
from framework.pack import Component, Framework

STATES = {
    "high": "high",
    "middle": "medium",
    "low": "low",
    "contested": "the team differs",
    "too_few": "too few answers",
    "set_aside": "set aside, most say it does not apply",
}
VERDICTS = {
    "agreed": "no longer contested",
    "stable_disagreement": "stable disagreement: report both positions",
    "unsettled": "unsettled: hold a meeting",
}
CAUTIONS = (
    "These are views, not measurements, and not money; equal steps between scores are assumed.",
    "Not comparable between teams. A stability range says how far a number hangs on who answered.",
)
LEAST = 3
LEADS = 2
REASONS = 3


def summary(framework: Framework, assessment: Assessment) -> str:
    """The whole summary, in the pack's English or else its first language."""
    return "\n".join(Summary(framework, assessment).lines()) + "\n"


class Summary:
    """Writes one assessment, part by part."""

    def __init__(self, framework: Framework, assessment: Assessment) -> None:
        languages = framework.languages
        self.framework = framework
        self.it = assessment
        self.texts: Texts = framework.texts["en" if "en" in languages else languages[0]]

    def lines(self) -> Iterator[str]:
        """All lines; only the opening where too few people answered for anything else."""
        yield from self._opening()
        if self.it.participants < max(LEAST, self.it.n_min):
            return
        for part in (self._map, self._headlines, self._support, self._rounds, self._views):
            yield from part()
        yield from ("", *CAUTIONS, *self._thin())

    def _opening(self) -> Iterator[str]:
        people, n_min = self.it.participants, self.it.n_min
        yield self.texts.name
        yield f"{_count(people, 'person', 'people')} answered; round {self.it.round}."
        yield f"A component needs {n_min} scores before anything is said of it."
        if people < LEAST:
            yield "With fewer than three people nothing can be said of a team:"
            yield "no states, no net values, no recommendations."
        elif people < n_min:
            yield f"With fewer than {n_min} people no component can be read: no states, no net"
            yield "values, no recommendations. --small-team lowers this to 3; use it only if people"
            yield "were told beforehand that others may work out who thinks what."
        elif all(part.median is None for part in self.it.components.values()):
            yield "No component has that many yet."

    def _map(self) -> Iterator[str]:
        for dimension in self.framework.dimensions:
            yield ""
            name = self.texts.dimension[dimension.id].name
            yield f"{name}: {_net(self.it.dimensions[dimension.id])}"
            yield from (f"  {self._state(part)}" for part in self.framework.of(dimension.id))
        yield from ("", f"Overall: {_net(self.it.overall)}")

    def _state(self, part: Component) -> str:
        result = self.it.components[part.id]
        marks = [STATES[result.state]]
        marks += ["information needed"] if result.gap else []
        marks += ["close call: hangs on one person"] if result.hangs_on_one_person else []
        marks += ["few scored it"] if result.low_coverage and result.median is not None else []
        category = self.texts.category[part.category].one.capitalize()
        return f"{category}: {self._name(part.id)}: {'; '.join(marks)} ({_evidence(result)})"

    def _headlines(self) -> Iterator[str]:
        if not self.it.recommendations:
            yield from ("", "No recommendation follows from these answers. Highest means:")
            yield f"  {self._names(self.it.highest_means)}"
            return
        yield from ("", "First")
        yield from self._ranked(self.it.first)
        if self.it.then:
            yield from ("", "Then")
            if self.it.pilots_first:
                yield f"Start with pilots; resolve first: {self._names(self.it.pilots_first)}"
            yield from self._ranked(self.it.then)

    def _ranked(self, items: tuple[Issued, ...]) -> Iterator[str]:
        if not items:
            yield "  nothing"
        for n, item in enumerate(items, 1):
            text = self.texts.recommendation[item.id]
            yield f"{n}. {text.title} ({item.level}, {item.robustness})"
            leads = [self.texts.component[id_] for id_ in item.leading[:LEADS]]
            yield f"   Here: {'; '.join(self._fill(lead.here) for lead in leads)}."
            yield f"   Ask of others: {'; '.join(self._fill(lead.ask) for lead in leads)}."
            yield f"   Why: {'; '.join(self._why(item))}."
            yield f"   Source: {text.text}"

    def _why(self, item: Issued) -> Iterator[str]:
        """What fired it, what weighs most first, and how many more there are."""
        ranked = sorted(item.triggers, key=lambda t: (t.mode not in "HL", self._rank(item, t)))
        for fired in ranked[:REASONS]:
            if fired.mode in "HL":
                result = self.it.components[fired.component]
                yield f"{self._says(result)} ({_evidence(result)})"
            else:
                yield self._anywhere(fired)
        if len(ranked) > REASONS:
            yield f"and {len(ranked) - REASONS} more"

    def _rank(self, item: Issued, fired: Fired) -> int:
        return min(item.leading.index(id_) for id_ in fired.because)

    def _says(self, result: ComponentResult) -> str:
        part = self.framework.component(result.id)
        says = getattr(self.texts.category[part.category].says, result.state)
        return str(says).format(name=self._name(part.id))

    def _anywhere(self, fired: Fired) -> str:
        names = self._names(fired.because)
        return {
            "K": f"information is needed on {names}",
            "X": f"the team differs on {names}",
            "P": f"a large benefit stands beside an obstacle or risk: {names}",
        }[fired.mode]

    def _support(self) -> Iterator[str]:
        issued = {item.id: item for item in self.it.recommendations if not item.block}
        if issued:
            yield from ("", "Supporting recommendations")
        for item in issued.values():
            title = self.texts.recommendation[item.id].title
            yield f"  {item.id} {title} ({item.level}, {item.robustness})"

    def _rounds(self) -> Iterator[str]:
        if self.it.contested and self.it.round == 1:
            yield from ("", f"Ask again in a second round: {self._names(self.it.contested)}")
        if self.it.contested_rest:
            yield f"Contested too, beyond the limit: {self._names(self.it.contested_rest)}"
        if self.it.outcomes:
            yield from ("", "After the second round")
        for id_, outcome in self.it.outcomes.items():
            yield f"  {self._name(id_)}: {VERDICTS[outcome.verdict]}"

    def _views(self) -> Iterator[str]:
        lists = (
            ("Information needed", self.it.gaps),
            ("Strengths to keep", self.it.strengths),
            ("Watch list", self.it.watch_list),
            ("Too few answers", self.it.too_few),
            ("Set aside", self.it.set_aside),
        )
        yield ""
        yield from (f"{title}: {self._names(ids)}" for title, ids in lists if ids)
        weakest = self.it.lenses.weakest
        if weakest:
            corner = self.texts.corner[weakest]
            listed = getattr(self.it.lenses, weakest)
            yield f"Weakest corner: {corner.name} ({corner.question}): {self._names(listed)}"
        for domain in self.it.lenses.competencies:
            if domain.components:
                name = self.texts.domain[domain.id].name
                yield f"To learn, {name}: {self._names(domain.components)}"
        for id_ in self.it.lenses.attitudes:
            attitude = self.texts.attitude[id_]
            yield f"Attitude, {attitude.name}: {attitude.sentence}"

    def _thin(self) -> Iterator[str]:
        for category in self.framework.categories:
            for dimension in self.framework.dimensions:
                parts = self.framework.of(dimension.id)
                alone = [part for part in parts if part.category == category.id]
                if len(alone) == 1:
                    where = self.texts.dimension[dimension.id].name
                    many = self.texts.category[category.id].many
                    yield f"{where} {many} rest on one component: {self._name(alone[0].id)}."

    def _name(self, id_: str) -> str:
        return self.texts.component[id_].name

    def _names(self, ids: Iterable[str]) -> str:
        return ", ".join(map(self._name, ids))

    def _fill(self, sentence: str) -> str:
        years = self.framework.years
        return sentence.format(system="the system", service="the service", years=years)


def _net(index: Index) -> str:
    if index.net is None:
        return index.label
    marks = [index.label, f"net value {index.net:+.0f}"]
    marks.append(f"stability range {index.low:+.0f} to {index.high:+.0f}")
    marks += ["not clearly different from balanced"] if index.includes_balance else []
    marks += ["depends on how answers are scored"] if index.depends_on_scoring else []
    marks += ["close call: hangs on one person"] if index.hangs_on_one_person else []
    return f"{_bars(index)}{'; '.join(marks)}"


def _bars(index: Index) -> str:
    bars = (("benefits", index.benefits), ("obstacles", index.threats), ("risks", index.risks))
    shown = [f"{name} {100 * value:.0f}" for name, value in bars if value is not None]
    return f"{', '.join(shown)} of 100; " if shown else ""


def _evidence(result: ComponentResult) -> str:
    marks = [_count(result.scored, "score", "scores")]
    if result.median is not None:
        marks[:0] = [f"median {result.median:g}"]
        marks.append(f"agreement {result.agreement_word}")
    marks += [f"{result.not_sure} not sure"] if result.not_sure else []
    marks += [f"{result.not_applicable} does not apply"] if result.not_applicable else []
    return ", ".join(marks)


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
