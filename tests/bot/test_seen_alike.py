"""Picture and report tell no more than what may be seen: equal `Seen`, equal files; no digit more.

Scores are changed within one form, so that all that may be shown of them stays the same.
"""

import random
import re
from collections import defaultdict
from functools import cache

import pytest

from bot.commands.shared.summary import summary
from bot.outputs.docx import word
from bot.outputs.html import html
from bot.outputs.pages.report import report
from bot.outputs.picture import svg
from dialogs.core import gate
from dialogs.findings.findings import findings
from framework.gate.shown import shown
from framework.measures.states import reader
from framework.measures.tally import tally
from tests.bot.test_report import DOT, lines
from tests.support.maps import IDS, play
from tests.support.people import library

PACK = library().pack(library().newest("pack", "public_value"))
MOODS = ("12", "123", "1122345", "2334", "345", "45", "55554", "55545123", "15", "3", "334")


@cache
def pools(n, seed):
    """Rows of answers of so many people, by kind of component and by what may be shown of them."""
    chance, found = random.Random(seed), defaultdict(lambda: defaultdict(list))
    for category in ("B", "T", "R"):
        part = next(p for p in PACK.components if p.category == category)
        rules = reader(part, PACK.method, PACK.method.n_min)
        for _ in range(600):
            row = chance.choices(chance.choice(MOODS), k=n)
            counts = [row.count(str(score)) for score in range(1, 6)]
            form = shown(rules, tally([*counts, 0, 0]))
            found[category][form].append(" ".join(row))
    return found


def pair(n, seed):
    """Two sets of rows in which every component is shown alike, and most are answered otherwise."""
    chance, made = random.Random(seed), ({}, {})
    for id_ in IDS:
        forms = pools(n, seed)[PACK.component(id_).category]
        rows = forms[chance.choice(sorted(forms, key=str))]
        for side in made:
            side[id_] = chance.choice(rows)
    return made


def files(x, language="en"):
    """The picture, the page and the Word file."""
    words = x.library.words[language]
    found = findings(x, language)
    image, written = svg(found, words), report(found, words)
    return image, html(written, image), word(written, DOT)


@pytest.mark.parametrize("n", [5, 9, *(pytest.param(n, marks=pytest.mark.soak) for n in (7, 12))])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_equal_seen_gives_equal_files(n, seed):
    one, other = (play(rows, n=n) for rows in pair(n, seed))
    assert gate.latest(one.x).seen == gate.latest(other.x).seen
    answers = [
        {p.number: p.answers.get("1") for p in made.x.people.values()} for made in (one, other)
    ]
    assert answers[0] != answers[1]
    assert files(one.x) == files(other.x)
    assert summary(PACK, gate.latest(one.x)) == summary(PACK, gate.latest(other.x))


def test_other_seen_gives_other_files():
    one, other = play({"ADM-T4": "5 5 5 5 5"}, n=5), play({"ADM-T4": "4 4 4 4 4"}, n=5)
    assert not set(files(one.x)) & set(files(other.x))


@pytest.mark.parametrize("many", [9, pytest.param(14, marks=pytest.mark.soak)])
def test_the_same_of_what_people_who_use_the_service_say(many):
    """Their answers are changed within one form, and so is who gave them."""
    rows = pair(many, 8)
    sheets = [
        [{id_: side[id_].split()[who] for id_ in PACK.public} for who in range(many)]
        for side in rows
    ]
    one, other = (play(pair(9, 7)[0], public=each) for each in sheets)
    assert one.x.public.counted.counts != other.x.public.counted.counts
    assert gate.latest(one.x).seen == gate.latest(other.x).seen
    for language in ("en", "es"):
        assert files(one.x, language) == files(other.x, language)
    text = "\n".join(t for s in report(findings(one.x, "en"), library().words["en"]).sections
                     for t in lines(s))  # fmt: skip
    assert ("too few answered" in text) is (many < PACK.method.n_min_public)
    assert (f"{many} people answered by open link" in text) is (many >= PACK.method.n_min_public)
    assert not re.search(r"citizens think|per cent|margin of", text)


# -- no number but those -------------------------------------------------------------------------

WHERE_DATES_OR_RULES_STAND = ("The exercise", "Scenario and news", "Improvement plan", "Methods")


def allowed(found):
    """Every text with a digit that may stand in a report, from what was published and the pack."""
    for cell in found.cells:
        yield cell.detail
    for side in found.sides:
        yield from side.counts
    for item in found.advice:
        yield from (item.rests, item.here, item.ask, item.source, *item.cited, item.id)
    yield from (text for _, text in found.closing)
    yield found.too_few
    yield found.public
    yield found.to_decide
    yield from (text for line in found.plan for text in (line.due, line.what))
    yield from (f"{n}. {item.title}" for n, item in enumerate(found.headlines, 1))


@pytest.mark.parametrize("n", [2, 4, 5, 7, 9, 12])
@pytest.mark.parametrize("seed", [3, pytest.param(4, marks=pytest.mark.soak)])
def test_no_other_digit_stands_in_a_report(n, seed):
    made = play(pair(n, seed)[0], n=n)
    words = made.x.library.words["en"]
    found = findings(made.x, "en")
    for section in report(found, words).sections:
        if section.title not in WHERE_DATES_OR_RULES_STAND:
            text = "\n".join(lines(section))
            for known in sorted(filter(None, allowed(found)), key=len, reverse=True):
                text = text.replace(known, "")
            text = re.sub(r"\[\d+\]", "", text)
            assert not re.search(r"\d", text), (section.title, re.findall(r".*\d.*", text))


FORBIDDEN = r"\b(median|the mean|net value|stability|alpha|agreement:|priority \d|robust)\b"


def test_no_other_digit_where_people_who_use_the_service_answered():
    sheets = [{id_: str(1 + (n + k) % 5) for k, id_ in enumerate(PACK.public)} for n in range(23)]
    made = play(pair(9, 3)[0], public=sheets)
    found = findings(made.x, "en")
    [section] = [
        s for s in report(found, library().words["en"]).sections if "people who" in s.title
    ]
    text = "\n".join(lines(section)).replace(found.public, "")
    assert not re.search(r"\d", text)


@pytest.mark.parametrize("seed", [5, pytest.param(6, marks=pytest.mark.soak)])
def test_no_word_of_a_withheld_number_stands_in_it(seed):
    made = play(pair(9, seed)[0], n=9)
    words = made.x.library.words["en"]
    text = "\n".join(t for s in report(findings(made.x, "en"), words).sections for t in lines(s))
    assert not re.findall(FORBIDDEN, text.lower())
