"""A result in plain words for a terminal: what may be shown of it, and what may not be passed on.

It is made from what may be published, like the report of an exercise. Whoever runs `analyse` holds
the answers and all numbers anyway; the last lines say which of them are for nobody else.
"""

from collections.abc import Iterable, Iterator

from framework.advice.groups import Groups
from framework.advice.recommend import Issued
from framework.gate import Shown
from framework.pack import Component, Framework
from framework.pack.texts import CategoryText, Texts
from framework.publish import Published

STATES = {
    "very_high": "very high",
    "high": "high",
    "middle": "medium",
    "low": "low",
    "contested": "we differ",
    "too_few": "too few answers",
    "set_aside": "set aside, as many say it does not apply as scored it",
}
# What a reader needs first: what stops, what weighs, what it is worth, what is not agreed or known.
GROUPS = (
    ("Serious or high", "serious"),
    ("Large", "benefits"),
    ("Little or none is seen, or hardly begun", "missing"),
    ("We differ on", "differ"),
    ("Information needed on", "gaps"),
    ("Strengths to keep", "strengths"),
    ("Seen otherwise by the people who use the service", "otherwise"),
)
PASSED_ON = (
    "These are views, not measurements, and not money. Not comparable between teams.",
    "What stands above may be passed on to the group: it is made so that nobody can be found out.",
    "The answers, and with --json or in assessment.json everything beside it (how many scored a",
    "component, counts, medians, means, agreement, net values and ranges, alpha, what hangs on one",
    "person), are for you alone, who hold the answers: do not pass them on.",
)
LEAST = 3
"""With fewer people there is no team to speak of."""


def summary(framework: Framework, published: Published) -> str:
    """The whole summary, in the pack's English or else its first language."""
    return "\n".join(Summary(framework, published).lines()) + "\n"


