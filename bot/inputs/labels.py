"""What an answer in a cell says: a number, a label of the scale, not sure, does not apply."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from bot.inputs.wording import plain, wording
from framework.measures.tally import ANSWERS, NOT_APPLICABLE, NOT_SURE
from framework.pack import Framework

NUMBER = re.compile(r"\(?([1-9]\d*)(?:[.,]0+)?[.)]?")
SCORES = ANSWERS[:5]


class Labels:
    """How answers to the components of a framework may be written, in any of its languages.

    `given`: what a cell means, said by whoever knows the table; it comes first.
    """

    def __init__(self, framework: Framework, given: Mapping[str, str] | None = None) -> None:
        self._framework = framework
        self._given = {plain(cell): answer for cell, answer in (given or {}).items()}
        self._read: dict[tuple[str, str], str] = {}

    def answer(self, item: str, cell: str) -> str:
        """`1` to `5`, `NS` or `NA`; empty for what cannot be read, or contradicts itself.

        Without an item, whether it is an answer to any.
        """
        if not item:
            every = (self._cached(category, cell) for category in self._scales)
            return next(filter(None, every), "")
        return self._cached(self._framework.component(item).category, cell)

    def _cached(self, category: str, cell: str) -> str:
        key = category, cell
        if key not in self._read:
            self._read[key] = self._said(category, cell)
        return self._read[key]

    def _said(self, category: str, cell: str) -> str:
        words = plain(cell)
        if words in self._given:
            return self._given[words]
        if number := NUMBER.fullmatch(cell.strip()):
            return number[1] if number[1] in SCORES else ""
        if words in self._others:
            return self._others[words]
        labels = self._scales[category]
        first, _, rest = words.partition(" ")
        if first in SCORES:
            return first if first in labels.get(rest, ()) else ""
        rest, _, last = words.rpartition(" ")
        if last in SCORES:
            return last if last in labels.get(rest, ()) else ""
        found = labels.get(words, ())
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _others(self) -> Mapping[str, str]:
        """What is no score."""
        found = dict.fromkeys(wording().not_sure, NOT_SURE)
        found |= dict.fromkeys(wording().not_applicable, NOT_APPLICABLE)
        for text in self._framework.texts.values():
            for said in (text.answers, text.public):
                if said:
                    found[plain(said.not_sure)] = NOT_SURE
                    found[plain(said.not_applicable)] = NOT_APPLICABLE
        return found

    @cached_property
    def _scales(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """By category, which scores a label may mean: it is one, unless languages differ."""
        found: dict[str, dict[str, dict[str, None]]] = {}
        for text in self._framework.texts.values():
            for category, words in text.category.items():
                scales: Iterable[tuple[str, ...]] = (
                    words.labels,
                    words.public.labels if words.public else (),
                )
                for labels in scales:
                    for score, label in zip(SCORES, labels, strict=False):
                        of = found.setdefault(category, {}).setdefault(plain(label), {})
                        of[score] = None
        return {
            category: {label: tuple(scores) for label, scores in labels.items()}
            for category, labels in found.items()
        }
