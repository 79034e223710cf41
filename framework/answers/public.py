"""How the people who use the service answered: counts alone, never who gave which answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from framework.answers.sheets import Answer, gather, tallies
from framework.measures.tally import ANSWERS, Tally, tally
from framework.pack import Framework


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """How many people answered anything, and of each component how many gave which answer."""

    people: int
    counts: Mapping[str, Mapping[str, int]]

    def tallies(self, framework: Framework) -> dict[str, Tally]:
        """The tally of every component that anybody answered, in framework order."""
        return {
            part.id: tally(self.counts[part.id].get(answer, 0) for answer in ANSWERS)
            for part in framework.components
            if any(self.counts.get(part.id, {}).values())
        }


def counted(sheets: Iterable[Mapping[str, str]]) -> PublicCounts:
    """The counts of these sheets: the answers of one person each, by component."""
    found: dict[str, Counter[str]] = {}
    people = 0
    for sheet in sheets:
        people += bool(sheet)
        for component, answer in sheet.items():
            found.setdefault(component, Counter())[answer] += 1
    return PublicCounts(people, {id_: dict(count) for id_, count in found.items()})


def of_answers(framework: Framework, answers: Iterable[Answer]) -> PublicCounts:
    """The counts of these answers. Raises `ValueError` for what `gather` refuses."""
    sheets = gather(framework, answers)
    found = {
        id_: dict(zip(ANSWERS, (*of.counts, of.not_sure, of.not_applicable), strict=True))
        for id_, of in tallies(framework, sheets).items()
    }
    return PublicCounts(len(sheets.people), found)