class Summary:
    """Writes one result, part by part."""

    def __init__(self, framework: Framework, published: Published) -> None:
        languages = framework.languages
        self.framework = framework
        self.it = published
        self.texts: Texts = framework.texts["en" if "en" in languages else languages[0]]

    def lines(self) -> Iterator[str]:
        """All lines; only the opening where too few people answered for anything else."""
        yield from self._opening()
        if self.it.participants < max(LEAST, self._least()):
            return
        for part in (self._stops, self._map, self._found, self._headlines, self._support):
            yield from part()
        for part in (self._rounds, self._public, self._lenses):
            yield from part()
        yield from ("", *PASSED_ON)

    def _least(self) -> int:
        method = self.framework.method
        return method.n_min_small_team if self.it.seen.small_team else method.n_min

    def _opening(self) -> Iterator[str]:
        people, least = self.it.participants, self._least()
        yield self.texts.name
        yield f"{_count(people, 'person', 'people')} answered; round {self.it.seen.round}."
        yield f"A component needs {least} scores before anything is said of it."
        if people < LEAST:
            yield "With fewer than three people nothing can be said of a team."
        elif people < least:
            yield f"With fewer than {least} people no component can be read. --small-team lowers"
            yield "this to 3; use it only if people were told beforehand that others may work out"
            yield "who thinks what."
        elif not self.it.anything:
            yield "No component has that many yet."

    def _stops(self) -> Iterator[str]:
        for id_ in self.it.stop_signs:
            stop = self._category(self.framework.component(id_)).stop
            yield ""
            yield f"STOP SIGN: {self._name(id_)}. More than half of us say that {stop}."

    def _map(self) -> Iterator[str]:
        for dimension in self.framework.dimensions:
            label = getattr(self.texts.labels, self.it.dimensions[dimension.id].label)
            yield from ("", f"{self.texts.dimension[dimension.id].name}: {label}")
            yield from (f"  {self._component(part)}" for part in self.framework.of(dimension.id))

    def _component(self, part: Component) -> str:
        category = self._category(part)
        shown = self.it.components[part.id]
        return f"{category.one.capitalize()}: {self._name(part.id)}: {self._shown(part, shown)}"

    def _shown(self, part: Component, shown: Shown) -> str:
        """A component in the form that its answers allow."""
        marks = [self._word(part, shown), *self._numbers(part, shown)]
        marks += ["close call"] if shown.close_call else []
        marks += ["information needed"] if shown.gap else []
        return "; ".join(marks)

    def _word(self, part: Component, shown: Shown) -> str:
        if shown.word == "stop":
            return f"stop sign: {self._label(part, (part.stop or 1) - 1)}"
        if shown.thin and shown.word == "middle":
            return "no single view"
        return STATES[shown.word]

    def _numbers(self, part: Component, shown: Shown) -> Iterator[str]:
        if shown.bands:
            low, middle, high = shown.bands
            yield f"{low} low, {middle} medium, {high} high"
        if shown.count is not None:
            ends = {"stop": (part.stop or 1) - 1, "very_high": -1}
            named = shown.word in ends
            said = self._label(part, ends[shown.word]) if named else shown.word
            yield f"{shown.count} of us say: {said}"

    def _found(self) -> Iterator[str]:
        groups: Groups = self.it.groups
        yield ""
        for title, name in GROUPS:
            ids = getattr(groups, name)
            if ids:
                yield f"{title}: {self._names(ids)}"

    def _headlines(self) -> Iterator[str]:
        yield ""
        if not self.it.recommendations:
            yield "Nothing stands out, so nothing is recommended."
        if self.it.pilots_first:
            first = self._names(self.it.pilots_first)
            yield f"Go step by step, with pilots first. Resolve first: {first}"
        for n, id_ in enumerate(self.it.headlines, 1):
            yield from self._headline(n, self.it.issued(id_))

    def _headline(self, n: int, item: Issued) -> Iterator[str]:
        text = self.texts.recommendation[item.id]
        leads = [self.texts.component[id_] for id_ in item.leads]
        yield f"{n}. {text.title} ({item.level}; rests on {_components(item.rests_on)})"
        if leads:
            yield f"   Why: {'; '.join(self._says(id_) for id_ in item.leads)}."
            yield f"   Here: {'; '.join(self._fill(lead.here) for lead in leads)}."
            yield f"   Ask of others: {'; '.join(self._fill(lead.ask) for lead in leads)}."
        source = "Source, shortened" if text.paraphrase else "Source"
        yield f"   {source}: {text.text}"

    def _support(self) -> Iterator[str]:
        rest = [item for item in self.it.recommendations if item.id not in self.it.headlines]
        if rest:
            yield from ("", "Further and supporting recommendations")
        for item in rest:
            title = self.texts.recommendation[item.id].title
            yield f"  {item.id} {title} ({item.level}; rests on {_components(item.rests_on)})"

    def _rounds(self) -> Iterator[str]:
        if self.it.second_round and self.it.seen.round == 1:
            yield from ("", f"Ask again in a second round: {self._names(self.it.second_round)}")

    def _public(self) -> Iterator[str]:
        public = self.it.public
        if public is None:
            return
        yield from ("", "The people who use the service")
        yield f"  {_count(public.participants, 'person', 'people')} answered; not a sample."
        for id_, shown in public.components.items():
            part = self.framework.component(id_)
            ours = self._word(part, self.it.components[id_])
            yield f"  {self._name(id_)}: we {ours}; they {self._word(part, shown)}"

    def _lenses(self) -> Iterator[str]:
        lenses = self.it.lenses
        yield ""
        if lenses.weakest:
            corner = self.texts.corner[lenses.weakest]
            listed = self._names(getattr(lenses, lenses.weakest))
            yield f"Weakest corner: {corner.name} ({corner.question}): {listed}"
        for domain, ids in lenses.competencies.items():
            if ids:
                yield f"To learn, {self.texts.domain[domain].name}: {self._names(ids)}"
        for id_ in lenses.attitudes:
            attitude = self.texts.attitude[id_]
            yield f"Attitude, {attitude.name}: {attitude.sentence}"

    def _says(self, id_: str) -> str:
        """What is found of a component, in the pack's words."""
        part, shown = self.framework.component(id_), self.it.components[id_]
        if not shown.valid:
            return f"{self._name(id_)}: {self._shown(part, shown)}"
        state = "thin" if shown.thin and shown.word == "middle" else shown.word
        return str(getattr(self._category(part).says, state)).format(name=self._name(id_))

    def _category(self, part: Component) -> CategoryText:
        return self.texts.category[part.category]

    def _label(self, part: Component, place: int) -> str:
        label = self._category(part).labels[place]
        return label[:1].lower() + label[1:]

    def _name(self, id_: str) -> str:
        return self.texts.component[id_].name

    def _names(self, ids: Iterable[str]) -> str:
        return ", ".join(map(self._name, ids))

    def _fill(self, sentence: str) -> str:
        years = self.framework.years
        return sentence.format(system="the system", service="the service", years=years)


def _components(n: int) -> str:
    return _count(n, "component", "components")


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
